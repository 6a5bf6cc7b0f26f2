import type { Json } from './json.ts';
import { jsonFaults } from './json-faults.ts';
import { JsonPlaces } from './json-places.ts';
import { endOfString } from './json-string.ts';
import { LIMITS } from './limits.ts';
import type { ParseResult } from './parsed.ts';
import type { Fault } from './text.ts';

/** Shorter objects and arrays are read again rather than passed over. */
const LONG = 512;

interface Survey {
  /** Colons outside of strings: one for each member of each object. */
  readonly members: number;
  /** Where long objects and arrays end, by where they start: who looks for a place need not read what lies in between. */
  readonly ends: ReadonlyMap<number, number>;
  readonly fault?: Fault;
}

/** One look at the text before anything is built from it. */
function survey(text: string): Survey {
  const ends = new Map<number, number>();
  const open: number[] = [];
  let members = 0;
  let nodes = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Space is most of what stands between strings.
    if (code <= 32) continue;
    if (code === 34) at = endOfString(text, at);
    else if (code === 58) members++;
    else if (code === 44) nodes++;
    else if (code === 123 || code === 91) {
      nodes++;
      if (open.push(at) > LIMITS.depth) {
        return { members, ends, fault: tooComplex(`nested deeper than ${LIMITS.depth} levels`, at) };
      }
    } else if (code === 125 || code === 93) {
      const start = open.pop() ?? at;
      if (at - start > LONG) ends.set(start, at + 1);
    }
    if (nodes > LIMITS.nodes) return { members, ends, fault: tooComplex(`more than ${LIMITS.nodes} values`, at) };
  }
  return { members, ends };
}

function tooComplex(what: string, offset: number): Fault {
  return { code: 'too-complex', message: `${what}: the file is not read`, offset };
}

interface Walk {
  /** Members of all objects. */
  readonly members: number;
  /** What holds each object and array. */
  readonly parents: ReadonlyMap<object, object>;
}

/** One look at all that was built. */
function walk(root: Json): Walk {
  let members = 0;
  const parents = new Map<object, object>();
  const waiting: Json[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const children: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : Object.values(value);
    if (!Array.isArray(value)) members += children.length;
    for (const child of children) {
      if (typeof child !== 'object' || child === null) continue;
      parents.set(child, value);
      waiting.push(child);
    }
  }
  return { members, parents };
}

/** JSON, strictly (RFC 8259), with doubled keys refused: two readers would take two meanings from them. */
export function parseJson(text: string): ParseResult {
  const { members, ends, fault } = survey(text);
  if (fault !== undefined) return { ok: false, faults: [fault] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { ok: false, faults: jsonFaults(text) };
  }
  const walked = walk(value);
  if (walked.members !== members) return { ok: false, faults: jsonFaults(text) };
  return { ok: true, parsed: { value, places: new JsonPlaces(text, value, ends, walked.parents), isTree: true } };
}
