import type { Json } from './json.ts';
import { NodePlace } from './node-place.ts';
import type { Places } from './node-place.ts';
import { MOST_FAULTS } from './parsed.ts';
import type { Fault } from './text.ts';

interface Frame {
  readonly value: Json | undefined;
  readonly place: NodePlace;
  readonly isArray: boolean;
  /** Keys so far, where doubled ones are looked for. */
  readonly seen: Set<string> | undefined;
  length: number;
  key: string;
  keyStart: number;
}

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'comma-or-end' | 'end';

const LITERAL = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const STRING_ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WANTED: Record<Expected, string> = {
  value: 'a value',
  'value-or-end': 'a value or ]',
  key: 'a key in double quotes',
  'key-or-end': 'a key in double quotes or }',
  'comma-or-end': 'a comma or the closing bracket',
  end: 'the end of the file',
};

/** The end of the string that starts at `start` (a quote), or minus the offset of what is wrong with it, less one. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return -at - 1;
    if (code !== 92) continue;
    STRING_ESCAPE.lastIndex = at;
    if (!STRING_ESCAPE.test(text)) return -at - 1;
    at = STRING_ESCAPE.lastIndex - 1;
  }
  return -text.length - 1;
}

/**
 * Reads a JSON text (RFC 8259) once more for what `JSON.parse` does not tell: where everything stands, which keys are
 * doubled, and where the text stops being JSON. Without recursion.
 */
class Scanner {
  readonly places: Places = new Map();
  readonly faults: Fault[] = [];
  readonly #text: string;
  readonly #root: Json | undefined;
  readonly #frames: Frame[] = [];
  #at = 0;
  #expected: Expected = 'value';

  constructor(text: string, root: Json | undefined) {
    this.#text = text;
    this.#root = root;
  }

  run(): void {
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) break;
      if (!this.#step()) {
        this.#fault('json-syntax', `expected ${WANTED[this.#expected]} here`, this.#at, this.#at + 1);
        return;
      }
    }
    if (this.#expected !== 'end') {
      this.#fault('json-syntax', `the file ends where ${WANTED[this.#expected]} was expected`, this.#text.length);
    }
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  }

  #step(): boolean {
    const frame = this.#frames.at(-1);
    const char = this.#text.charAt(this.#at);
    switch (this.#expected) {
      case 'end':
        return false;
      case 'comma-or-end':
        if (char === ',') {
          this.#at++;
          this.#expected = frame?.isArray === true ? 'value' : 'key';
          return true;
        }
        return this.#closes(frame, char);
      case 'key':
        return this.#key(frame, char);
      case 'key-or-end':
        return char === '}' ? this.#closes(frame, char) : this.#key(frame, char);
      case 'value-or-end':
        return char === ']' ? this.#closes(frame, char) : this.#value(char);
      case 'value':
        return this.#value(char);
    }
  }

  #key(frame: Frame | undefined, char: string): boolean {
    if (char !== '"' || frame === undefined) return false;
    const start = this.#at;
    if (!this.#string()) return false;
    const raw = this.#text.slice(start + 1, this.#at - 1);
    frame.key = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
    frame.keyStart = start;
    if (frame.seen?.has(frame.key) === true) {
      const message = `the key "${frame.key.slice(0, 80)}" stands here twice in one object: keep one of them`;
      this.#fault('duplicate-key', message, start, this.#at);
    }
    frame.seen?.add(frame.key);
    this.#skipSpace();
    if (this.#text.charAt(this.#at) !== ':') return false;
    this.#at++;
    this.#expected = 'value';
    return true;
  }

  #string(): boolean {
    const end = stringEnd(this.#text, this.#at);
    this.#at = end < 0 ? -end - 1 : end;
    return end >= 0;
  }

  #value(char: string): boolean {
    const start = this.#at;
    if (char === '{' || char === '[') {
      this.#open(char === '[');
      return true;
    }
    if (char === '"') {
      if (!this.#string()) return false;
    } else {
      LITERAL.lastIndex = start;
      if (!LITERAL.test(this.#text)) return false;
      this.#at = LITERAL.lastIndex;
    }
    this.#done(start);
    return true;
  }

  #open(isArray: boolean): void {
    const parent = this.#frames.at(-1);
    const owner = container(parent?.value);
    const key = parent === undefined ? '' : parent.isArray ? parent.length : parent.key;
    const value = parent === undefined ? this.#root : member(parent.value, key);
    const place = new NodePlace(owner, key, this.#at, isArray);
    const held = container(value);
    if (held !== undefined) this.places.set(held, place);
    this.#frames.push({
      value,
      place,
      isArray,
      seen: this.#root === undefined ? new Set() : undefined,
      length: 0,
      key: '',
      keyStart: 0,
    });
    this.#at++;
    this.#expected = isArray ? 'value-or-end' : 'key-or-end';
  }

  #closes(frame: Frame | undefined, char: string): boolean {
    if (frame === undefined || char !== (frame.isArray ? ']' : '}')) return false;
    this.#at++;
    frame.place.end = this.#at;
    this.#frames.pop();
    this.#done(frame.place.start);
    return true;
  }

  #done(start: number): void {
    const frame = this.#frames.at(-1);
    this.#expected = frame === undefined ? 'end' : 'comma-or-end';
    if (frame === undefined) return;
    frame.place.add(frame.key, frame.isArray ? start : frame.keyStart, this.#at);
    frame.length++;
  }

  #fault(code: string, message: string, offset: number, end = offset): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ code, message, offset, end });
  }
}

function container(value: Json | undefined): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

function member(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}

/** Where the text stops being JSON, or which keys are doubled. */
export function jsonFaults(text: string): readonly Fault[] {
  const scanner = new Scanner(text, undefined);
  scanner.run();
  return scanner.faults;
}

/** Where everything stands that `JSON.parse` made of the text. */
export function jsonPlaces(text: string, root: Json): Places {
  const scanner = new Scanner(text, root);
  scanner.run();
  return scanner.places;
}
