import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Author } from '../../../src/local/github/actor.ts';
import { createJudge } from '../../../src/local/github/contract/judge.ts';
import { WEBHOOKS } from '../../../src/local/github/contract/operations.ts';
import {
  install,
  registerApp,
  setRepositories,
  suspend,
  uninstall,
  unsuspend,
} from '../../../src/local/github/domain/apps.ts';
import { createCheckRun, rerequest, rerequestAll, updateCheckRun } from '../../../src/local/github/domain/checks.ts';
import { createComment, deleteComment, setLabels, updateComment } from '../../../src/local/github/domain/issues.ts';
import { enqueuePull } from '../../../src/local/github/domain/merge-queue.ts';
import { openPull, updatePull } from '../../../src/local/github/domain/pulls.ts';
import type { WebhookEvent } from '../../../src/local/github/events.ts';
import { pagesWorld, push } from './pages-world.ts';
import type { PagesWorld } from './pages-world.ts';

let local: PagesWorld;
const happened: WebhookEvent[] = [];

beforeAll(async () => {
  local = await pagesWorld();
  local.world.events.on('webhook', (event) => happened.push(event));
  await everything(local);
});
afterAll(() => local.close());

/** All that makes a webhook which Sluice can get, in an order that people could do it in. */
async function everything({ world, repository, pull, mira }: PagesWorld): Promise<void> {
  const owner = world.store.accounts.must(repository.ownerId);
  const permissions = {
    checks: 'write',
    contents: 'write',
    issues: 'write',
    pull_requests: 'write',
    merge_queues: 'read',
  } as const;
  const events = ['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'push'];
  const options = { name: 'Listener', webhookUrl: null, webhookSecret: 'secret', permissions, events };
  const { app } = await registerApp(world, owner, options);
  const installation = install(world, app, owner, []);
  setRepositories(world, installation, [repository]);
  const person: Author = { kind: 'user', account: mira };
  const bot = { kind: 'installation', app, installation, permissions, repositoryIds: null } as const;
  await push(world, person, repository, 'feature/more', { 'more.yaml': 'openapi: 3.1.0\n' });
  await push(world, person, repository, 'feature/more', { 'more.yaml': 'openapi: 3.1.1\n' });
  const opened = await openPull(world, person, repository, { title: 'More', head: 'feature/more', base: 'main' });
  await push(world, person, repository, 'feature/more', { 'more.yaml': 'openapi: 3.2.0\n' });
  setLabels(world, person, repository, opened, ['later']);
  for (const change of [{ title: 'Much more' }, { state: 'closed' }, { state: 'open' }] as const) {
    await updatePull(world, person, opened, change);
  }
  for (const author of [person, bot]) {
    const comment = createComment(world, author, pull, 'said');
    updateComment(world, author, comment, 'said better');
    deleteComment(world, author, comment);
  }
  const name = 'listener';
  const run = await createCheckRun(world, bot, repository, {
    name,
    headSha: opened.pull.head.sha,
    status: 'in_progress',
  });
  await updateCheckRun(world, bot, run, { status: 'completed', conclusion: 'success' });
  rerequest(world, person, run);
  await rerequestAll(world, person, run);
  await mergeByQueue(local, opened, person, bot);
  suspend(world, installation, mira);
  unsuspend(world, installation);
  setRepositories(world, installation, []);
  uninstall(world, installation);
}

async function mergeByQueue(
  { world, repository }: PagesWorld,
  pull: PagesWorld['pull'],
  person: Author,
  bot: Extract<Author, { kind: 'installation' }>,
): Promise<void> {
  world.store.rulesets.insert({
    id: world.store.nextId(),
    repositoryId: repository.id,
    name: 'queue',
    enforcement: 'active',
    include: ['~DEFAULT_BRANCH'],
    exclude: [],
    rules: [
      { type: 'merge_queue', method: 'MERGE' },
      { type: 'required_status_checks', checks: [{ context: 'listener', integrationId: null }], strict: false },
    ],
    bypass: [],
    createdAt: '2026-01-01T00:00:00Z',
  });
  const { headSha } = await enqueuePull(world, person, pull);
  await createCheckRun(world, bot, repository, {
    name: 'listener',
    headSha,
    status: 'completed',
    conclusion: 'success',
  });
  await vi.waitUntil(() => pull.pull.mergedAt !== null);
}

test('every payload is as GitHub describes it', () => {
  const judge = createJudge();
  const violations = happened.flatMap(({ event, action, payload }) =>
    judge.judgeWebhook(event, action, JSON.parse(JSON.stringify(payload))),
  );
  expect(violations).toEqual([]);
});

test('every described webhook that a repository can cause was sent', () => {
  const names = happened.map(({ event, action }) =>
    [event, action ?? ''].filter(Boolean).join('-').replaceAll('_', '-'),
  );
  const elsewhere = ['ping', 'check-run-requested-action'];
  expect([...new Set(names)].sort()).toEqual(WEBHOOKS.filter((name) => !elsewhere.includes(name)).sort());
});
