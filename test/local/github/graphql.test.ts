import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../src/local/github/actor.ts';
import { Events } from '../../../src/local/github/events.ts';
import { serveGraphql } from '../../../src/local/github/graphql/graphql.ts';
import type { Account, App, Installation, Permissions, ReviewComment } from '../../../src/local/github/model.ts';
import { Store } from '../../../src/local/github/store.ts';
import type { World } from '../../../src/local/github/world.ts';

const NOW = '2026-01-01T00:00:00Z';
const SHA = 'a'.repeat(40);
let folder: string;
let world: World;
let server: FastifyInstance;
let actor: Actor;

const account = (id: number, login: string, type: Account['type'], members: Account['members'] = []): Account => ({
  id,
  login,
  type,
  name: null,
  email: null,
  createdAt: NOW,
  members,
});
const mira = account(2, 'mira', 'User');
const tom = account(3, 'tom', 'User');

const app: App = {
  id: 9,
  ownerId: 1,
  botId: 4,
  slug: 'sluice',
  name: 'Sluice',
  description: null,
  externalUrl: '',
  clientId: 'Iv1.a',
  publicKeyPem: '',
  webhookUrl: null,
  webhookSecret: 'secret',
  permissions: {},
  events: [],
  createdAt: NOW,
};

const installation: Installation = {
  id: 11,
  appId: 9,
  accountId: 1,
  permissions: {},
  events: [],
  repositoryIds: null,
  suspendedAt: null,
  suspendedBy: null,
  createdAt: NOW,
  updatedAt: NOW,
};

function asApp(permissions: Permissions): Actor {
  return { kind: 'installation', app, installation, permissions, repositoryIds: null };
}

function reviewComment(id: number, over: Partial<ReviewComment> = {}): ReviewComment {
  return {
    id,
    repositoryId: 5,
    issueId: 6,
    reviewId: 8,
    authorId: 4,
    appId: 9,
    inReplyTo: null,
    path: 'apis/orders.yaml',
    side: 'RIGHT',
    subject: 'line',
    line: 12,
    originalLine: 12,
    startLine: null,
    startSide: null,
    position: 3,
    diffHunk: '@@ -1 +1 @@',
    commitId: SHA,
    originalCommitId: SHA,
    body: `comment ${id}`,
    createdAt: NOW,
    updatedAt: NOW,
    resolvedBy: null,
    ...over,
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graphql-'));
  const store = await Store.open(folder);
  world = {
    store,
    events: new Events(),
    repositoriesDir: folder,
    url: 'http://127.0.0.1:1',
    tokenLifetimeMs: 1,
    now: () => new Date(NOW),
  };
  const acme = account(1, 'acme', 'Organization', [{ userId: 2, role: 'admin' }]);
  for (const row of [acme, mira, tom, account(4, 'sluice[bot]', 'Bot')]) store.accounts.insert(row);
  store.apps.insert(app);
  store.repositories.insert({
    id: 5,
    ownerId: 1,
    name: 'apis',
    formerNames: [],
    description: null,
    defaultBranch: 'main',
    private: false,
    archived: false,
    hasIssues: true,
    parentId: null,
    createdAt: NOW,
    updatedAt: NOW,
    pushedAt: NOW,
    collaborators: [],
    labels: [],
    nextNumber: 2,
  });
  store.issues.insert({
    id: 6,
    repositoryId: 5,
    number: 1,
    authorId: 2,
    appId: null,
    title: 'Change',
    body: null,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    locked: false,
    createdAt: NOW,
    updatedAt: NOW,
    closedAt: null,
    closedBy: null,
    pull: {
      id: 7,
      head: { repositoryId: 5, ref: 'change', sha: SHA },
      base: { repositoryId: 5, ref: 'main', sha: SHA },
      draft: false,
      maintainerCanModify: false,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      test: null,
    },
  });
  store.reviewComments.insert(reviewComment(20));
  store.reviewComments.insert(reviewComment(21, { inReplyTo: 20, authorId: 2, appId: null }));
  store.reviewComments.insert(reviewComment(22, { line: null }));
  actor = asApp({ pull_requests: 'write', contents: 'write' });
  server = Fastify();
  serveGraphql(server, world, () => actor);
});

afterEach(async () => {
  await server.close();
  await world.store.flush();
  await rm(folder, { recursive: true, force: true });
});

