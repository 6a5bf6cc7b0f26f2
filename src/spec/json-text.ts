import type { Json } from './json.ts';
import { jsonFaults } from './json-faults.ts';
import { JsonPlaces, heldIn } from './json-places.ts';
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

const [LINE_FEED, RETURN, SPACE, QUOTE, COMMA, COLON] = [10, 13, 32, 34, 44, 58];
const [LIST, LIST_END, MAP, MAP_END] = [91, 93, 123, 125];

/** One look at the bytes before anything is built from them. */
class Survey {
  /** Colons outside of strings: one for each member of each object. */
  members = 0;
  /** Where long objects and arrays end, by where they start: who looks for a place need not read what lies in between. */
  readonly ends = new Map<number, number>();
  /** Where each line starts. */
  readonly lines = [0];
  readonly #open: number[] = [];
  #values = 1;

  run(bytes: Uint8Array): Excess | undefined {
    const { length } = bytes;
    for (let at = 0; at < length; at++) {
      const code = bytes[at];
      // Most of what there is are spaces and strings, which hold no line breaks.
      if (code === SPACE) while (bytes[at + 1] === SPACE) at++;
      else if (code === QUOTE) at = endOfString(bytes, at);
      else if (code === LINE_FEED || (code === RETURN && bytes[at + 1] !== LINE_FEED)) this.lines.push(at + 1);
      else if (code === COLON) this.members++;
      else {
        const what = this.#sign(code, at);
        if (what !== undefined) return { what, at };
      }
    }
    return undefined;
  }

  /** What there is too much of. */
  #sign(code: number | undefined, at: number): string | undefined {
    if (code === MAP_END || code === LIST_END) this.#close(at);
    else if (code === COMMA || code === MAP || code === LIST) {
      if (++this.#values > LIMITS.nodes) return `more than ${LIMITS.nodes} values`;
      if (code !== COMMA && this.#open.push(at) > LIMITS.depth) return `nested deeper than ${LIMITS.depth} levels`;
    }
    return undefined;
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

/** Beyond so many runs of other characters a text is read as it is. */
const FEW = 10_000;

/**
 * With JSON's escapes for what is not ASCII (RFC 8259, section 7), where there is little of it: a text whose characters take one byte
 * each is made and parsed in half the time.
 */
function inAscii(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const parts: string[] = [];
  let from = 0;
  for (const { 0: run, index } of text.matchAll(/\\?[\x80-\xff]+/g)) {
    // A backslash before it is a fault, which an escape would hide.
    if (run.startsWith('\\') || parts.length > FEW) return bytes.toString();
    parts.push(text.slice(from, index), escaped(bytes.toString('utf8', index, index + run.length)));
    from = index + run.length;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function escaped(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/**
 * JSON in UTF-8, strictly (RFC 8259), with doubled keys refused: two readers would take two meanings from them. Offsets of places
 * count bytes, those of faults units of the text.
 */
export function parseJson(bytes: Buffer): ParseResult {
  const survey = new Survey();
  const excess = survey.run(bytes);
  if (excess !== undefined) return { ok: false, faults: [tooComplex(bytes, excess)] };
  let value: Json;
  try {
    value = JSON.parse(inAscii(bytes)) as Json;
  } catch {
    return { ok: false, faults: jsonFaults(bytes.toString()) };
  }
  const { members, holders } = heldIn(value);
  if (members !== survey.members) return { ok: false, faults: jsonFaults(bytes.toString()) };
  const places = new JsonPlaces(bytes, value, holders, survey.ends);
  return { ok: true, parsed: { value, places, lines: new ByteLines(bytes, survey.lines), isTree: true } };
}
