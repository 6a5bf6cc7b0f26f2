/** What one API may fill of the catalogue: a page that is larger is read by nobody, and a stranger chooses its size. */
export const LIMITS = {
  operations: 5_000,
  /** Schemas and their members. */
  rows: 20_000,
  /** Characters of all texts together. */
  characters: 1_500_000,
  /** Of one description in CommonMark. */
  description: 20_000,
  /** Of a name, a title, a value. */
  line: 300,
  /** Schemas in schemas that have no name of their own. */
  depth: 8,
  /** Values of an enumeration, addresses, tags. */
  list: 100,
} as const;

/** How much of that is left for one API. */
export class Room {
  #rows: number = LIMITS.rows;
  #characters: number = LIMITS.characters;

  get isFull(): boolean {
    return this.#rows <= 0 || this.#characters <= 0;
  }

  row(): boolean {
    this.#rows -= 1;
    return !this.isFull;
  }

  /** Takes the place of a text; false: there is none any more. */
  text(text: string): boolean {
    this.#characters -= text.length;
    return this.#characters > 0;
  }
}
