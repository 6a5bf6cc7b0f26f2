import { MOST_FAULTS } from './parsed.ts';
import type { Fault } from './text.ts';

/** An object or array that is not closed yet. */
interface Frame {
  readonly isArray: boolean;
  /** Keys so far. */
  readonly seen: Set<string>;
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
 * Reads a JSON text (RFC 8259) once more for what `JSON.parse` does not tell: which keys are doubled, and where the text stops being
 * JSON. Without recursion.
 */
class Scanner {
  readonly faults: Fault[] = [];
  readonly #text: string;
  readonly #frames: Frame[] = [];
  #at = 0;
  #expected: Expected = 'value';

  constructor(text: string) {
    this.#text = text;
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
    const key = JSON.parse(this.#text.slice(start, this.#at)) as string;
    if (frame.seen.has(key)) {
      const message = `the key "${key.slice(0, 80)}" stands here twice in one object: keep one of them`;
      this.#fault('duplicate-key', message, start, this.#at);
    }
    frame.seen.add(key);
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
    if (char === '{' || char === '[') {
      this.#frames.push({ isArray: char === '[', seen: new Set() });
      this.#at++;
      this.#expected = char === '[' ? 'value-or-end' : 'key-or-end';
      return true;
    }
    if (char === '"') {
      if (!this.#string()) return false;
    } else {
      LITERAL.lastIndex = this.#at;
      if (!LITERAL.test(this.#text)) return false;
      this.#at = LITERAL.lastIndex;
    }
    this.#done();
    return true;
  }

  #closes(frame: Frame | undefined, char: string): boolean {
    if (frame === undefined || char !== (frame.isArray ? ']' : '}')) return false;
    this.#at++;
    this.#frames.pop();
    this.#done();
    return true;
  }

  #done(): void {
    this.#expected = this.#frames.length === 0 ? 'end' : 'comma-or-end';
  }

  #fault(code: string, message: string, offset: number, end = offset): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ code, message, offset, end });
  }
}

/** Where the text stops being JSON, or which keys are doubled. */
export function jsonFaults(text: string): readonly Fault[] {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.faults;
}
