import type { Position } from './place.ts';

/** Something wrong with a text, by offset; the caller knows the file. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly end?: number;
}

export type Decoded =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly text: string; readonly fault: Fault };

function startsWith(bytes: Uint8Array, ...prefix: number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return 'utf-8';
}

/** UTF-8, or UTF-16 with a byte order mark (YAML 1.2.2 section 5.2); the mark itself is no part of the text. */
export function decode(bytes: Uint8Array): Decoded {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const message = 'this is a Git LFS pointer, not the file itself; keep API descriptions in git directly';
    return { ok: false, text, fault: { code: 'lfs-pointer', message, offset: 0 } };
  }
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const message = 'the file has a zero byte: save it as UTF-8 text';
    return { ok: false, text, fault: { code: 'encoding', message, offset: zero } };
  }
  const broken = text.indexOf('\uFFFD');
  if (broken >= 0 && !Buffer.from(bytes).includes('\uFFFD')) {
    const message = 'the file has bytes that are not valid UTF-8: save it as UTF-8 text';
    return { ok: false, text, fault: { code: 'encoding', message, offset: broken } };
  }
  return { ok: true, text };
}

/** Offsets to lines and columns; made when the first position of a file is asked for. */
export class LineTable {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    if (text.includes('\r')) this.#anyBreaks(text);
    else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  #anyBreaks(text: string): void {
    for (const { index, 0: mark } of text.matchAll(/\r\n?|\n/g)) this.#starts.push(index + mark.length);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
