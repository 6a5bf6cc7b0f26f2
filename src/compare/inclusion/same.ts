import { Undecided, type Steps } from './budget.ts';
import { nothing, type Keywords } from './keywords.ts';
import { SchemaNode } from './node.ts';
import type { Unchanged } from './unchanged.ts';

/** Two schemas are compared in so many places before they count as different; all comparisons together, in so many. */
const MAX_PAIRS = 8000;
const MAX_ALL_PAIRS = 40_000;
const MAX_HOPS = 50;

/** What a schema says, to be held against another. */
export interface Shape {
  /** The schema itself, or the one that it is only another name of. */
  readonly node: SchemaNode;
  /** All that a schema says itself. */
  readonly text: string;
  readonly children: readonly SchemaNode[];
}

/**
 * Tells schemas that say the same, references followed and remarks left out. Recursive schemas are compared by bisimulation:
 * they are alike unless a difference can be reached. What is not found alike may be so all the same.
 */
export class Likeness {
  readonly #steps: Steps;
  readonly #unchanged: Unchanged;
  readonly #known = new Map<SchemaNode, Map<SchemaNode, boolean>>();
  #pairs = 0;

  constructor(steps: Steps, unchanged: Unchanged) {
    this.#steps = steps;
    this.#unchanged = unchanged;
  }

  between(first: SchemaNode, second: SchemaNode): boolean {
    const known = first === second || this.#known.get(first)?.get(second);
    return known ?? this.#remember(new Map([[first, new Set([second])]]), this.#explore(first, second));
  }

  /** What the schema says itself; undefined where it makes no sense. */
  shape(node: SchemaNode): Shape | undefined {
    try {
      return (node.shape ??= describeNamed(node));
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return undefined;
      throw error;
    }
  }

  #explore(first: SchemaNode, second: SchemaNode): boolean {
    const seen = new Map<SchemaNode, Set<SchemaNode>>();
    const queue: [SchemaNode, SchemaNode][] = [[first, second]];
    const most = Math.min(this.#pairs + MAX_PAIRS, MAX_ALL_PAIRS);
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      const [a, b] = pair;
      if (a === b || seen.get(a)?.has(b) === true) continue;
      const children = this.#childrenOf(a, b);
      if (children === undefined) return false;
      if (children.length === 0) continue;
      const known = this.#known.get(a)?.get(b) ?? this.#unchanged.alike(a, b);
      if (known === true) continue;
      if (known === false || ++this.#pairs > most) return false;
      this.#steps.spend();
      seen.set(a, (seen.get(a) ?? new Set()).add(b));
      for (const each of children) queue.push(each);
    }
    // No difference can be reached from any pair that was met.
    return this.#remember(seen, true);
  }

  /** What is left to compare where both say the same themselves; undefined: they differ. */
  #childrenOf(a: SchemaNode, b: SchemaNode): readonly [SchemaNode, SchemaNode][] | undefined {
    const [one, other] = [this.shape(a), this.shape(b)];
    if (one === undefined || one.text !== other?.text) return undefined;
    const left: [SchemaNode, SchemaNode][] = [];
    for (const [at, child] of one.children.entries()) {
      const twin = other.children[at];
      if (twin === undefined || child === twin) continue;
      const [first, second] = [this.shape(child), this.shape(twin)];
      // Told at once, and most of what differs does so here: the value of a property that says what a thing is.
      if (first === undefined || first.text !== second?.text) return undefined;
      if (first.children.length > 0) left.push([child, twin]);
    }
    return left;
  }

  #remember(pairs: ReadonlyMap<SchemaNode, ReadonlySet<SchemaNode>>, alike: boolean): boolean {
    for (const [a, others] of pairs) {
      for (const b of others) {
        note(this.#known, a, b, alike);
        note(this.#known, b, a, alike);
      }
    }
    return alike;
  }
}

function note(known: Map<SchemaNode, Map<SchemaNode, boolean>>, a: SchemaNode, b: SchemaNode, alike: boolean): void {
  const others = known.get(a) ?? new Map<SchemaNode, boolean>();
  known.set(a, others);
  others.set(b, alike);
}

function describeNamed(node: SchemaNode): Shape {
  let shape = describe(node);
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const [only] = shape.children;
    if (only === undefined || !aliases.has(shape.text)) break;
    shape = describe(only);
  }
  return shape;
}

const keywords = Object.keys(nothing) as readonly (keyof Keywords)[];

function describe(node: SchemaNode): Shape {
  const says = node.keywords;
  const children: SchemaNode[] = [];
  const text: string[] = [];
  for (const keyword of keywords) {
    const value = says[keyword];
    if (value === undefined || isDefault(keyword, value)) continue;
    text.push(`${keyword}:${keyword === 'values' || keyword === 'required' ? listed(value) : say(value, children)}`);
  }
  return { node, text: text.join(';'), children };
}

/** A schema that is only another one under this keyword means what that one means. */
const aliases: ReadonlySet<string> = new Set(
  ['references', 'allOf', 'anyOf', 'oneOf'].map((keyword) => `${keyword}:[#]`),
);

/** Whether a keyword says what it says where it is not there. */
function isDefault(keyword: keyof Keywords, value: unknown): boolean {
  const absent = nothing[keyword];
  if (value === absent) return true;
  if (value instanceof Map) return value.size === 0 && absent instanceof Map;
  return Array.isArray(value) && value.length === 0 && Array.isArray(absent);
}

/** Lists whose order means nothing. */
function listed(value: unknown): string {
  const texts: unknown[] = value instanceof Map ? [...(value as ReadonlyMap<string, unknown>).keys()] : [value].flat();
  return JSON.stringify(texts.map(String).sort());
}

function say(value: unknown, children: SchemaNode[]): string {
  if (value instanceof SchemaNode) {
    children.push(value);
    return '#';
  }
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return `{${[...value].map(String).sort().join()}}`;
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${say(each, children)}`).join()}}`;
  }
  if (Array.isArray(value)) return `[${value.map((each) => say(each, children)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `(${Object.entries(value)
    .map(([name, each]) => `${name}=${say(each, children)}`)
    .join()})`;
}
