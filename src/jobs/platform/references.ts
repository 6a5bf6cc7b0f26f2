import { posix } from 'node:path';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import { kindOf } from '../../spec/discover.ts';

const TEXT = /\.(ya?ml|json)$/i;
/** Finds the file part of a reference; what a real reader would not follow only makes one API more to look at. */
const REFERENCE = /\$ref["']?\s*:\s*["']?([^"'#\s,}\]]+)/g;

/** Paths that may be part of a description. */
export function isDescriptionText(path: string): boolean {
  return TEXT.test(path);
}

/**
 * The descriptions that lead, by references from file to file, to one of `fragments`. Reads every YAML and JSON
 * file of the commit once (one git fetch), so it is only asked for when a fragment changed at all.
 */
export async function rootsThatReach(repo: Repo, commit: string, fragments: ReadonlySet<string>): Promise<Set<string>> {
  const snapshot = snapshotAt(repo, commit);
  const texts = (await snapshot.paths()).filter(isDescriptionText);
  const referrers = new Map<string, string[]>();
  const descriptions: string[] = [];
  for (const [path, read] of await snapshot.files(texts)) {
    if (read.kind !== 'file') continue;
    if (kindOf(read.bytes, path) !== undefined) descriptions.push(path);
    for (const target of referencesOf(path, Buffer.from(read.bytes).toString('utf8'))) {
      referrers.set(target, [...(referrers.get(target) ?? []), path]);
    }
  }
  const reached = new Set(fragments);
  const queue = [...fragments];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const referrer of referrers.get(next) ?? []) {
      if (reached.has(referrer)) continue;
      reached.add(referrer);
      queue.push(referrer);
    }
  }
  return new Set(descriptions.filter((path) => reached.has(path)));
}

function referencesOf(path: string, text: string): Set<string> {
  const found = new Set<string>();
  for (const [, target = ''] of text.matchAll(REFERENCE)) {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) found.add(posix.join(posix.dirname(path), target));
  }
  return found;
}
