/** Where an object or array stands in its text, and each of its members. Offsets, ends exclusive. */
export class NodePlace {
  readonly parent: object | undefined;
  /** Its key or index in `parent`. */
  readonly key: string | number;
  start: number;
  end: number;
  /** Keys in the order of the text; an array has none. */
  readonly #names: string[] | undefined;
  /** For each member the offset of its key (of an item: of itself) and the end of its value. */
  readonly #spans: number[] = [];
  #byName: Map<string, number> | undefined;

  constructor(parent: object | undefined, key: string | number, start: number, isArray: boolean) {
    this.parent = parent;
    this.key = key;
    this.start = start;
    this.end = start;
    this.#names = isArray ? undefined : [];
  }

  add(name: string, start: number, end: number): void {
    this.#names?.push(name);
    this.#spans.push(start, end);
  }

  span(key: string | number): { readonly start: number; readonly end: number } | undefined {
    const index = this.#names === undefined ? Number(key) : this.#indexOf(this.#names, String(key));
    const start = this.#spans[2 * index];
    const end = this.#spans[2 * index + 1];
    return start === undefined || end === undefined ? undefined : { start, end };
  }

  /** By hand for the many small objects, with a map for the few large ones. */
  #indexOf(names: readonly string[], name: string): number {
    if (names.length <= 24) return names.indexOf(name);
    this.#byName ??= new Map(names.map((each, index) => [each, index]));
    return this.#byName.get(name) ?? -1;
  }
}

/** Where each object and array of one text stands; undefined for what is not of that text. */
export interface Places {
  get(node: object): NodePlace | undefined;
}
