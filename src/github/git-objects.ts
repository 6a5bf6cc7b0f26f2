/** Pure: git's names of objects, and its lists of them (gitformat-tree, git-ls-tree). */
import { createHash } from 'node:crypto';

export type EntryKind = 'file' | 'symlink' | 'submodule' | 'directory';

export interface TreeEntry {
  readonly path: string;
  /** Octal, six digits: 100644, 100755, 120000, 160000, 040000. */
  readonly mode: string;
  readonly kind: EntryKind;
  readonly sha: string;
  /** Bytes; undefined for what is no blob. */
  readonly size: number | undefined;
}

export function kindOfMode(mode: string): EntryKind {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '040000' || mode === '40000' ? 'directory' : 'file';
}

/** SHA-1, or SHA-256 in repositories made so: `like` is any name of that repository. */
export function blobSha(bytes: Uint8Array, like = ''): string {
  return objectSha('blob', bytes, like);
}

function objectSha(type: 'blob' | 'tree', bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`${type} ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

export interface TreeLeaf {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
}

/** The name of the tree that holds exactly these files, folders being made of their paths. */
export function treeSha(leaves: readonly TreeLeaf[]): string {
  const folders = new Map<string, TreeLeaf[]>();
  const rows: TreeLeaf[] = [];
  for (const leaf of leaves) {
    const slash = leaf.path.indexOf('/');
    if (slash < 0) rows.push(leaf);
    else push(folders, leaf.path.slice(0, slash), { ...leaf, path: leaf.path.slice(slash + 1) });
  }
  for (const [path, inside] of folders) rows.push({ path, mode: '40000', sha: treeSha(inside) });
  const sorted = rows.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  const body = sorted.flatMap(({ path, mode, sha }) => [
    Buffer.from(`${mode.replace(/^0/, '')} ${path}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return objectSha('tree', Buffer.concat(body), leaves[0]?.sha ?? '');
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey({ path, mode }: TreeLeaf): Buffer {
  return Buffer.from(mode === '40000' ? `${path}/` : path);
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Of `git ls-tree -r -z --long`. */
export function parseLsTree(output: Buffer): TreeEntry[] {
  const rows = output.toString('utf8').split('\0');
  return rows.filter((row) => row !== '').map(parseRow);
}

function parseRow(row: string): TreeEntry {
  const tab = row.indexOf('\t');
  const [mode = '', , sha = '', size = '-'] = row.slice(0, tab).split(/ +/);
  return { path: row.slice(tab + 1), mode, kind: kindOfMode(mode), sha, size: size === '-' ? undefined : Number(size) };
}

/** Of `git cat-file --batch`: bytes by name. Throws where an object is missing. */
export function parseBatch(output: Buffer): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let from = 0; from < output.length;) {
    const end = output.indexOf(0x0a, from);
    const [sha = '', type = '', size = ''] = output.toString('latin1', from, end).split(' ');
    if (type === 'missing' || size === '') throw new Error(`object ${sha} is missing from the git cache`);
    const start = end + 1;
    blobs.set(sha, output.subarray(start, start + Number(size)));
    from = start + Number(size) + 1;
  }
  return blobs;
}
