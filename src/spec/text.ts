import { isUtf8 } from 'node:buffer';

/** Something wrong with a text, by offset; the caller knows the file. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly end?: number;
}

/** The bytes of a file as text, or why they are none. */
export type Decoded =
  | { readonly ok: true; /** In UTF-8, without a mark. */ readonly bytes: Buffer }
  | { readonly ok: false; readonly text: string; readonly fault: Fault };

function startsWith(bytes: Uint8Array, ...prefix: number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return 'utf-8';
}

/** UTF-8, or UTF-16 with a byte order mark (YAML 1.2.2 section 5.2), with a sign for what is neither; the mark is no part of it. */
export function textOf(given: Uint8Array): string {
  return new TextDecoder(encodingOf(given)).decode(given);
}

/** The text that a file holds, in UTF-8 whatever it was written in; or why it holds none. */
export function decode(given: Uint8Array): Decoded {
  const bytes = inUtf8(given);
  if (bytes === undefined) {
    const message = 'the file has bytes that are not valid UTF-8: save it as UTF-8 text';
    const text = textOf(given);
    return { ok: false, text, fault: { code: 'encoding', message, offset: text.indexOf('\uFFFD') } };
  }
  if (startsWith(bytes, ...LFS)) {
    const message = 'this is a Git LFS pointer, not the file itself; keep API descriptions in git directly';
    return { ok: false, text: textOf(given), fault: { code: 'lfs-pointer', message, offset: 0 } };
  }
  if (bytes.includes(0)) {
    const message = 'the file has a zero byte: save it as UTF-8 text';
    const text = textOf(given);
    return { ok: false, text, fault: { code: 'encoding', message, offset: text.indexOf('\0') } };
  }
  return { ok: true, bytes };
}

/** The byte order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf] as const;
const LFS = Buffer.from('version https://git-lfs.github.com/spec/');

function inUtf8(given: Uint8Array): Buffer | undefined {
  if (encodingOf(given) !== 'utf-8') {
    const text = textOf(given);
    return text.includes('\uFFFD') ? undefined : Buffer.from(text);
  }
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (!isUtf8(bytes)) return undefined;
  return startsWith(bytes, ...MARK) ? bytes.subarray(MARK.length) : bytes;
}
