import { LIMITS } from './limits.ts';
import { decode } from './text.ts';

/** What a file is, by its first signs. */
export interface Discovered {
  readonly kind: 'openapi';
  /** As the text has it, e.g. `3.1.0`; whether it can be read is another question. */
  readonly version: string;
}

/** A file that could be a description, by its name alone. */
export function isCandidate(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** A top-level key of block style stands in the first column; YAML lets nothing else of the document stand there. */
const BLOCK_KEY = /^(["']?)(openapi|swagger)\1[ \t]*:[ \t]+(["']?)([0-9][^\s"'#]*)\3[ \t]*(?:#.*)?$/m;
const VALUE = /\s*:\s*(?:"([^"\\]{1,20})"|'([^']{1,20})'|([0-9][0-9.]{0,19}))/y;
const SPACE = /\s*/y;
const LINE = /.*/y;
const FLOW_KEY = /["']?(openapi|swagger)["']?/y;

/** Where `{` stands with nothing before it but comments, directives and the sign that a document begins; -1: nowhere. */
function startOfFlow(text: string): number {
  for (let at = afterSpace(text, 0); ; at = afterSpace(text, at)) {
    const char = text.charAt(at);
    if (char === '{') return at;
    if (char === '#' || char === '%') at = endOfLine(text, at);
    else if (text.startsWith('---', at)) at += 3;
    else return -1;
  }
}

function afterSpace(text: string, start: number): number {
  SPACE.lastIndex = start;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function endOfLine(text: string, start: number): number {
  LINE.lastIndex = start;
  LINE.test(text);
  return LINE.lastIndex;
}

/** Looks for the key at depth one of a text in JSON or flow style, without building anything. */
function flowVersion(text: string, start: number): string | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 123 || char === 91) depth++;
    else if (char === 125 || char === 93) depth--;
    else if (char === 34 || char === 39 || char === 111 || char === 115) {
      const version = depth === 1 ? versionAt(text, at) : undefined;
      if (version !== undefined) return version;
      if (char === 34) at = endOfString(text, at);
    }
  }
  return undefined;
}

/** Offset of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at;
    if (code === 92) at++;
  }
  return text.length;
}

function versionAt(text: string, at: number): string | undefined {
  FLOW_KEY.lastIndex = at;
  if (!FLOW_KEY.test(text)) return undefined;
  VALUE.lastIndex = FLOW_KEY.lastIndex;
  const match = VALUE.exec(text);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/**
 * Whether these bytes are an API description: a mapping with `openapi: 3…` or `swagger: 2…` at its top. Cheap, safe for any
 * bytes, and no promise that the rest can be read. A file that mentions neither word is not even decoded.
 */
export function kindOf(bytes: Uint8Array, path: string): Discovered | undefined {
  if (!isCandidate(path) || bytes.byteLength > LIMITS.bytes) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isWide && !buffer.includes('openapi') && !buffer.includes('swagger')) return undefined;
  const decoded = decode(bytes);
  if (!decoded.ok) return undefined;
  const text = decoded.bytes.toString();
  const flow = startOfFlow(text);
  const version = flow < 0 ? BLOCK_KEY.exec(text)?.[4] : flowVersion(text, flow);
  return version === undefined || !/^[234]/.test(version) ? undefined : { kind: 'openapi', version };
}
