import { accountOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { isAncestor } from '../git/merge.ts';
import { log } from '../git/objects.ts';
import { diffFiles } from '../git/diff.ts';
import type { Commit } from '../git/objects.ts';
import { moveRef, NO_COMMIT } from '../git/refs.ts';
import { repositoryDir } from '../lookup.ts';
import type { Repository } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { repositoryPage } from '../render/urls.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emit } from './emit.ts';
import { followBase, followHead } from './pull-sync.ts';
import { refusalOfRefChange } from './rules.ts';

export interface RefChange {
  readonly ref: string;
  /** null: the ref is made. */
  readonly from: string | null;
  /** null: the ref is deleted. */
  readonly to: string | null;
}

/** Moves a ref for somebody, by the repository's rules, and does all that follows. Throws `Refusal`. */
export async function changeRef(
  world: World,
  actor: Author,
  repository: Repository,
  change: RefChange & { readonly force?: boolean },
): Promise<void> {
  const dir = repositoryDir(world, repository);
  const { ref, from, to } = change;
  const forward = from === null || to === null || (await isAncestor(dir, from, to));
  if (!forward && !change.force) throw new Refusal(422, 'Update is not a fast forward');
  const kind = from === null ? 'creation' : to === null ? 'deletion' : forward ? 'update' : 'force';
  const reason = refusalOfRefChange(world, actor, repository, { ref, kind, to });
  if (reason !== undefined) throw new Refusal(422, `Repository rule violations found\n\n${reason}\n\n`);
  await swapRef(world, actor, repository, change);
}

/**
 * Compare-and-swap without a look at the rules: merges were judged before. `then` runs before the move is told.
 * Throws `Refusal` where somebody was faster.
 */
export async function swapRef(
  world: World,
  actor: Author,
  repository: Repository,
  change: RefChange,
  then?: () => Promise<void>,
): Promise<void> {
  const { ref, from, to } = change;
  if (!(await moveRef(repositoryDir(world, repository), ref, from, to)))
    throw new Refusal(422, from === null ? 'Reference already exists' : 'Reference cannot be updated');
  await then?.();
  await afterRefChange(world, actor, repository, change);
}

/** What a moved branch means: the push event, and the pull requests from and to it. */
export async function afterRefChange(
  world: World,
  actor: Author,
  repository: Repository,
  change: RefChange,
): Promise<void> {
  if (!/^refs\/(heads|tags)\//.test(change.ref)) return;
  world.store.repositories.update(repository, { pushedAt: timeOf(world) });
  emit(world, {
    event: 'push',
    action: null,
    repository,
    sender: accountOf(world, actor),
    body: await pushPayload(world, actor, repository, change),
  });
  if (!change.ref.startsWith('refs/heads/')) return;
  await followHead(world, actor, repository, change);
  await followBase(world, actor, repository, change);
}

const PAYLOAD_COMMITS = 2048;

async function pushPayload(world: World, actor: Author, repository: Repository, change: RefChange): Promise<Json> {
  const dir = repositoryDir(world, repository);
  const { ref, from, to } = change;
  const account = accountOf(world, actor);
  const head = to === null ? undefined : (await log(dir, ['-1', to]))[0];
  const news =
    to === null || from === null ? [] : await log(dir, [`-${PAYLOAD_COMMITS}`, '--reverse', `${from}..${to}`]);
  const files = from === null || to === null ? undefined : await diffFiles(dir, from, to);
  const paths = (status: string): string[] =>
    (files ?? []).filter((file) => file.status === status).map(({ path }) => path);
  const pushed = { added: paths('added'), removed: paths('removed'), modified: paths('modified') };
  return {
    ref,
    before: from ?? NO_COMMIT,
    after: to ?? NO_COMMIT,
    created: from === null,
    deleted: to === null,
    forced: from !== null && to !== null && !(await isAncestor(dir, from, to)),
    base_ref: null,
    compare: repositoryPage(world, repository, `/compare/${from ?? ''}...${to ?? ''}`),
    commits: news.map((commit) => ({ ...pushCommit(world, repository, commit), ...pushed })),
    head_commit: head ? { ...pushCommit(world, repository, head), ...pushed } : null,
    pusher: { name: account.login, email: account.email },
  };
}

function pushCommit(world: World, repository: Repository, commit: Commit): Json {
  const { name, email } = commit.author;
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: repositoryPage(world, repository, `/commit/${commit.sha}`),
    author: { name, email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