interface Thread {
  id: string;
  isResolved: boolean;
  isOutdated: boolean;
  comments: { totalCount: number; nodes: { databaseId: number; author: { login: string } }[] };
}
interface Answer {
  data: {
    repository: {
      pullRequest: {
        reviewThreads: { totalCount: number; nodes: Thread[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    } | null;
    resolveReviewThread: { thread: Thread } | null;
  };
  errors?: { type?: string; message: string }[];
}

async function ask(query: string, variables: object = {}, path = '/api/graphql'): Promise<Answer> {
  return (await server.inject({ method: 'POST', url: path, payload: { query, variables } })).json();
}

const THREADS = `query ($first: Int!, $after: String) { repository(owner: "acme", name: "apis") { pullRequest(number: 1) {
  reviewThreads(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
    id isResolved isOutdated comments(first: 10) { totalCount nodes { databaseId author { login } } } } } } } }`;
const RESOLVE = 'mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { id isResolved } } }';

async function threads(first = 10, after?: string) {
  return (await ask(THREADS, { first, after })).data.repository!.pullRequest.reviewThreads;
}

describe('review threads', () => {
  test('with their comments, and whether the line is still there', async () => {
    const { totalCount, nodes } = await threads();
    expect(totalCount).toBe(2);
    expect(nodes.map(({ isResolved, isOutdated }) => [isResolved, isOutdated])).toEqual([
      [false, false],
      [false, true],
    ]);
    expect(nodes[0]!.comments.nodes).toEqual([
      { databaseId: 20, author: { login: 'sluice' } },
      { databaseId: 21, author: { login: 'mira' } },
    ]);
  });

  test('page by page', async () => {
    const { pageInfo, nodes } = await threads(1);
    expect(pageInfo.hasNextPage).toBe(true);
    const next = await threads(1, pageInfo.endCursor);
    expect(next.pageInfo.hasNextPage).toBe(false);
    expect(next.nodes[0]!.id).not.toBe(nodes[0]!.id);
    expect((await ask(THREADS, { first: 101 })).errors?.[0]?.type).toBe('EXCESSIVE_PAGINATION');
  });

  test('are resolved, also at the other path', async () => {
    const { id } = (await threads()).nodes[0]!;
    const answer = await ask(RESOLVE, { id }, '/graphql');
    expect(answer.data.resolveReviewThread?.thread).toEqual({ id, isResolved: true });
    expect((await threads()).nodes.map(({ isResolved }) => isResolved)).toEqual([true, false]);
    expect(world.store.reviewComments.must(20).resolvedBy).toBe(4);
  });
});

describe('who may resolve', () => {
  test.each<[string, Actor, string | undefined]>([
    ['an App with contents: write', asApp({ pull_requests: 'read', contents: 'write' }), undefined],
    ['an App with contents: read', asApp({ pull_requests: 'write', contents: 'read' }), 'FORBIDDEN'],
    ['an App that may not read pull requests', asApp({ contents: 'write' }), 'NOT_FOUND'],
    [
      'an App whose token is for another repository',
      { ...asApp({ pull_requests: 'read', contents: 'write' }), repositoryIds: [99] } as Actor,
      'FORBIDDEN',
    ],
    ["the pull request's author", { kind: 'user', account: mira }, undefined],
    ['a reader', { kind: 'user', account: tom }, 'FORBIDDEN'],
  ])('%s', async (_, who, refused) => {
    const { id } = (await threads()).nodes[0]!;
    actor = who;
    const answer = await ask(RESOLVE, { id });
    expect(answer.errors?.[0]?.type).toBe(refused);
    expect(world.store.reviewComments.must(20).resolvedBy === null).toBe(refused !== undefined);
  });
});

test('what cannot be answered', async () => {
  expect((await ask(RESOLVE, { id: 'PRRT_nothing' })).errors?.[0]?.type).toBe('NOT_FOUND');
  expect((await ask('{ repository(owner: "acme", name: "gone") { id } }')).errors?.[0]?.type).toBe('NOT_FOUND');
  expect((await ask('{ nonsense }')).errors?.[0]?.message).toContain('Cannot query field "nonsense"');
  expect((await server.inject({ method: 'POST', url: '/graphql', payload: {} })).statusCode).toBe(400);
  actor = { kind: 'anonymous' };
  expect(
    (await server.inject({ method: 'POST', url: '/graphql', payload: { query: '{ viewer { login } }' } })).statusCode,
  ).toBe(401);
});
