import type { FileSet } from './description.ts';
import { LIMITS } from './limits.ts';
import type { Problem } from './place.ts';
import { readSource } from './source.ts';
import type { ReadResult, Source } from './source.ts';

interface Kept {
  readonly bytes: Uint8Array;
  readonly result: ReadResult;
}

/** What was read from a file set stays read while the same set is loaded again with more files. */
const kept = new WeakMap<FileSet, Map<string, Kept>>();

function keptOf(files: FileSet): Map<string, Kept> {
  const known = kept.get(files);
  if (known !== undefined) return known;
  const fresh = new Map<string, Kept>();
  kept.set(files, fresh);
  return fresh;
}

/** What there is at a path; `pending`: the file set does not hold it yet. */
export type Found =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'pending' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] };

/** Who reads it next follows the references that were replaced, and tells of them. */
function isAsWritten(result: ReadResult): boolean {
  return !result.ok || result.source.isAsWritten;
}

function unread(code: string, message: string, file: string): Found {
  const start = { line: 1, column: 1 };
  return { kind: 'broken', problems: [{ code, message, range: { file, start, end: start } }] };
}

/** The files of one description, each read once. */
export class Repository {
  readonly #files: FileSet;
  readonly #kept: Map<string, Kept>;
  readonly #found = new Map<string, Found>();
  readonly #sources: Source[] = [];
  #bytes = 0;

  constructor(files: FileSet) {
    this.#files = files;
    this.#kept = keptOf(files);
  }

  /** In the order in which they were asked for. */
  get sources(): readonly Source[] {
    return this.#sources;
  }

  get missing(): string[] {
    return [...this.#found].flatMap(([path, found]) => (found.kind === 'pending' ? [path] : []));
  }

  /** Of files that are here and cannot be read. */
  get problems(): Problem[] {
    return [...this.#found.values()].flatMap((found) => (found.kind === 'broken' ? found.problems : []));
  }

  isRead(path: string): boolean {
    return this.#found.get(path)?.kind === 'source';
  }

  find(path: string): Found {
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const found = this.#read(path);
    this.#found.set(path, found);
    if (found.kind === 'source') this.#sources.push(found.source);
    return found;
  }

  #read(path: string): Found {
    const bytes = this.#files.read(path);
    if (bytes === undefined) return { kind: 'pending' };
    if (bytes === null) return { kind: 'absent' };
    if (typeof bytes === 'string') return unread('file-refused', bytes, path);
    this.#bytes += bytes.byteLength;
    if (this.#bytes > LIMITS.bytes) {
      const message = `with ${path} the description has more than ${LIMITS.bytes} bytes: it is not read`;
      return unread('too-complex', message, path);
    }
    const result = this.#parse(path, bytes);
    return result.ok ? { kind: 'source', source: result.source } : { kind: 'broken', problems: result.problems };
  }

  #parse(path: string, bytes: Uint8Array): ReadResult {
    const before = this.#kept.get(path);
    if (before?.bytes === bytes && isAsWritten(before.result)) return before.result;
    const result = readSource(path, bytes);
    this.#kept.set(path, { bytes, result });
    return result;
  }
}
