/** The text is not of the ordinary kind: who reads all of YAML has to read it. */
export class Unusual extends Error {}

/** Tabs, carriage returns and whatever may not stand in a text of YAML, or not everywhere. */
const ODD = /[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xef(?:\xbb\xbf|\xbf[\xbe\xbf])/;
const [LINE_FEED, SPACE, HASH, DASH, DOT] = [10, 32, 35, 45, 46];

/** Reads on through a text, and knows where it is. */
export class Cursor {
  readonly bytes: Buffer;
  /** One unit for each byte, so that offsets are the same. */
  readonly #latin: string;
  at = -1;
  /** Of what stands at `at`, where that is the first of its line; -1 at the end of the text. */
  column = -1;
  /** Where the value that was read last stands, its end exclusive. */
  start = 0;
  end = 0;
  /** How many comments were passed over on the way to `at`. */
  comments = 0;
  /** Where each line starts. */
  readonly lines: number[] = [];
  #begun = false;

  /** @throws {Unusual} where a character stands in the text that has to be looked at more closely. */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#latin = bytes.toString('latin1');
    if (ODD.test(this.#latin)) throw new Unusual();
  }

  /** `seen` is every byte of it, or-ed: what is beyond ASCII has to be decoded. */
  slice(start: number, end: number, seen: number): string {
    return seen > 127 ? this.bytes.toString('utf8', start, end) : this.#latin.slice(start, end);
  }

  /** Goes to what is written next, from the end of a line. */
  next(): void {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length) {
      this.lines.push(++at);
      const start = at;
      while (bytes[at] === SPACE) at++;
      const code = bytes[at];
      if (code === HASH) {
        this.comments++;
        at = this.#lineEnd(at);
      } else if (code !== LINE_FEED && code !== undefined) {
        this.at = at;
        this.column = at - start;
        if (at > start || !this.#isMarker()) return;
        at += 3;
      }
    }
    this.at = bytes.length;
    this.column = -1;
  }

  /** Goes to what is written next, from the end of a value: nothing but a comment may follow on its line. */
  finish(): void {
    this.spaces();
    const code = this.bytes[this.at];
    if (code === HASH && this.bytes[this.at - 1] === SPACE) {
      this.comments++;
      this.at = this.#lineEnd(this.at);
    } else if (code !== LINE_FEED && code !== undefined) throw new Unusual();
    this.next();
  }

  /** Passes over line breaks and spaces within quotes or brackets; tells the column of what goes on behind them. */
  passBreaks(): number {
    const { bytes, lines } = this;
    let start = this.at;
    while (bytes[this.at] === LINE_FEED) {
      lines.push((start = ++this.at));
      this.spaces();
    }
    return this.at - start;
  }

  spaces(): void {
    while (this.bytes[this.at] === SPACE) this.at++;
  }

  /** A value may be written here: neither a comment follows nor the end of the line. */
  hasMore(): boolean {
    const code = this.bytes[this.at];
    return code !== LINE_FEED && code !== HASH && code !== undefined;
  }

  isDash(): boolean {
    return this.bytes[this.at] === DASH && isSpace(this.bytes[this.at + 1]);
  }

  /** The one `---` that a document may begin with; anything else of the kind is not read here. */
  #isMarker(): boolean {
    const { at, bytes } = this;
    const [first, isBegun] = [bytes[at], this.#begun];
    this.#begun = true;
    if ((first !== DASH && first !== DOT) || bytes[at + 1] !== first || bytes[at + 2] !== first) return false;
    if (!isSpace(bytes[at + 3])) return false;
    if (isBegun || first === DOT || bytes[at + 3] !== LINE_FEED) throw new Unusual();
    return true;
  }

  #lineEnd(from: number): number {
    const at = this.bytes.indexOf(LINE_FEED, from);
    return at < 0 ? this.bytes.length : at;
  }
}

/** A space, the end of a line or of the text. */
export function isSpace(code: number | undefined): boolean {
  return code === SPACE || code === LINE_FEED || code === undefined;
}
