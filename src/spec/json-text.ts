import { isContainer, type Json, type JsonObject } from './json.ts';
import { jsonFaults } from './json-faults.ts';
import { JsonPlaces } from './json-places.ts';
import { endOfString } from './json-string.ts';
import { LIMITS } from './limits.ts';
import { ByteLines } from './lines.ts';
import type { ParseResult } from './parsed.ts';
import type { Fault } from './text.ts';

/** Shorter objects and arrays are read again rather than passed over. */
const LONG = 512;

/** Too much to be read; `at` is the byte where that shows. */
interface Excess {
  readonly what: string;
  readonly at: number;
}

/** One look at the bytes before anything is built from them. */
class Survey {
  /** Colons outside of strings: one for each member of each object. */
  members = 0;
  /** Where long objects and arrays end, by where they start: who looks for a place need not read what lies in between. */
  readonly ends = new Map<number, number>();
  /** Where each line starts. */
  readonly lines = [0];
  readonly #open: number[] = [];
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): Excess | undefined {
    const bytes = this.#bytes;
    let members = 0;
    let nodes = 1;
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      // Space is most of what stands between strings.
      if (code <= 32) this.#space(code, at);
      else if (code === 34) at = endOfString(bytes, at);
      else if (code === 58) members++;
      else if (code === 44) nodes++;
      else if (code === 123 || code === 91) {
        nodes++;
        if (this.#open.push(at) > LIMITS.depth) return { what: `nested deeper than ${LIMITS.depth} levels`, at };
      } else if (code === 125 || code === 93) this.#close(at);
      if (nodes > LIMITS.nodes) return { what: `more than ${LIMITS.nodes} values`, at };
    }
    this.members = members;
    return undefined;
  }

  /** Strings hold no line breaks. */
  #space(code: number, at: number): void {
    if (code === 10 || (code === 13 && this.#bytes[at + 1] !== 10)) this.lines.push(at + 1);
  }

  #close(at: number): void {
    const start = this.#open.pop() ?? at;
    if (at - start > LONG) this.ends.set(start, at + 1);
  }
}

function tooComplex(bytes: Buffer, { what, at }: Excess): Fault {
  const offset = bytes.toString('utf8', 0, at).length;
  return { code: 'too-complex', message: `${what}: the file is not read`, offset };
}

/** How many members all objects have that were built: asked of every value there is, so it makes no lists of keys. */
function membersIn(root: Json): number {
  let members = 0;
  const waiting = isContainer(root) ? [root] : [];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) {
      for (const item of value as readonly Json[]) if (isContainer(item)) waiting.push(item);
      continue;
    }
    const object = value as JsonObject;
    for (const key in object) {
      members++;
      const child = object[key];
      if (isContainer(child)) waiting.push(child);
    }
  }
  return members;
}

/**
 * JSON, strictly (RFC 8259), with doubled keys refused: two readers would take two meanings from them. The text in UTF-8 and as a
 * string; offsets of places count bytes, those of faults units of the string.
 */
export function parseJson(bytes: Buffer, text: string): ParseResult {
  const survey = new Survey(bytes);
  const excess = survey.run();
  if (excess !== undefined) return { ok: false, faults: [tooComplex(bytes, excess)] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { ok: false, faults: jsonFaults(text) };
  }
  if (membersIn(value) !== survey.members) return { ok: false, faults: jsonFaults(text) };
  const places = new JsonPlaces(bytes, value, survey.ends);
  return { ok: true, parsed: { value, places, lines: new ByteLines(bytes, survey.lines), isTree: true } };
}
