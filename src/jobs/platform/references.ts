import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import { kindOf } from '../../spec/discover.ts';
import { targetOf } from '../../spec/reference.ts';

const TEXT = /\.(ya?ml|json)$/i;
/** Finds the file part of a reference; what a real reader would not follow only makes one API more to look at. */
const REFERENCE = /\$ref["']?\s*:\s*(?:"([^"#\n]+)|'([^'#\n]+)|([^\s"'#,}\]][^"'#,}\]\n]*))/g;

/** Paths that may be part of a description. */
export function isDescriptionText(path: string): boolean {
  return TEXT.test(path);
}

/**
 * The descriptions that lead, by references from file to file, to one of `changed`; those among them too. Reads every YAML and JSON
 * file of the commit once, so it is only asked for when one of them changed at all.
 */
export async function rootsThatReach(repo: Repo, commit: string, changed: ReadonlySet<string>): Promise<Set<string>> {
  const referrers = new Map<string, string[]>();
  const descriptions: string[] = [];
  for (const texts of await textsInParts(repo, commit)) {
    for (const [path, read] of await snapshotAt(repo, commit).files(texts)) {
      if (read.kind !== 'file') continue;
      if (kindOf(read.bytes, path) !== undefined) descriptions.push(path);
      for (const target of referencesOf(path, Buffer.from(read.bytes).toString('utf8'))) {
        referrers.set(target, [...(referrers.get(target) ?? []), path]);
      }
    }
  }
  const reached = new Set(changed);
  const queue = [...changed];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const referrer of referrers.get(next) ?? []) {
      if (reached.has(referrer)) continue;
      reached.add(referrer);
      queue.push(referrer);
    }
  }
  return new Set(descriptions.filter((path) => reached.has(path)));
}

const bytesAtOnce = 64 * 1024 * 1024;

/** Not all at once: the files of a whole repository may be more than a worker has room for. */
async function textsInParts(repo: Repo, commit: string): Promise<string[][]> {
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const { path, kind, size = 0 } of await snapshotAt(repo, commit).entries()) {
    if (kind !== 'file' || !isDescriptionText(path)) continue;
    bytes += size;
    if (bytes > bytesAtOnce) {
      parts.push([]);
      bytes = size;
    }
    parts.at(-1)?.push(path);
  }
  return parts;
}

function referencesOf(path: string, text: string): Set<string> {
  const found = new Set<string>();
  for (const [, double, single, plain] of text.matchAll(REFERENCE)) {
    // JSON may write each slash as `\/`.
    const written = double?.replaceAll('\\/', '/') ?? single ?? plain?.trimEnd() ?? '';
    const target = targetOf(written, path);
    if (target.kind === 'inside') found.add(target.path);
  }
  return found;
}
