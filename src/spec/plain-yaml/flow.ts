import type { Json } from '../json.ts';
import { setMember } from '../parsed.ts';
import { plainScalar } from '../yaml-scalar.ts';
import { isSpace, Unusual, type Cursor } from './cursor.ts';
import type { ListedPlaces } from './places.ts';
import { isQuote, quoted, startsPlain } from './scalars.ts';

const [LINE_FEED, SPACE, HASH, COMMA, DASH, COLON, QUESTION] = [10, 32, 35, 44, 45, 58, 63];
const [LIST, LIST_END, MAP, MAP_END] = [91, 93, 123, 125];
/** Nested deeper, it is left to the reader that counts levels. */
const DEEP = 50;

/** `[…]` and `{…}`, on lines that are indented deeper than `column`. */
export class Flow {
  readonly #cursor: Cursor;
  readonly #places: ListedPlaces;
  #column = 0;
  #depth = 0;
  nodes = 0;

  constructor(cursor: Cursor, places: ListedPlaces) {
    this.#cursor = cursor;
    this.#places = places;
  }

  static startsAt({ bytes, at }: Cursor): boolean {
    return bytes[at] === LIST || bytes[at] === MAP;
  }

  /** `at` stands behind it then. */
  read(column: number, parent: number): Json {
    this.#column = column;
    return this.#collection(parent);
  }

  #collection(parent: number): Json {
    if (++this.#depth > DEEP) throw new Unusual();
    const cursor = this.#cursor;
    const start = cursor.at;
    const map: Record<string, Json> | undefined = cursor.bytes[start] === MAP ? {} : undefined;
    const list: Json[] = [];
    const closing = map === undefined ? LIST_END : MAP_END;
    const index = this.#places.open(map ?? list, parent, start);
    cursor.at++;
    while (this.#afterSpace() !== closing) {
      if (map === undefined) this.#item(list, index);
      else this.#member(map, index);
      const code = this.#afterSpace();
      if (code === COMMA) cursor.at++;
      else if (code !== closing) throw new Unusual();
    }
    cursor.start = start;
    cursor.end = ++cursor.at;
    this.#places.close(index, cursor.end);
    this.#depth--;
    return map ?? list;
  }

  #item(list: Json[], index: number): void {
    list.push(this.#value(index));
    this.#places.add('', this.#cursor.start, this.#cursor.end);
  }

  #member(map: Record<string, Json>, index: number): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const name = isQuote(cursor.bytes[start]) ? quoted(cursor, this.#column) : this.#plain();
    if (this.#afterSpace() !== COLON || name === '<<' || Object.hasOwn(map, name)) throw new Unusual();
    cursor.at++;
    this.#afterSpace();
    setMember(map, name, this.#value(index));
    this.#places.add(name, start, cursor.end);
  }

  #value(index: number): Json {
    this.nodes++;
    const cursor = this.#cursor;
    if (Flow.startsAt(cursor)) return this.#collection(index);
    return isQuote(cursor.bytes[cursor.at]) ? quoted(cursor, this.#column) : plainScalar(this.#plain());
  }

  #plain(): string {
    const cursor = this.#cursor;
    const { bytes, at: start } = cursor;
    if (!startsPlain(cursor) || (isIndicator(bytes[start + 1]) && isHalf(bytes[start]))) throw new Unusual();
    let seen = 0;
    let end = start;
    let at = start;
    for (let code = bytes[at]; code !== LINE_FEED && !isIndicator(code); code = bytes[++at]) {
      if (code === SPACE) continue;
      if (code === undefined || (code === HASH && bytes[at - 1] === SPACE)) throw new Unusual();
      if (code === COLON && (isSpace(bytes[at + 1]) || isIndicator(bytes[at + 1]))) break;
      seen |= code;
      end = at + 1;
    }
    cursor.at = at;
    cursor.start = start;
    cursor.end = end;
    return cursor.slice(start, end, seen);
  }

  /** What is written next. */
  #afterSpace(): number | undefined {
    const cursor = this.#cursor;
    cursor.spaces();
    if (cursor.bytes[cursor.at] !== LINE_FEED) return cursor.bytes[cursor.at];
    const column = cursor.passBreaks();
    const code = cursor.bytes[cursor.at];
    if (column <= this.#column && code !== LIST_END && code !== MAP_END) throw new Unusual();
    return code;
  }
}

/** `?`, `-` or `:`: by itself it is no text. */
function isHalf(code: number | undefined): boolean {
  return code === QUESTION || code === DASH || code === COLON;
}

function isIndicator(code: number | undefined): boolean {
  return code === COMMA || code === LIST || code === LIST_END || code === MAP || code === MAP_END;
}
