import { LRUCache } from 'lru-cache';
import type { TreeEntry } from '../../github/git-objects.ts';
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

/** What counts here of a file. */
interface Mentions {
  readonly isDescription: boolean;
  /** Files of the repository that it refers to. */
  readonly targets: readonly string[];
}

const NOTHING: Mentions = { isDescription: false, targets: [] };
/** By content and path: of a whole repository, only what changed is read again. */
const remembered = new LRUCache<string, Mentions>({
  maxSize: 500_000,
  sizeCalculation: ({ targets }) => 1 + targets.length,
});

/**
 * The descriptions that lead, by references from file to file, to one of `changed`; those among them too. Looks at every YAML and JSON
 * file of the commit, so it is only asked for when one of them changed at all.
 */
export async function rootsThatReach(repo: Repo, commit: string, changed: ReadonlySet<string>): Promise<Set<string>> {
  const referrers = new Map<string, string[]>();
  const descriptions: string[] = [];
  for (const [path, { isDescription, targets }] of await mentionsAt(repo, commit)) {
    if (isDescription) descriptions.push(path);
    for (const target of targets) {
      const paths = referrers.get(target);
      if (paths === undefined) referrers.set(target, [path]);
      else paths.push(path);
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

/** In the order of the tree, whatever is remembered. */
async function mentionsAt(repo: Repo, commit: string): Promise<(readonly [path: string, mentions: Mentions])[]> {
  const texts = (await snapshotAt(repo, commit).entries()).filter(
    ({ path, kind }) => kind === 'file' && isDescriptionText(path),
  );
  const found = new Map(texts.map((entry) => [entry.path, remembered.get(keyOf(entry))]));
  for (const part of inParts(texts.filter(({ path }) => found.get(path) === undefined))) {
    const files = await snapshotAt(repo, commit).files(part.map(({ path }) => path));
    for (const entry of part) {
      const read = files.get(entry.path);
      const mentions = read?.kind === 'file' ? mentionsOf(entry.path, read.bytes) : NOTHING;
      remembered.set(keyOf(entry), mentions);
      found.set(entry.path, mentions);
    }
  }
  return [...found].map(([path, mentions = NOTHING]) => [path, mentions]);
}

function keyOf({ sha, path }: TreeEntry): string {
  return `${sha} ${path}`;
}

const bytesAtOnce = 64 * 1024 * 1024;

/** Not all at once: the files of a whole repository may be more than a worker has room for. */
function inParts(entries: readonly TreeEntry[]): TreeEntry[][] {
  const parts: TreeEntry[][] = [[]];
  let bytes = 0;
  for (const entry of entries) {
    bytes += entry.size ?? 0;
    if (bytes > bytesAtOnce) {
      parts.push([]);
      bytes = entry.size ?? 0;
    }
    parts.at(-1)?.push(entry);
  }
  return parts;
}

function mentionsOf(path: string, bytes: Uint8Array): Mentions {
  const targets = [...referencesOf(path, Buffer.from(bytes).toString('utf8'))];
  return { isDescription: kindOf(bytes, path) !== undefined, targets };
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
