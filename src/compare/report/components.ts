/**
 * The strongly connected components of a graph, each after all that it leads to; nodes are numbers, `next` says where each leads.
 * Time grows with nodes and edges; iterative, so depth is no matter.
 *
 * @see Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972).
 */
export function components(next: readonly (readonly number[])[]): number[][] {
  const search = new Search(next);
  for (let node = 0; node < next.length; node += 1) search.from(node);
  return search.found;
}

const UNSEEN = -1;

class Search {
  readonly found: number[][] = [];
  readonly #next: readonly (readonly number[])[];
  /** When each was met, and the first met of all that it is known to lead to and that is in no component yet. */
  readonly #met: Int32Array;
  readonly #low: Int32Array;
  readonly #open: number[] = [];
  readonly #isOpen: Uint8Array;
  #count = 0;

  constructor(next: readonly (readonly number[])[]) {
    this.#next = next;
    this.#met = new Int32Array(next.length).fill(UNSEEN);
    this.#low = new Int32Array(next.length);
    this.#isOpen = new Uint8Array(next.length);
  }

  from(start: number): void {
    if (this.#met[start] !== UNSEEN) return;
    const way = [this.#meet(start)];
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const to = this.#next[step.node]?.[step.edge];
      step.edge += 1;
      if (to === undefined) {
        way.pop();
        this.#leave(step.node, way.at(-1)?.node);
      } else if (this.#met[to] === UNSEEN) way.push(this.#meet(to));
      else if (this.#isOpen[to] === 1) this.#lower(step.node, this.#met[to]);
    }
  }

  #meet(node: number): { readonly node: number; edge: number } {
    this.#met[node] = this.#low[node] = this.#count;
    this.#count += 1;
    this.#open.push(node);
    this.#isOpen[node] = 1;
    return { node, edge: 0 };
  }

  #lower(node: number, to: number | undefined = Infinity): void {
    this.#low[node] = Math.min(this.#low[node] ?? to, to);
  }

  #leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#low[node]);
    if (this.#low[node] !== this.#met[node]) return;
    const members = this.#open.splice(this.#open.lastIndexOf(node));
    for (const member of members) this.#isOpen[member] = 0;
    this.found.push(members);
  }
}
