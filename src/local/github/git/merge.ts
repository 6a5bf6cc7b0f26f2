import { git, gitAnswer } from './run.ts';
import { log, readCommit, writeCommit } from './objects.ts';
import type { Person } from './objects.ts';

/** Undefined: histories without a common commit. */
export async function mergeBase(dir: string, a: string, b: string): Promise<string | undefined> {
  const { code, bytes } = await gitAnswer(dir, ['merge-base', a, b], { accept: [1] });
  return code === 0 ? bytes.toString().trim() : undefined;
}

export async function isAncestor(dir: string, ancestor: string, descendant: string): Promise<boolean> {
  const { code } = await gitAnswer(dir, ['merge-base', '--is-ancestor', ancestor, descendant], { accept: [1] });
  return code === 0;
}

export async function aheadBehind(dir: string, base: string, head: string): Promise<{ ahead: number; behind: number }> {
  const text = await git(dir, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = 0, ahead = 0] = text.split('\t').map(Number);
  return { ahead, behind };
}

/** The merged tree, or undefined where the two are in conflict. */
export async function mergedTree(dir: string, ours: string, theirs: string): Promise<string | undefined> {
  const { code, bytes } = await gitAnswer(
    dir,
    ['merge-tree', '--write-tree', '--allow-unrelated-histories', ours, theirs],
    { accept: [1] },
  );
  return code === 0 ? (bytes.toString().split('\n')[0] ?? '').trim() : undefined;
}

export interface MergeRequest {
  readonly method: 'merge' | 'squash' | 'rebase';
  readonly base: string;
  readonly head: string;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

/** The commit that the base becomes, or undefined where it cannot be made without a person. */
export async function mergeCommit(dir: string, request: MergeRequest): Promise<string | undefined> {
  if (request.method === 'rebase') return rebase(dir, request);
  const tree = await mergedTree(dir, request.base, request.head);
  if (tree === undefined) return undefined;
  const parents = request.method === 'merge' ? [request.base, request.head] : [request.base];
  return writeCommit(dir, { ...request, tree, parents });
}

async function rebase(dir: string, { base, head, committer }: MergeRequest): Promise<string | undefined> {
  let tip = base;
  for (const commit of await log(dir, ['--reverse', '--no-merges', '--topo-order', `${base}..${head}`])) {
    const tree = await pickedTree(dir, tip, commit.sha, commit.parents[0]);
    if (tree === undefined) return undefined;
    if (tree === (await readCommit(dir, tip))?.tree) continue;
    tip = await writeCommit(dir, { ...commit, tree, parents: [tip], committer });
  }
  return tip;
}

/**
 * The tree of `tip` with what `commit` did. git before 2.40 takes no merge base for `merge-tree`, so the tip's tree is
 * put on a commit whose parent is the picked commit's: that parent is then the merge base.
 */
async function pickedTree(
  dir: string,
  tip: string,
  commit: string,
  parent: string | undefined,
): Promise<string | undefined> {
  const ours = await readCommit(dir, tip);
  if (!ours) return undefined;
  const stand = await writeCommit(dir, { ...ours, parents: parent === undefined ? [] : [parent] });
  return mergedTree(dir, stand, commit);
}
