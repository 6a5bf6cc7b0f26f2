import type { OperationView } from '../../spec/operations.ts';
import type { OperationRef } from '../change.ts';
import { operationRef } from '../operations/operation-pair.ts';
import { components } from './components.ts';

/** Some operations, a bit for each: to join two sets takes the same time however many they hold. */
export type OperationSet = bigint;

/** No operation. */
export const NONE: OperationSet = 0n;

/** What is known of a set; most changes of a large description reach the same operations as others: each list is made once, and shared. */
interface Known {
  readonly size: number;
  members?: readonly OperationView[];
  refs?: readonly OperationRef[];
}

interface Told {
  readonly ref: OperationRef;
  readonly name: string;
  readonly bit: number;
}

/** Which operation has which bit. */
export class OperationSets {
  readonly #views: OperationView[] = [];
  readonly #sets = new Map<OperationView, OperationSet>();
  /** By the set's hexadecimal text: as keys, large numbers that are alike at their end are slow to tell apart. */
  readonly #known = new Map<string, Known>();
  /** Each with its bit, as they are told: by path and method. Made when all operations are known. */
  #told: readonly Told[] = [];

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

  /** How many operations there are in it. */
  size(set: OperationSet): number {
    return this.#of(set.toString(16)).size;
  }

  members(set: OperationSet): readonly OperationView[] {
    const text = set.toString(16);
    return (this.#of(text).members ??= this.#views.filter((_, bit) => isIn(text, bit)));
  }

  /** The first of them as they are told: by path and method; callbacks of two operations can have the same name. */
  refs(set: OperationSet, most: number): readonly OperationRef[] {
    const text = set.toString(16);
    const known = this.#of(text);
    if (known.size > most) return this.#pick(text, most);
    return (known.refs ??= this.#pick(text, most));
  }

  #pick(text: string, most: number): OperationRef[] {
    const picked: OperationRef[] = [];
    let last: string | undefined;
    for (const { ref, name, bit } of this.#inOrder()) {
      if (picked.length >= most) break;
      if (name === last || !isIn(text, bit)) continue;
      picked.push(ref);
      last = name;
    }
    return picked;
  }

  #of(text: string): Known {
    const known = this.#known.get(text) ?? { size: sizeOf(text) };
    this.#known.set(text, known);
    return known;
  }

  /** To sort the operations of each set takes far longer than to pick them out of all. */
  #inOrder(): readonly Told[] {
    if (this.#told.length < this.#views.length) {
      this.#told = this.#views
        .map((view, bit) => ({ ref: operationRef(view), name: `${view.path} ${view.method}`, bit }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    }
    return this.#told;
  }
}

const BITS_OF_DIGIT = 4;

function isIn(hexadecimal: string, bit: number): boolean {
  const digit = hexadecimal.charAt(hexadecimal.length - 1 - Math.floor(bit / BITS_OF_DIGIT));
  return ((parseInt(digit, 16) >> (bit % BITS_OF_DIGIT)) & 1) === 1;
}

function sizeOf(hexadecimal: string): number {
  let size = 0;
  for (const digit of hexadecimal) size += SIZES[parseInt(digit, 16)] ?? 0;
  return size;
}

/** How many bits are set in each digit. */
const SIZES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

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
