import type { OperationView } from '../spec/operations.ts';
import type { OperationRef } from './change.ts';
import { components } from './components.ts';
import { operationRef } from './operation-pair.ts';

/** Some operations, a bit for each: to join two sets takes the same time however many they hold. */
export type OperationSet = bigint;

/** No operation. */
export const NONE: OperationSet = 0n;

/** Which operation has which bit. */
export class OperationSets {
  readonly #views: OperationView[] = [];
  readonly #sets = new Map<OperationView, OperationSet>();
  /** Most changes of a large description reach the same operations as others: each list is made once, and shared. */
  readonly #members = new Map<string, readonly OperationView[]>();
  readonly #refs = new Map<readonly OperationView[], readonly OperationRef[]>();

  /** The set that holds the operation alone. */
  of(view: OperationView): OperationSet {
    const known = this.#sets.get(view);
    if (known !== undefined) return known;
    const set = 1n << BigInt(this.#views.length);
    this.#views.push(view);
    this.#sets.set(view, set);
    return set;
  }

  join(views: Iterable<OperationView>): OperationSet {
    let all = NONE;
    for (const view of views) all |= this.of(view);
    return all;
  }

  members(set: OperationSet): readonly OperationView[] {
    const text = set.toString(2);
    const members = this.#members.get(text) ?? this.#views.filter((_, bit) => text.at(-1 - bit) === '1');
    this.#members.set(text, members);
    return members;
  }

  /** As they are told: by path and method; callbacks of two operations can have the same name. */
  refs(set: OperationSet): readonly OperationRef[] {
    const members = this.members(set);
    const refs = this.#refs.get(members) ?? refsOf(members);
    this.#refs.set(members, refs);
    return refs;
  }
}

/** For each node of a graph its own set and those of all that lead to it; `next` says where each leads. */
export function handedOn(own: readonly OperationSet[], next: readonly (readonly number[])[]): OperationSet[] {
  const sets = [...own];
  for (const members of components(next).reverse()) {
    const joined = members.reduce((sum, node) => sum | (sets[node] ?? NONE), NONE);
    for (const node of members) {
      sets[node] = joined;
      for (const to of next[node] ?? []) sets[to] = joined | (sets[to] ?? NONE);
    }
  }
  return sets;
}

function refsOf(views: readonly OperationView[]): OperationRef[] {
  const named = new Map(views.map((view) => [`${view.path} ${view.method}`, operationRef(view)]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, ref]) => ref);
}
