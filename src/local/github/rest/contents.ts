import { z } from 'zod';
import { commitChanges } from '../domain/commits.ts';
import { listTree, readCommit, readObject } from '../git/objects.ts';
import type { TreeEntry } from '../git/objects.ts';
import { readRef, resolveCommit } from '../git/refs.ts';
import { personOf } from '../domain/pulls.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { gitCommit } from '../render/commit.ts';
import { contentEntry, contentFile } from '../render/content.ts';
import { bodyOf, checkPath, defined, reading, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

const MEGABYTE = 1024 * 1024;
const MAX_RAW = 100 * MEGABYTE;
const MAX_DIRECTORY = 1000;

async function getContent(call: RepositoryCall): Promise<Answer> {
  const { repository, dir, params, query, request } = call;
  const path = (params['*'] ?? '').replace(/^\/+|\/+$/g, '');
  const ref = query['ref'] ?? repository.defaultBranch;
  const commit = await resolveCommit(dir, ref);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const accept = request.headers.accept ?? '';
  if (path === '') return directory(call, commit, '', ref, accept);
  const entry = (await listTree(dir, commit, { path }))?.[0];
  if (!entry) throw notFound();
  if (entry.type === 'tree') return directory(call, commit, path, ref, accept);
  return file(call, entry, ref, accept);
}

async function directory(
  { world, repository, dir }: RepositoryCall,
  commit: string,
  path: string,
  ref: string,
  accept: string,
): Promise<Answer> {
  const entries = ((await listTree(dir, commit, path === '' ? {} : { path: `${path}/` })) ?? []).slice(
    0,
    MAX_DIRECTORY,
  );
  const body = entries.map((entry) => contentEntry(world, repository, entry, ref));
  if (!accept.includes('.object')) return { body };
  const tree = { path, mode: '040000', type: 'tree', sha: (await treeSha(dir, commit, path)) ?? '', size: 0 } as const;
  return { body: { ...contentEntry(world, repository, tree, ref), entries: body } };
}

async function treeSha(dir: string, commit: string, path: string): Promise<string | undefined> {
  if (path === '') return (await readCommit(dir, commit))?.tree;
  return (await listTree(dir, commit, { path }))?.[0]?.sha;
}

/** Up to 1 MB with its content, up to 100 MB raw; nothing above that. */
async function file(
  { world, repository, dir }: RepositoryCall,
  entry: TreeEntry,
  ref: string,
  accept: string,
): Promise<Answer> {
  const size = entry.size ?? 0;
  if (size > MAX_RAW)
    throw new Refusal(
      403,
      'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.',
      [{ resource: 'Blob', field: 'data', code: 'too_large' }],
    );
  const bytes =
    entry.type === 'blob' ? ((await readObject(dir, entry.sha))?.bytes ?? Buffer.alloc(0)) : Buffer.alloc(0);
  if (accept.includes('.raw')) return { type: 'application/vnd.github.raw; charset=utf-8', body: bytes };
  return { body: contentFile(world, repository, entry, ref, size > MEGABYTE ? null : bytes) };
}

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const PutBody = z.object({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: Person.optional(),
  committer: Person.optional(),
});

/** The old blob must be named, so that nobody's change is lost. */
async function replacedBlob(dir: string, head: string, path: string, sha: string | undefined): Promise<boolean> {
  const old = (await listTree(dir, head, { path }))?.[0];
  if (old && sha === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== undefined && old?.sha !== sha) throw new Refusal(409, `${path} does not match ${sha}`);
  return old !== undefined;
}

async function putContent(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, actor, params } = call;
  const body = bodyOf(PutBody, call);
  const path = params['*'] ?? '';
  checkPath('path', path);
  const branch = body.branch ?? repository.defaultBranch;
  const head = await readRef(dir, `refs/heads/${branch}`);
  if (!head) throw new Refusal(404, `Branch ${branch} not found`);
  const replaced = await replacedBlob(dir, head.sha, path, body.sha);
  const now = personOf(world, actor);
  const author = { ...now, ...defined(body.author ?? {}) };
  const committer = body.committer ? { ...now, ...defined(body.committer) } : author;
  const files = { [path]: Buffer.from(body.content, 'base64') };
  const { message } = body;
  const sha = await commitChanges(world, actor, repository, { branch, files, message, author, committer });
  const [commit, entries] = await Promise.all([readCommit(dir, sha), listTree(dir, sha, { path })]);
  const entry = entries?.[0];
  if (!commit || !entry) throw notFound();
  const content = contentEntry(world, repository, entry, branch);
  return { status: replaced ? 200 : 201, body: { content, commit: gitCommit(world, repository, commit) } };
}

export const contents: readonly RepositoryOperation[] = [
  { id: 'repos/get-content', method: 'GET', path: '/contents', needs: reading('contents'), handle: getContent },
  { id: 'repos/get-content', method: 'GET', path: '/contents/*', needs: reading('contents'), handle: getContent },
  {
    id: 'repos/create-or-update-file-contents',
    method: 'PUT',
    path: '/contents/*',
    needs: writing('contents'),
    handle: putContent,
  },
];
