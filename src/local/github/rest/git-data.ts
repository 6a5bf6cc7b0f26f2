import { z } from 'zod';
import { changeRef } from '../domain/refs.ts';
import { personOf } from '../domain/pulls.ts';
import { listTree, readCommit, readObject, writeBlob, writeCommit, writeTree } from '../git/objects.ts';
import type { TreeChange, TreeEntry } from '../git/objects.ts';
import { isValidRef, listRefs, readRef, resolveCommit } from '../git/refs.ts';
import { GitError } from '../git/run.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { gitCommit, gitRef } from '../render/commit.ts';
import { nodeId, repositoryApi } from '../render/urls.ts';
import { bodyOf, checkPath, defined, list, reading, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

const MAX_BLOB = 100 * 1024 * 1024;
/** GitHub's own, https://docs.github.com/en/rest/git/trees. */
const MAX_TREE_ENTRIES = 100_000;
const MAX_TREE_BYTES = 7 * 1024 * 1024;

async function getBlob({ world, repository, dir, params, request }: RepositoryCall): Promise<Answer> {
  const sha = params['sha'] ?? '';
  const object = /^[0-9a-f]{40}$/.test(sha) ? await readObject(dir, sha) : undefined;
  if (object?.type !== 'blob') throw notFound();
  if (object.size > MAX_BLOB) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.');
  if ((request.headers.accept ?? '').includes('.raw'))
    return { type: 'application/vnd.github.raw; charset=utf-8', body: object.bytes };
  const content = object.bytes.toString('base64').replace(/.{60}/g, '$&\n');
  const url = repositoryApi(world, repository, `/git/blobs/${sha}`);
  return { body: { sha, node_id: nodeId('B', sha), size: object.size, url, content, encoding: 'base64' } };
}

const BlobBody = z.object({ content: z.string(), encoding: z.string().default('utf-8') });

async function createBlob(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir } = call;
  const { content, encoding } = bodyOf(BlobBody, call);
  if (!['utf-8', 'base64'].includes(encoding)) throw unprocessable('encoding must be utf-8 or base64');
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  if (bytes.length > MAX_BLOB) throw unprocessable('The blob is too large');
  const sha = await writeBlob(dir, bytes);
  return { status: 201, body: { sha, url: repositoryApi(world, repository, `/git/blobs/${sha}`) } };
}

function treeItem({ world, repository }: RepositoryCall, { path, mode, type, sha, size }: TreeEntry): object {
  const url = repositoryApi(world, repository, `/git/${type}s/${sha}`);
  return { path, mode, type, sha, ...(size !== null && { size }), ...(type !== 'commit' && { url }) };
}

function treeBody(call: RepositoryCall, sha: string, entries: readonly TreeEntry[]): object {
  const { world, repository } = call;
  let bytes = 0;
  const kept = entries.slice(0, MAX_TREE_ENTRIES).filter(({ path }) => (bytes += path.length + 80) <= MAX_TREE_BYTES);
  return {
    sha,
    url: repositoryApi(world, repository, `/git/trees/${sha}`),
    tree: kept.map((entry) => treeItem(call, entry)),
    truncated: kept.length < entries.length,
  };
}

async function getTree(call: RepositoryCall): Promise<Answer> {
  const { dir, params, query } = call;
  const name = params['*'] ?? '';
  const commit = await resolveCommit(dir, name);
  const sha = commit === undefined ? name : (await readCommit(dir, commit))?.tree;
  const known = sha !== undefined && /^[0-9a-f]{40}$/.test(sha);
  const entries = known ? await listTree(dir, sha, { recursive: query['recursive'] !== undefined }) : undefined;
  if (!known || !entries) throw notFound();
  return { body: treeBody(call, sha, entries) };
}

const TreeBody = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']).default('100644'),
      type: z.string().optional(),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
});
type TreeItem = z.infer<typeof TreeBody>['tree'][number];

async function treeChange(dir: string, { path, mode, sha, content }: TreeItem): Promise<TreeChange> {
  checkPath('tree.path', path);
  if (sha !== undefined && content !== undefined) throw unprocessable('Must supply either tree.sha or tree.content');
  if (content !== undefined) return { path, mode, sha: await writeBlob(dir, content) };
  if (sha === undefined) throw unprocessable('Must supply either tree.sha or tree.content');
  return { path, mode, sha };
}

async function createTree(call: RepositoryCall): Promise<Answer> {
  const { dir } = call;
  const body = bodyOf(TreeBody, call);
  const base = body.base_tree === undefined ? null : await treeOf(dir, body.base_tree);
  const changes = await Promise.all(body.tree.map((item) => treeChange(dir, item)));
  for (const { path, sha } of changes)
    if (sha === null && (base === null || !(await listTree(dir, base, { path }))?.length))
      throw unprocessable('GitRPC::BadObjectState');
  const sha = await writeTree(dir, base, changes).catch((error: unknown) => {
    if (error instanceof GitError) throw unprocessable('tree.sha is not a valid object');
    throw error;
  });
  return { status: 201, body: treeBody(call, sha, (await listTree(dir, sha)) ?? []) };
}

