import { contentHash, type Resource } from '../../release/manifest.ts';
import { asObject, canonicalJson, type Json } from '../../spec/json.ts';
import { escapeToken } from '../../spec/pointer.ts';
import type { Scope } from '../target.ts';
import { resourcesOf } from './documents.ts';
import type { Loaded, NodeFailure, TykNode } from './node.ts';

/** What one node serves. */
export interface State {
  readonly node: TykNode;
  readonly label: string;
  readonly loaded: Loaded;
  /** The owner's part of it. */
  readonly resources: readonly Resource[];
  readonly hash: string;
}

export type States = { readonly ok: true; readonly states: readonly State[] } | NodeFailure;

export async function statesOf(nodes: readonly TykNode[], scope: Scope, signal: AbortSignal): Promise<States> {
  const answers = await Promise.all(nodes.map(async (node) => ({ node, loaded: await node.loaded(signal) })));
  const states: State[] = [];
  for (const { node, loaded } of answers) {
    if (!loaded.ok) return loaded;
    const resources = resourcesOf(scope, loaded.value);
    states.push({ node, label: node.label, loaded: loaded.value, resources, hash: contentHash(resources) });
  }
  return { ok: true, states };
}

/** Where and how a node's resources are not these; undefined where they are. */
export function differenceFrom(desired: readonly Resource[], state: State): Difference | undefined {
  const wanted = new Map(desired.map((resource) => [resource.id, resource]));
  const present = new Map(state.resources.map((resource) => [resource.id, resource]));
  for (const { id, body } of desired) {
    const found = present.get(id);
    if (found === undefined) return { id, text: `${state.label} did not load ${id}: its log says why` };
    const place = firstDifference(body, found.body, '');
    if (place !== undefined) return { id, text: `${state.label}: ${id} is not as it was written, at ${place || '/'}` };
  }
  const extra = state.resources.find(({ id }) => !wanted.has(id));
  return extra && { id: extra.id, text: `${state.label} still serves ${extra.id}` };
}

export interface Difference {
  readonly id: string;
  readonly text: string;
}

/** JSON pointer of the first place where two values are not the same. */
function firstDifference(a: Json, b: Json, pointer: string): string | undefined {
  if (canonicalJson(a) === canonicalJson(b)) return undefined;
  const [left, right] = [asObject(a), asObject(b)];
  if (left === undefined || right === undefined) return pointer;
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    const [x, y] = [left[key], right[key]];
    const place = `${pointer}/${escapeToken(key)}`;
    if (x === undefined || y === undefined) return place;
    const inner = firstDifference(x, y, place);
    if (inner !== undefined) return inner;
  }
  return pointer;
}
