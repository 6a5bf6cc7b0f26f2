/** GitHub's Git Data API in memory, objects named as git names them: enough for what is written on a branch. */
import { createHash } from 'node:crypto';
import { blobSha, treeSha, type TreeLeaf } from '../../src/github/git-objects.ts';
import { api } from './world.ts';

export interface FakeCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export interface FakeGit {
  readonly refs: Map<string, string>;
  readonly commits: Map<string, FakeCommit>;
  readonly trees: Map<string, readonly TreeLeaf[]>;
  readonly blobs: Map<string, Buffer>;
  /** Requests that came, as `PATCH /git/refs/heads/x`. */
  readonly log: string[];
  /** Answers the next request whose line matches with this status, before (or after) it took effect. */
  failNext(line: RegExp, status: number, when: 'before' | 'after'): void;
  commitFiles(files: Readonly<Record<string, string>>, parents: readonly string[]): string;
}

interface TreeBody {
  readonly base_tree?: string;
  readonly tree: readonly { path: string; mode: string; content?: string; sha?: string | null }[];
}

type Answer = [number, unknown];
const missing: Answer = [404, { message: 'Not Found' }];

export function fakeGit(): FakeGit {
  const state = {
    refs: new Map<string, string>(),
    commits: new Map<string, FakeCommit>(),
    trees: new Map<string, readonly TreeLeaf[]>(),
    blobs: new Map<string, Buffer>(),
  };
  const log: string[] = [];
  const failures: { line: RegExp; status: number; when: 'before' | 'after' }[] = [];

  const addBlob = (bytes: Buffer): string => {
    const sha = blobSha(bytes);
    state.blobs.set(sha, bytes);
    return sha;
  };
  const addTree = (leaves: readonly TreeLeaf[]): string => {
    const sha = treeSha(leaves);
    state.trees.set(sha, leaves);
    return sha;
  };
  const addCommit = (commit: FakeCommit): string => {
    const sha = createHash('sha1')
      .update(JSON.stringify([commit, state.commits.size]))
      .digest('hex');
    state.commits.set(sha, commit);
    return sha;
  };
  const descends = (from: string, to: string): boolean =>
    from === to || (state.commits.get(from)?.parents.some((parent) => descends(parent, to)) ?? false);

  const createTree = ({ base_tree, tree }: TreeBody): Answer => {
    const leaves = new Map(
      (base_tree === undefined ? [] : (state.trees.get(base_tree) ?? [])).map((leaf) => [leaf.path, leaf]),
    );
    for (const { path, mode, content, sha } of tree) {
      if (sha === null) leaves.delete(path);
      else leaves.set(path, { path, mode, sha: sha ?? addBlob(Buffer.from(content ?? '')) });
    }
    return [201, { sha: addTree([...leaves.values()]), tree: [] }];
  };
  const moveRef = (ref: string, { sha, force }: { sha: string; force?: boolean }): Answer => {
    const now = state.refs.get(ref);
    if (now === undefined) return [422, { message: 'Reference does not exist' }];
    if (force !== true && !descends(sha, now)) return [422, { message: 'Update is not a fast forward' }];
    state.refs.set(ref, sha);
    return [200, refAnswer(ref, sha)];
  };
  const createRef = ({ ref, sha }: { ref: string; sha: string }): Answer => {
    const name = ref.replace(/^refs\//, '');
    if (state.refs.has(name)) return [422, { message: 'Reference already exists' }];
    state.refs.set(name, sha);
    return [201, refAnswer(name, sha)];
  };
  const commitAnswer = (sha: string): Answer => {
    const commit = state.commits.get(sha);
    if (commit === undefined) return missing;
    return [
      200,
      {
        sha,
        message: commit.message,
        tree: { sha: commit.tree },
        parents: commit.parents.map((parent) => ({ sha: parent })),
      },
    ];
  };
  const treeAnswer = (name: string): Answer => {
    const leaves = state.trees.get(state.commits.get(name)?.tree ?? name);
    if (leaves === undefined) return missing;
    const tree = leaves.map(({ path, mode, sha }) => ({
      path,
      mode,
      sha,
      type: mode === '160000' ? 'commit' : 'blob',
      size: state.blobs.get(sha)?.length,
    }));
    return [200, { sha: name, truncated: false, tree }];
  };
  const compare = (base: string, head: string): Answer => {
    if (!state.commits.has(base)) return missing;
    const status =
      base === head ? 'identical' : descends(head, base) ? 'ahead' : descends(base, head) ? 'behind' : 'diverged';
    return [200, { status, files: [], merge_base_commit: { sha: base } }];
  };

  const routes: [RegExp, (match: readonly string[], body: never) => Answer][] = [
    [
      /^GET \/git\/ref\/(.+)$/,
      ([, ref = '']) => (state.refs.has(ref) ? [200, refAnswer(ref, state.refs.get(ref) ?? '')] : missing),
    ],
    [/^PATCH \/git\/refs\/(.+)$/, ([, ref = ''], body) => moveRef(ref, body)],
    [/^POST \/git\/refs$/, (_match, body) => createRef(body)],
    [/^GET \/git\/commits\/(.+)$/, ([, sha = '']) => commitAnswer(sha)],
    [/^POST \/git\/commits$/, (_match, body: FakeCommit) => [201, { sha: addCommit(body) }]],
    [/^GET \/git\/trees\/([^?]+)/, ([, sha = '']) => treeAnswer(sha)],
    [/^POST \/git\/trees$/, (_match, body) => createTree(body)],
    [
      /^POST \/git\/blobs$/,
      (_match, body: { content: string }) => [201, { sha: addBlob(Buffer.from(body.content, 'base64')) }],
    ],
    [/^GET \/git\/blobs\/(.+)$/, ([, sha = '']) => (state.blobs.has(sha) ? [200, state.blobs.get(sha)] : missing)],
    [/^GET \/compare\/([^.]+)\.\.\.([^?]+)/, ([, base = '', head = '']) => compare(base, head)],
  ];
  const serve = (method: string, uri: string, body: unknown): Answer => {
    const line = `${method} ${decodeURIComponent(uri.replace(/^\/repos\/acme\/apis/, ''))}`;
    log.push(line);
    const index = failures.findIndex((failure) => failure.line.test(line));
    const failure = index < 0 ? undefined : failures.splice(index, 1)[0];
    if (failure?.when === 'before') return [failure.status, { message: 'injected' }];
    const route = routes.find(([pattern]) => pattern.test(line));
    const answer = route?.[1](route[0].exec(line) ?? [], body as never) ?? missing;
    return failure === undefined ? answer : [failure.status, { message: 'injected' }];
  };
  for (const method of ['GET', 'POST', 'PATCH'] as const) {
    api()
      .persist()
      .intercept(/\/(git|compare)\//, method)
      .reply((uri, body) => {
        const [status, answer] = serve(method, uri, body);
        return Buffer.isBuffer(answer)
          ? [status, answer, { 'content-type': 'application/vnd.github.raw; charset=utf-8' }]
          : [status, answer as object, { 'content-type': 'application/json' }];
      });
  }
  return {
    ...state,
    log,
    failNext: (line, status, when) => failures.push({ line, status, when }),
    commitFiles: (files, parents) => {
      const leaves = Object.entries(files).map(([path, text]) => ({
        path,
        mode: '100644',
        sha: addBlob(Buffer.from(text)),
      }));
      return addCommit({ tree: addTree(leaves), parents, message: 'by hand' });
    },
  };
}

function refAnswer(ref: string, sha: string) {
  return { ref: `refs/${ref}`, object: { sha, type: 'commit' } };
}
