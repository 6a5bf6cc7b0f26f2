import type { Description, FileSet, LoadResult } from '../../src/spec/description.ts';
import { load } from '../../src/spec/load.ts';
import type { Problem } from '../../src/spec/place.ts';

/** Texts by path as a file set; what is not there does not exist. */
export function fileSet(texts: Readonly<Record<string, string | Uint8Array>>): FileSet {
  return {
    read: (path) => {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      if (text === undefined) return null;
      return typeof text === 'string' ? new TextEncoder().encode(text) : text;
    },
  };
}

export function loadTexts(texts: Readonly<Record<string, string | Uint8Array>>, root = 'api.yaml'): LoadResult {
  return load(root, fileSet(texts));
}

export function described(texts: Readonly<Record<string, string | Uint8Array>>, root = 'api.yaml'): Description {
  const result = loadTexts(texts, root);
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result));
  return result.description;
}

/** `code line:column` of each problem, whether or not the reading went on. */
export function problemsOf(result: LoadResult): string[] {
  const problems: readonly Problem[] =
    result.kind === 'loaded' ? result.description.problems : result.kind === 'unreadable' ? result.problems : [];
  return problems.map(({ code, range }) => (range ? `${code} ${range.start.line}:${range.start.column}` : code));
}
