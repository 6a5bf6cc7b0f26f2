/** Something wrong with a text, by offset; the caller knows the file. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly end?: number;
}

export type Decoded =
  | { readonly ok: true; readonly text: string; /** The same in UTF-8. */ readonly bytes: Buffer }
  | { readonly ok: false; readonly text: string; readonly fault: Fault };

function startsWith(bytes: Uint8Array, ...prefix: number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return 'utf-8';
}

/** UTF-8, or UTF-16 with a byte order mark (YAML 1.2.2 section 5.2); the mark itself is no part of the text. */
export function decode(given: Uint8Array): Decoded {
  const encoding = encodingOf(given);
  const text = new TextDecoder(encoding).decode(given);
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const message = 'this is a Git LFS pointer, not the file itself; keep API descriptions in git directly';
    return { ok: false, text, fault: { code: 'lfs-pointer', message, offset: 0 } };
  }
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const message = 'the file has a zero byte: save it as UTF-8 text';
    return { ok: false, text, fault: { code: 'encoding', message, offset: zero } };
  }
  const raw = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const broken = text.indexOf('\uFFFD');
  if (broken >= 0 && !raw.includes('\uFFFD')) {
    const message = 'the file has bytes that are not valid UTF-8: save it as UTF-8 text';
    return { ok: false, text, fault: { code: 'encoding', message, offset: broken } };
  }
  if (encoding !== 'utf-8') return { ok: true, text, bytes: Buffer.from(text) };
  return { ok: true, text, bytes: startsWith(raw, ...MARK) ? raw.subarray(MARK.length) : raw };
}

/** The byte order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf] as const;
