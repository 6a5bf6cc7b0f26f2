import type { Json, JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { ByteLines } from '../lines.ts';
import { setMember, type Parsed } from '../parsed.ts';
import { plainScalar } from '../yaml-scalar.ts';
import { blockScalar, startsBlockScalar } from './block-scalar.ts';
import { Cursor, Unusual } from './cursor.ts';
import { Flow } from './flow.ts';
import { ListedPlaces } from './places.ts';
import { isKey, isQuote, key, plain, quoted } from './scalars.ts';

/** Nested deeper, it is left to the reader that counts levels. */
const DEEP = 100;
class Reader {
  readonly #cursor: Cursor;
  readonly #places = new ListedPlaces();
  readonly #flow: Flow;
  #depth = 0;
  #nodes = 1;

  constructor(bytes: Buffer) {
    this.#cursor = new Cursor(bytes);
    this.#flow = new Flow(this.#cursor, this.#places);
  }

  read(): Parsed {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.column !== 0 || !isKey(cursor)) throw new Unusual();
    const value = this.#mapping(0, -1);
    if (cursor.at < cursor.bytes.length || this.#nodes + this.#flow.nodes > LIMITS.nodes) throw new Unusual();
    const lines = new ByteLines(cursor.bytes, cursor.lines);
    return { value, places: this.#places, lines, isTree: true };
  }

  #mapping(column: number, parent: number): JsonObject {
    const cursor = this.#cursor;
    const map: Record<string, Json> = {};
    const start = cursor.at;
    const index = this.#open(map, parent);
    let end = start + 1;
    do {
      const at = cursor.at;
      const name = key(cursor);
      if (Object.hasOwn(map, name)) throw new Unusual();
      setMember(map, name, this.#member(column, index, cursor.end));
      this.#places.add(name, at, cursor.end);
      end = Math.max(end, cursor.end);
    } while (cursor.column === column);
    this.#close(index, column, start, end);
    return map;
  }

  /** The value behind a key that ends at `keyEnd`. */
  #member(column: number, index: number, keyEnd: number): Json {
    const cursor = this.#cursor;
    cursor.spaces();
    if (cursor.hasMore()) return this.#value(column, index);
    cursor.finish();
    if (cursor.column > column) return this.#below(column, index);
    if (cursor.column === column && cursor.isDash()) return this.#sequence(column, index);
    return this.#nothing(Math.min(keyEnd + 1, cursor.bytes.length));
  }

  #sequence(column: number, parent: number): Json {
    const cursor = this.#cursor;
    const list: Json[] = [];
    const start = cursor.at;
    const index = this.#open(list, parent);
    let end = start + 1;
    do {
      list.push(this.#item(column, index, end));
      this.#places.add('', cursor.start, cursor.end);
      end = Math.max(end, cursor.end);
    } while (cursor.column === column && cursor.isDash());
    this.#close(index, column, start, end);
    return list;
  }

  #item(column: number, index: number, end: number): Json {
    const cursor = this.#cursor;
    const dash = cursor.at++;
    cursor.spaces();
    if (!cursor.hasMore()) {
      cursor.finish();
      return cursor.column > column ? this.#below(column, index) : this.#nothing(end);
    }
    cursor.column = column + cursor.at - dash;
    return this.#below(column, index);
  }

  /** What stands at `cursor.column`, indented deeper than `column`. */
  #below(column: number, index: number): Json {
    const cursor = this.#cursor;
    if (cursor.isDash()) return this.#sequence(cursor.column, index);
    return isKey(cursor) ? this.#mapping(cursor.column, index) : this.#value(column, index);
  }

  #value(column: number, index: number): Json {
    this.#nodes++;
    const cursor = this.#cursor;
    const code = cursor.bytes[cursor.at];
    if (startsBlockScalar(cursor)) return blockScalar(cursor, column);
    if (!isQuote(code) && !Flow.startsAt(cursor)) return plainScalar(plain(cursor, column));
    const value = isQuote(code) ? quoted(cursor, column) : this.#flow.read(column, index);
    cursor.finish();
    return value;
  }

  #nothing(at: number): null {
    this.#nodes++;
    this.#cursor.start = this.#cursor.end = at;
    return null;
  }

  #open(node: object, parent: number): number {
    this.#nodes++;
    if (++this.#depth > DEEP) throw new Unusual();
    return this.#places.open(node, parent, this.#cursor.at);
  }

  #close(index: number, column: number, start: number, end: number): void {
    const cursor = this.#cursor;
    if (cursor.column > column) throw new Unusual();
    this.#depth--;
    this.#places.close(index, end);
    cursor.start = start;
    cursor.end = end;
  }
}

/**
 * YAML as nearly all of it is written: block mappings and sequences, scalars of every style, flow collections, comments; no anchors,
 * tags, tabs or second document. Undefined where there is anything else, or anything wrong: then the whole of YAML has to be read.
 * For its time and memory alone, about half of what the events of js-yaml take; js-yaml still says what a scalar means.
 */
export function readPlainYaml(bytes: Buffer): Parsed | undefined {
  try {
    return new Reader(bytes).read();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}
