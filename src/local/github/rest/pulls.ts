import { z } from 'zod';
import { diffText } from '../git/diff.ts';
import { mergeBase } from '../git/merge.ts';
import { mergePull } from '../domain/merge.ts';
import { pullFiles, renderPull } from '../domain/pull-facts.ts';
import { openPull, updatePull } from '../domain/pulls.ts';
import { fullName, pullsOf } from '../lookup.ts';
import type { PullIssue } from '../model.ts';
import { diffEntry } from '../render/commit.ts';
import { pullSimple } from '../render/pull.ts';
import { bodyOf, defined, list, ordered, pullOf, reading, taking, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

/** GitHub lists no more of one pull request. */
const MAX_FILES = 3000;

async function full({ world, repository }: RepositoryCall, row: PullIssue, status = 200): Promise<Answer> {
  return { status, body: await renderPull(world, repository, row) };
}

function listPulls(call: RepositoryCall): Promise<Answer> {
  const { world, repository, query } = call;
  const state = query['state'] ?? 'open';
  const head = (row: PullIssue): string => {
    const { repositoryId, ref } = row.pull.head;
    const from = repositoryId === null ? undefined : world.store.repositories.get(repositoryId);
    return `${from ? fullName(world, from).split('/')[0] : ''}:${ref}`;
  };
  const rows = pullsOf(world, repository).filter(
    (row) =>
      (state === 'all' || row.state === state) &&
      (query['base'] === undefined || row.pull.base.ref === query['base']) &&
      (query['head'] === undefined || !query['head'].includes(':') || head(row) === query['head']),
  );
  return list(call, ordered(call, rows, 'desc'), (row) => pullSimple(world, repository, row));
}

async function getPull(call: RepositoryCall): Promise<Answer> {
  const { dir, request } = call;
  const row = pullOf(call);
  if (!(request.headers.accept ?? '').includes('.diff')) return full(call, row);
  const from = (await mergeBase(dir, row.pull.base.sha, row.pull.head.sha)) ?? row.pull.base.sha;
  const body = await diffText(dir, from, row.pull.head.sha);
  return { type: 'application/vnd.github.diff; charset=utf-8', body };
}

const CreateBody = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
});

async function createPull(call: RepositoryCall): Promise<Answer> {
  const { title, head, base, ...rest } = bodyOf(CreateBody, call);
  const row = await openPull(call.world, call.actor, call.repository, { title, head, base, ...defined(rest) });
  return full(call, row, 201);
}

const UpdateBody = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

async function changePull(call: RepositoryCall): Promise<Answer> {
  const row = pullOf(call);
  await updatePull(call.world, call.actor, row, defined(bodyOf(UpdateBody, call)));
  return full(call, row);
}

async function listFiles(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const row = pullOf(call);
  const files = await pullFiles(world, repository, row);
  return list(call, files.slice(0, MAX_FILES), (file) => diffEntry(world, repository, row.pull.head.sha, file));
}

const MergeBody = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
});

async function merge(call: RepositoryCall): Promise<Answer> {
  const { commit_title: title, commit_message: message, sha, merge_method: method } = bodyOf(MergeBody, call);
  const options = defined({ title, message, sha, method });
  const merged = await mergePull(call.world, call.actor, pullOf(call), options);
  return { body: { sha: merged, merged: true, message: 'Pull Request successfully merged' } };
}

export const pulls: readonly RepositoryOperation[] = [
  { id: 'pulls/list', method: 'GET', path: '/pulls', needs: reading('pull_requests'), handle: listPulls },
  { id: 'pulls/create', method: 'POST', path: '/pulls', needs: taking('pull_requests'), handle: createPull },
  { id: 'pulls/get', method: 'GET', path: '/pulls/:number', needs: reading('pull_requests'), handle: getPull },
  { id: 'pulls/update', method: 'PATCH', path: '/pulls/:number', needs: writing('pull_requests'), handle: changePull },
  {
    id: 'pulls/list-files',
    method: 'GET',
    path: '/pulls/:number/files',
    needs: reading('pull_requests'),
    handle: listFiles,
  },
  { id: 'pulls/merge', method: 'PUT', path: '/pulls/:number/merge', needs: writing('contents'), handle: merge },
];
