import { diffFiles, diffText } from '../git/diff.ts';
import { aheadBehind, isAncestor, mergeBase } from '../git/merge.ts';
import { EMPTY_TREE, log, readCommit } from '../git/objects.ts';
import type { Commit } from '../git/objects.ts';
import { fetchInto, resolveCommit } from '../git/refs.ts';
import { accountByLogin, pullsOf, repositoryDir } from '../lookup.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { commit, commitWithFiles, diffEntry } from '../render/commit.ts';
import { pullSimple } from '../render/pull.ts';
import { repositoryApi, repositoryPage } from '../render/urls.ts';
import { list, pageOf, reading } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

/** GitHub shows this many files of one comparison or commit at most. */
const MAX_FILES = 300;

async function commitNamed(dir: string, name: string): Promise<Commit> {
  const sha = await resolveCommit(dir, name);
  const found = sha === undefined ? undefined : await readCommit(dir, sha);
  if (!found) throw /^[0-9a-f]{40}$/.test(name) ? unprocessable(`No commit found for SHA: ${name}`) : notFound();
  return found;
}

async function oneCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, params, request } = call;
  const row = await commitNamed(dir, params['ref'] ?? '');
  const accept = request.headers.accept ?? '';
  if (accept.includes('.sha')) return { type: 'application/vnd.github.sha; charset=utf-8', body: row.sha };
  const parent = row.parents[0] ?? EMPTY_TREE;
  if (accept.includes('.diff'))
    return { type: 'application/vnd.github.diff; charset=utf-8', body: await diffText(dir, parent, row.sha) };
  const { rows, headers } = pageOf(call, await diffFiles(dir, parent, row.sha));
  return { body: commitWithFiles(world, repository, row, rows), headers };
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, query } = call;
  const from = await resolveCommit(dir, query['sha'] ?? repository.defaultBranch);
  if (from === undefined) throw query['sha'] === undefined ? new Refusal(409, 'Git Repository is empty.') : notFound();
  const args = [
    ...(query['since'] === undefined ? [] : [`--since=${query['since']}`]),
    ...(query['until'] === undefined ? [] : [`--until=${query['until']}`]),
    from,
    ...(query['path'] === undefined ? [] : ['--', query['path']]),
  ];
  return list(call, await log(dir, args), (row) => commit(world, repository, row));
}

function pullsOfCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, params } = call;
  const sha = params['ref'] ?? '';
  return holding(call, dir, sha).then((all) => list(call, all, (row) => pullSimple(world, repository, row)));
}

/** Pull requests that brought the commit in, or open ones that contain it. */
async function holding(
  { world, repository }: RepositoryCall,
  dir: string,
  sha: string,
): ReturnType<typeof filterPulls> {
  if (!(await readCommit(dir, sha))) throw unprocessable(`No commit found for SHA: ${sha}`);
  return filterPulls(pullsOf(world, repository), async ({ pull }) => {
    if (pull.mergedAt !== null && pull.mergeCommitSha === sha) return true;
    return (await isAncestor(dir, sha, pull.head.sha)) && !(await isAncestor(dir, sha, pull.base.sha));
  });
}

async function filterPulls(
  rows: ReturnType<typeof pullsOf>,
  test: (row: ReturnType<typeof pullsOf>[number]) => Promise<boolean>,
): Promise<ReturnType<typeof pullsOf>> {
  const kept = await Promise.all(rows.map(test));
  return rows.filter((_, at) => kept[at]);
}

/** `sha`, `branch`, or `login:branch` of a fork, whose commits are brought over. */
async function sideOf({ world, repository, dir }: RepositoryCall, name: string): Promise<Commit> {
  const [, login, branch] = /^([^:]+):(.+)$/.exec(name) ?? [];
  const owner = login === undefined ? undefined : accountByLogin(world, login);
  if (login === undefined || branch === undefined || owner?.id === repository.ownerId)
    return commitNamed(dir, branch ?? name);
  const fork = world.store.repositories.find(
    ({ ownerId, parentId }) => ownerId === owner?.id && parentId === repository.id,
  );
  if (!fork) throw notFound();
  const from = repositoryDir(world, fork);
  const { sha } = await commitNamed(from, branch);
  await fetchInto(dir, from, sha, `refs/sluice-compare/${sha}`);
  return commitNamed(dir, sha);
}

async function compare(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, params, request } = call;
  const basehead = params['*'] ?? '';
  const [left, right] = basehead.split(/\.\.\.?/);
  if (!left || !right) throw notFound();
  const [base, head] = await Promise.all([sideOf(call, left), sideOf(call, right)]);
  const common = await mergeBase(dir, base.sha, head.sha);
  const merge = common === undefined ? undefined : await readCommit(dir, common);
  if (!merge) throw new Refusal(404, `No common ancestor between ${left} and ${right}.`);
  if ((request.headers.accept ?? '').includes('.diff'))
    return { type: 'application/vnd.github.diff; charset=utf-8', body: await diffText(dir, merge.sha, head.sha) };
  const [{ ahead, behind }, commits, files] = await Promise.all([
    aheadBehind(dir, base.sha, head.sha),
    log(dir, ['--reverse', '--topo-order', `${base.sha}..${head.sha}`]),
    diffFiles(dir, merge.sha, head.sha),
  ]);
  const page = repositoryPage(world, repository, `/compare/${basehead}`);
  const { rows, headers } = pageOf(call, commits);
  const first = (Number(call.query['page']) || 1) === 1;
  const body = {
    url: repositoryApi(world, repository, `/compare/${basehead}`),
    html_url: page,
    permalink_url: repositoryPage(world, repository, `/compare/${base.sha}...${head.sha}`),
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commit(world, repository, base),
    merge_base_commit: commit(world, repository, merge),
    status: ahead > 0 && behind > 0 ? 'diverged' : ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: rows.map((row) => commit(world, repository, row)),
    ...(first && { files: files.slice(0, MAX_FILES).map((file) => diffEntry(world, repository, head.sha, file)) }),
  };
  return { body, headers };
}

export const commits: readonly RepositoryOperation[] = [
  { id: 'repos/list-commits', method: 'GET', path: '/commits', needs: reading('contents'), handle: listCommits },
  { id: 'repos/get-commit', method: 'GET', path: '/commits/:ref', needs: reading('contents'), handle: oneCommit },
  {
    id: 'repos/list-pull-requests-associated-with-commit',
    method: 'GET',
    path: '/commits/:ref/pulls',
    needs: reading('pull_requests'),
    handle: pullsOfCommit,
  },
  {
    id: 'repos/compare-commits-with-basehead',
    method: 'GET',
    path: '/compare/*',
    needs: reading('contents'),
    handle: compare,
  },
];
