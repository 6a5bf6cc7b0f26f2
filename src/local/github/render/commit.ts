import type { ChangedFile } from '../git/diff.ts';
import type { Commit, Person } from '../git/objects.ts';
import type { Ref } from '../git/refs.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { simpleUser } from './account.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** The account behind a commit's e-mail address, as GitHub links it; null where there is none. */
function accountOf(world: World, person: Person): Json | null {
  const account = world.store.accounts.find(({ email }) => email !== null && email === person.email);
  return account ? simpleUser(world, account) : null;
}

function parents(world: World, repository: Repository, shas: readonly string[], api: string): Json[] {
  return shas.map((sha) => ({
    sha,
    url: repositoryApi(world, repository, `${api}/${sha}`),
    html_url: repositoryPage(world, repository, `/commit/${sha}`),
  }));
}

export function commit(world: World, repository: Repository, row: Commit): Json {
  const api = (path: string): string => repositoryApi(world, repository, path);
  return {
    sha: row.sha,
    node_id: nodeId('C', row.sha),
    commit: {
      author: row.author,
      committer: row.committer,
      message: row.message,
      tree: { sha: row.tree, url: api(`/git/trees/${row.tree}`) },
      url: api(`/git/commits/${row.sha}`),
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: api(`/commits/${row.sha}`),
    html_url: repositoryPage(world, repository, `/commit/${row.sha}`),
    comments_url: api(`/commits/${row.sha}/comments`),
    author: accountOf(world, row.author),
    committer: accountOf(world, row.committer),
    parents: parents(world, repository, row.parents, '/commits'),
  };
}

/** As it comes along with a merge group or a check suite. */
export function headCommit({ sha, tree, message, author, committer }: Commit): Json {
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** A commit with what it changed. */
export function commitWithFiles(
  world: World,
  repository: Repository,
  row: Commit,
  files: readonly ChangedFile[],
): Json {
  const sum = (of: (file: ChangedFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  const [additions, deletions] = [sum((file) => file.additions), sum((file) => file.deletions)];
  return {
    ...commit(world, repository, row),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => diffEntry(world, repository, row.sha, file)),
  };
}

/** A commit of the Git Data API. */
export function gitCommit(world: World, repository: Repository, row: Commit): Json {
  return {
    sha: row.sha,
    node_id: nodeId('C', row.sha),
    url: repositoryApi(world, repository, `/git/commits/${row.sha}`),
    html_url: repositoryPage(world, repository, `/commit/${row.sha}`),
    author: row.author,
    committer: row.committer,
    tree: { sha: row.tree, url: repositoryApi(world, repository, `/git/trees/${row.tree}`) },
    message: row.message,
    parents: parents(world, repository, row.parents, '/git/commits'),
    verification: UNSIGNED,
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

export function diffEntry(world: World, repository: Repository, sha: string, file: ChangedFile): Json {
  const path = encodePath(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: repositoryPage(world, repository, `/blob/${sha}/${path}`),
    raw_url: repositoryPage(world, repository, `/raw/${sha}/${path}`),
    contents_url: repositoryApi(world, repository, `/contents/${path}?ref=${sha}`),
    ...(file.patch !== null && { patch: file.patch }),
    ...(file.previousPath !== null && { previous_filename: file.previousPath }),
  };
}

export function gitRef(world: World, repository: Repository, { ref, sha, type }: Ref): Json {
  return {
    ref,
    node_id: nodeId('REF', `${repository.id}:${ref}`),
    url: repositoryApi(world, repository, `/git/${ref}`),
    object: { sha, type, url: repositoryApi(world, repository, `/git/${type}s/${sha}`) },
  };
}
