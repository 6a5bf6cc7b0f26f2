import { parseJson } from './json-text.ts';
import type { Json, JsonObject } from './json.ts';
import { TextLines, type Lines } from './lines.ts';
import type { Places } from './node-place.ts';
import { setMember, type Parsed, type ParseResult } from './parsed.ts';
import type { Problem, Range } from './place.ts';
import { readPlainYaml } from './plain-yaml/read.ts';
import { atPointer } from './reference.ts';
import { decode } from './text.ts';
import type { Fault } from './text.ts';
import type { StepOf } from './description.ts';
import { escapeToken } from './pointer.ts';
import { parseYaml } from './yaml.ts';

/** One file of a description, read. */
export class Source {
  readonly path: string;
  /** False where no `$id` can stand in it: nothing has to be searched for one. */
  readonly mayHaveIdentifiers: boolean;
  readonly #parsed: Parsed;
  readonly #pointed = new Map<string, Json | undefined>();
  #isAltered = false;

  constructor(path: string, parsed: Parsed, mayHaveIdentifiers: boolean) {
    this.path = path;
    this.mayHaveIdentifiers = mayHaveIdentifiers;
    this.#parsed = parsed;
  }

  get value(): Json {
    return this.#parsed.value;
  }

  /** Where its objects and arrays stand. */
  get places(): Places {
    return this.#parsed.places;
  }

  get isTree(): boolean {
    return this.#parsed.isTree;
  }

  /** What a JSON pointer leads to; many references lead to the same few places. */
  at(pointer: string): Json | undefined {
    if (!this.#pointed.has(pointer)) this.#pointed.set(pointer, atPointer(this.value, pointer));
    return this.#pointed.get(pointer);
  }

  /** Whether it is as the text says. */
  get isAsWritten(): boolean {
    return !this.#isAltered;
  }

  /** Puts a value in the place of a member's; that keeps its place in the text. */
  put(holder: JsonObject, key: string, value: Json): void {
    this.places.get(holder);
    setMember(holder, key, value);
    this.#isAltered = true;
  }

  range(start: number, end: number): Range {
    const { lines } = this.#parsed;
    return { file: this.path, start: lines.position(start), end: lines.position(end) };
  }

  /** RFC 6901, without the leading `#`; `stepOf` can put something else in the place of a key. */
  pointer(node: object, stepOf: StepOf): string {
    const steps: string[] = [];
    let item = node;
    for (let at = this.places.get(item); at?.parent !== undefined; at = this.places.get(item)) {
      const key = String(at.key);
      steps.push(`/${stepOf(key, item) ?? escapeToken(key)}`);
      item = at.parent;
    }
    return steps.reverse().join('');
  }
}

/** A file as read, or what is wrong with it. */
export type ReadResult =
  { readonly ok: true; readonly source: Source } | { readonly ok: false; readonly problems: readonly Problem[] };

function parse(path: string, bytes: Buffer): ParseResult {
  const first = bytes.find((code) => code !== 32 && (code < 9 || code > 13));
  if (first === undefined)
    return { ok: false, faults: [{ code: 'file-empty', message: 'the file is empty', offset: 0 }] };
  if (path.toLowerCase().endsWith('.json')) return parseJson(bytes);
  if (first === 123 || first === 91) {
    const json = parseJson(bytes);
    if (json.ok || json.faults.some((fault) => fault.code !== 'json-syntax')) return json;
  }
  const parsed = readPlainYaml(bytes);
  return parsed === undefined ? parseYaml(bytes.toString()) : { ok: true, parsed };
}

/** Reads JSON (by its name, or where the text is JSON) or YAML; what is wrong comes back as problems with line and column. */
export function readSource(path: string, bytes: Uint8Array): ReadResult {
  const decoded = decode(bytes);
  const result: ParseResult = decoded.ok ? parse(path, decoded.bytes) : { ok: false, faults: [decoded.fault] };
  if (result.ok) {
    const source = new Source(path, result.parsed, decoded.ok && mayHaveIdentifiers(decoded.bytes));
    return { ok: true, source };
  }
  const lines = new TextLines(decoded.ok ? decoded.bytes.toString() : decoded.text);
  return { ok: false, problems: result.faults.map((fault) => problemOf(path, lines, fault)) };
}

/** The dollar can be written as an escape: `\\u0024id`. */
function mayHaveIdentifiers(bytes: Buffer): boolean {
  return bytes.includes('$id') || bytes.includes('24id');
}

function problemOf(path: string, lines: Lines, fault: Fault): Problem {
  const range = { file: path, start: lines.position(fault.offset), end: lines.position(fault.end ?? fault.offset) };
  return { code: fault.code, message: fault.message, range };
}