async function treeOf(dir: string, name: string): Promise<string> {
  const commit = await readCommit(dir, name);
  if (commit) return commit.tree;
  if (/^[0-9a-f]{40}$/.test(name) && (await listTree(dir, name))) return name;
  throw unprocessable('base_tree is not a valid tree oid');
}

async function getCommit({ world, repository, dir, params }: RepositoryCall): Promise<Answer> {
  const sha = params['sha'] ?? '';
  const row = /^[0-9a-f]{40}$/.test(sha) ? await readCommit(dir, sha) : undefined;
  if (!row) throw notFound();
  return { body: gitCommit(world, repository, row) };
}

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const CommitBody = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

async function createCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, actor } = call;
  const body = bodyOf(CommitBody, call);
  if (!(await listTree(dir, body.tree))) throw unprocessable('Tree SHA does not exist');
  for (const parent of body.parents)
    if (!(await readCommit(dir, parent))) throw unprocessable('Parent SHA does not exist or is not a commit object');
  const now = personOf(world, actor);
  const author = { ...now, ...defined(body.author ?? {}) };
  const committer = body.committer ? { ...now, ...defined(body.committer) } : author;
  const { tree, parents, message } = body;
  const sha = await writeCommit(dir, { tree, parents, message, author, committer });
  const row = await readCommit(dir, sha);
  if (!row) throw notFound();
  return { status: 201, body: gitCommit(world, repository, row) };
}

function refName({ params }: RepositoryCall): string {
  return `refs/${params['*'] ?? ''}`;
}

async function existing(call: RepositoryCall): Promise<{ ref: string; sha: string }> {
  const found = await readRef(call.dir, refName(call));
  if (!found) throw unprocessable('Reference does not exist');
  return found;
}

async function getRef(call: RepositoryCall): Promise<Answer> {
  const found = await readRef(call.dir, refName(call));
  if (!found) throw notFound();
  return { body: gitRef(call.world, call.repository, found) };
}

async function refAnswer({ world, repository, dir }: RepositoryCall, ref: string, status: number): Promise<Answer> {
  const found = await readRef(dir, ref);
  if (!found) throw notFound();
  return { status, body: gitRef(world, repository, found) };
}

const CreateRef = z.object({ ref: z.string(), sha: z.string() });

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { world, actor, repository, dir } = call;
  const { ref, sha } = bodyOf(CreateRef, call);
  if (!/^refs\/.+\/./.test(ref) && !/^refs\/(heads|tags)\/./.test(ref))
    throw unprocessable('Reference name must start with refs/ and have at least two slashes');
  if (!(await isValidRef(dir, ref))) throw unprocessable(`${ref} is not a valid ref name.`);
  if (!/^[0-9a-f]{40}$/.test(sha) || !(await readCommit(dir, sha))) throw unprocessable('Object does not exist');
  if (await readRef(dir, ref)) throw unprocessable('Reference already exists');
  await changeRef(world, actor, repository, { ref, from: null, to: sha });
  return refAnswer(call, ref, 201);
}

const UpdateRef = z.object({ sha: z.string(), force: z.boolean().default(false) });

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const { world, actor, repository, dir } = call;
  const { sha, force } = bodyOf(UpdateRef, call);
  const old = await existing(call);
  if (!/^[0-9a-f]{40}$/.test(sha) || !(await readCommit(dir, sha))) throw unprocessable('Object does not exist');
  if (old.sha !== sha) await changeRef(world, actor, repository, { ref: old.ref, from: old.sha, to: sha, force });
  return refAnswer(call, old.ref, 200);
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const { world, actor, repository } = call;
  const old = await existing(call);
  if (old.ref === `refs/heads/${repository.defaultBranch}`) throw unprocessable('Cannot delete the default branch');
  await changeRef(world, actor, repository, { ref: old.ref, from: old.sha, to: null });
  return { status: 204 };
}

async function matchingRefs(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir } = call;
  return list(call, await listRefs(dir, refName(call)), (row) => gitRef(world, repository, row));
}

const read = reading('contents');
const write = writing('contents');

export const gitData: readonly RepositoryOperation[] = [
  { id: 'git/get-blob', method: 'GET', path: '/git/blobs/:sha', needs: read, handle: getBlob },
  { id: 'git/create-blob', method: 'POST', path: '/git/blobs', needs: write, handle: createBlob },
  { id: 'git/get-tree', method: 'GET', path: '/git/trees/*', needs: read, handle: getTree },
  { id: 'git/create-tree', method: 'POST', path: '/git/trees', needs: write, handle: createTree },
  { id: 'git/get-commit', method: 'GET', path: '/git/commits/:sha', needs: read, handle: getCommit },
  { id: 'git/create-commit', method: 'POST', path: '/git/commits', needs: write, handle: createCommit },
  { id: 'git/get-ref', method: 'GET', path: '/git/ref/*', needs: read, handle: getRef },
  { id: 'git/list-matching-refs', method: 'GET', path: '/git/matching-refs/*', needs: read, handle: matchingRefs },
  { id: 'git/create-ref', method: 'POST', path: '/git/refs', needs: write, handle: createRef },
  { id: 'git/update-ref', method: 'PATCH', path: '/git/refs/*', needs: write, handle: updateRef },
  { id: 'git/delete-ref', method: 'DELETE', path: '/git/refs/*', needs: write, handle: deleteRef },
];
