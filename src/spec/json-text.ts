import type { Json } from './json.ts';
import { jsonFaults, jsonPlaces } from './json-scan.ts';
import { LIMITS } from './limits.ts';
import type { Places } from './node-place.ts';
import type { ParseResult } from './parsed.ts';
import type { Fault } from './text.ts';

interface Survey {
  /** Colons outside of strings: one for each member of each object. */
  readonly members: number;
  readonly fault?: Fault;
}

/** One cheap look at the text before anything is built from it. */
function survey(text: string): Survey {
  let members = 0;
  let nodes = 1;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfString(text, at);
    else if (code === 58) members++;
    else if (code === 44) nodes++;
    else if (code === 123 || code === 91) {
      nodes++;
      if (++depth > LIMITS.depth)
        return { members, fault: tooComplex(`nested deeper than ${LIMITS.depth} levels`, at) };
    } else if (code === 125 || code === 93) depth--;
    if (nodes > LIMITS.nodes) return { members, fault: tooComplex(`more than ${LIMITS.nodes} values`, at) };
  }
  return { members };
}

function tooComplex(what: string, offset: number): Fault {
  return { code: 'too-complex', message: `${what}: the file is not read`, offset };
}

/** Offset of the quote that closes the string opened at `start`. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function countMembers(root: Json): number {
  let members = 0;
  const waiting: Json[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const children: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
    if (!Array.isArray(value)) members += children.length;
    for (const child of children) if (typeof child === 'object' && child !== null) waiting.push(child);
  }
  return members;
}

/** JSON, strictly (RFC 8259), with doubled keys refused: two readers would take two meanings from them. */
export function parseJson(text: string): ParseResult {
  const { members, fault } = survey(text);
  if (fault !== undefined) return { ok: false, faults: [fault] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { ok: false, faults: jsonFaults(text) };
  }
  if (countMembers(value) !== members) return { ok: false, faults: jsonFaults(text) };
  let places: Places | undefined;
  return { ok: true, parsed: { value, places: () => (places ??= jsonPlaces(text, value)) } };
}
