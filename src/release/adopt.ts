import { asObject, type Json } from '../spec/json.ts';
import { concealed } from './concealed.ts';
import type { Resource } from './manifest.ts';
import { otherWords } from './other-words.ts';
import { equal, leaves, nodes, valueAt, withValue, type Leaf, type Node, type Place } from './places.ts';

/** One place where live has something else than was deployed. */
export interface LeafChange extends Leaf {
  /** Of the resource. */
  readonly id: string;
}

/** One place of a source (a file, a block) that is set, or taken out where `value` is absent. */
export interface SourceEdit {
  /** Which source. */
  readonly source: string;
  readonly place: Place;
  readonly value?: Json;
}

/** Texts of git that a gateway's content is made from, by name. */
export type Sources = ReadonlyMap<string, Json>;

export interface AdoptQuestion {
  readonly sources: Sources;
  /** What these sources become on the gateway; undefined where it cannot express them. */
  readonly render: (sources: Sources) => readonly Resource[] | undefined;
  readonly live: readonly Resource[];
}

export type Adopted =
  | { readonly ok: true; readonly edits: readonly SourceEdit[]; readonly sources: Sources }
  | { readonly ok: false; readonly reason: string };

const MOST_CHANGES = 50;

/**
 * The edits that make the sources say what live says. How a gateway's field follows from a source is known by trying: a place that could
 * be meant is changed, everything is rendered again, and what brings the result nearest to live stands. So nothing is ever adopted
 * that would not render to live itself, and what cannot be written back is refused by its name.
 */
export function adopt({ sources, render, live }: AdoptQuestion): Adopted {
  let edits: SourceEdit[] = [];
  let current = sources;
  for (;;) {
    const left = differences(render(current) ?? [], live);
    const [first] = left;
    if (first === undefined) return { ok: true, edits, sources: current };
    const refusal = refusalOf(first, left.length);
    if (refusal !== undefined) return { ok: false, reason: refusal };
    const next = nearest({ sources: current, render, live }, first, left.length);
    if (next === undefined) return { ok: false, reason: `${nameOf(first)} cannot be written back to git` };
    edits = [...edits.filter((edit) => !isSamePlace(edit, next)), next];
    current = edited(current, next);
  }
}

function refusalOf(change: LeafChange, count: number): string | undefined {
  if (change.place.length === 0) return `${change.id} is ${change.to === undefined ? 'missing' : 'extra'} as a whole`;
  if (count > MOST_CHANGES) return `${count} fields of it differ, which is another thing rather than a change of it`;
  const { to, place } = change;
  if (to === undefined) return undefined;
  const called = place.findLast((key) => typeof key === 'string');
  const hidden = concealed(to, undefined, called);
  return equal(hidden, to) ? undefined : `${nameOf(change)} holds what looks like a secret: it must not go to git`;
}

/** For people: `upstream of orders`. */
export function nameOf({ id, place }: Pick<LeafChange, 'id' | 'place'>): string {
  return place.length === 0 ? id : `${place.join('.')} of ${id}`;
}

const MOST_TRIES = 300;

/** The same place below some node of a source where that does; otherwise what brings the result nearest to live. */
function nearest(question: AdoptQuestion, change: LeafChange, before: number): SourceEdit | undefined {
  const leftAfter = (edit: SourceEdit): number => {
    const rendered = question.render(edited(question.sources, edit));
    const left = rendered === undefined ? undefined : differences(rendered, question.live);
    return left === undefined || left.some((one) => isSame(one, change)) ? before : left.length;
  };
  for (const edit of sameBelow(question.sources, change)) if (leftAfter(edit) < before) return edit;
  let best: { readonly edit: SourceEdit; readonly left: number } | undefined;
  for (const edit of inOtherWords(question.sources, change)) {
    const left = leftAfter(edit);
    if (left < (best?.left ?? before)) best = { edit, left };
    if (left === 0) break;
  }
  return best?.edit;
}

/** Host and port may be two fields of the gateway, and one of the source: the last edit of it has both. */
function isSamePlace(a: SourceEdit, b: SourceEdit): boolean {
  return a.source === b.source && a.place.join('\0') === b.place.join('\0');
}

function isSame(a: LeafChange, b: LeafChange): boolean {
  return a.id === b.id && a.place.join('\0') === b.place.join('\0');
}

/** Every place where two lists of resources are not the same, resource by resource. */
export function differences(deployed: readonly Resource[], live: readonly Resource[]): LeafChange[] {
  const was = new Map(deployed.map((resource) => [resource.id, resource.body]));
  const is = new Map(live.map((resource) => [resource.id, resource.body]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .flatMap((id) => leaves(was.get(id), is.get(id), []).map((change) => ({ id, ...change })));
}

function nodesOf(sources: Sources): (Node & { readonly source: string })[] {
  return [...sources].flatMap(([source, value]) => [...nodes(value)].map((node) => ({ source, ...node })));
}

/** A file of the gateway's own format has the field where the gateway has it, though perhaps further down. */
function sameBelow(sources: Sources, { place, from, to }: LeafChange): SourceEdit[] {
  const found: SourceEdit[] = [];
  for (const { source, at, node } of nodesOf(sources)) {
    const holds = valueAt(node, place);
    const isThere = from === undefined ? holds === undefined : holds !== undefined && equal(holds, from);
    if (!isThere || asObject(valueAt(node, place.slice(0, -1))) === undefined) continue;
    found.push({ source, place: [...at, ...place], ...(to !== undefined && { value: to }) });
  }
  return found.slice(0, MOST_TRIES);
}

/** A source that says it in words of its own has the old value somewhere, or one made of it. */
function inOtherWords(sources: Sources, { from, to }: LeafChange): SourceEdit[] {
  if (from === undefined || to === undefined) return [];
  const found = nodesOf(sources).flatMap(({ source, at, node }) =>
    otherWords(node, from, to).map((value): SourceEdit => ({ source, place: at, value })),
  );
  return found.slice(0, MOST_TRIES);
}

function edited(sources: Sources, { source, place, value }: SourceEdit): Sources {
  return new Map(sources).set(source, withValue(sources.get(source) ?? null, place, value));
}
