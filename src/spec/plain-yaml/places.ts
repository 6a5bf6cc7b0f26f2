import { NodePlace, type Places } from '../node-place.ts';

/** Where everything stands, in a few long lists: there are very many places, and few are ever told. */
export class ListedPlaces implements Places {
  readonly #nodes: object[] = [];
  /** Which of `#nodes` holds each of them; -1 for the root. */
  readonly #parents: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Where its members begin in `#names`, and where they end. */
  readonly #firsts: number[] = [];
  readonly #lasts: number[] = [];
  readonly #names: string[] = [];
  /** For each member the offset of its key (of an item: of itself) and the end of its value. */
  readonly #spans: number[] = [];
  readonly #places = new Map<object, NodePlace>();
  /** Made when the first place is asked for. */
  #indexes: Map<object, number> | undefined;
  /** Members of what is not closed yet, of the outermost first; behind `#open` is what was there before. */
  readonly #openNames: string[] = [];
  readonly #openSpans: number[] = [];
  #open = 0;

  /** The number to call it by from here on. */
  open(node: object, parent: number, start: number): number {
    this.#parents.push(parent);
    this.#starts.push(start);
    this.#ends.push(start);
    this.#firsts.push(this.#open);
    this.#lasts.push(0);
    return this.#nodes.push(node) - 1;
  }

  add(name: string, start: number, end: number): void {
    this.#openNames[this.#open] = name;
    this.#openSpans[2 * this.#open] = start;
    this.#openSpans[2 * this.#open + 1] = end;
    this.#open++;
  }

  close(index: number, end: number): void {
    const from = this.#firsts[index] ?? 0;
    const first = this.#names.length;
    for (let at = from; at < this.#open; at++) {
      this.#names.push(this.#openNames[at] ?? '');
      this.#spans.push(this.#openSpans[2 * at] ?? 0, this.#openSpans[2 * at + 1] ?? 0);
    }
    this.#open = from;
    this.#firsts[index] = first;
    this.#lasts[index] = this.#names.length;
    this.#ends[index] = end;
  }

  get(node: object): NodePlace | undefined {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const index = this.#indexOf(node);
    if (index === undefined) return undefined;
    const place = this.#make(node, index);
    this.#places.set(node, place);
    return place;
  }

  #indexOf(node: object): number | undefined {
    if (this.#indexes === undefined) {
      this.#indexes = new Map();
      for (const [index, each] of this.#nodes.entries()) this.#indexes.set(each, index);
    }
    return this.#indexes.get(node);
  }

  #make(node: object, index: number): NodePlace {
    const start = this.#starts[index] ?? 0;
    const parent = this.#parents[index] ?? -1;
    const place = new NodePlace(this.#nodes[parent], this.#keyIn(parent, start), start, Array.isArray(node));
    for (let at = this.#firsts[index] ?? 0; at < (this.#lasts[index] ?? 0); at++) {
      place.add(this.#names[at] ?? '', this.#spans[2 * at] ?? 0, this.#spans[2 * at + 1] ?? 0);
    }
    place.end = this.#ends[index] ?? 0;
    return place;
  }

  /** What the last member is called that does not begin behind `start`. */
  #keyIn(parent: number, start: number): string | number {
    const first = this.#firsts[parent];
    if (first === undefined) return '';
    let low = first;
    let high = (this.#lasts[parent] ?? 0) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#spans[2 * middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return Array.isArray(this.#nodes[parent]) ? low - first : (this.#names[low] ?? '');
  }
}
