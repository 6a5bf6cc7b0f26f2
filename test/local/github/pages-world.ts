import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Actor, Author } from '../../../src/local/github/actor.ts';
import { install, registerApp } from '../../../src/local/github/domain/apps.ts';
import { createCheckRun } from '../../../src/local/github/domain/checks.ts';
import { createDeployment, createDeploymentStatus } from '../../../src/local/github/domain/deployments.ts';
import { createComment, createIssue, react } from '../../../src/local/github/domain/issues.ts';
import { addCollaborator, addMember, createAccount } from '../../../src/local/github/domain/people.ts';
import { openPull } from '../../../src/local/github/domain/pulls.ts';
import { changeRef } from '../../../src/local/github/domain/refs.ts';
import { createRepository } from '../../../src/local/github/domain/repositories.ts';
import { createReview } from '../../../src/local/github/domain/reviews.ts';
import { Events } from '../../../src/local/github/events.ts';
import { writeBlob, writeCommit, writeTree } from '../../../src/local/github/git/objects.ts';
import { readRef } from '../../../src/local/github/git/refs.ts';
import { repositoryDir } from '../../../src/local/github/lookup.ts';
import type { Account, Issue, PullIssue, Repository } from '../../../src/local/github/model.ts';
import { servePages } from '../../../src/local/github/pages/routes.ts';
import { Store } from '../../../src/local/github/store.ts';
import type { World } from '../../../src/local/github/world.ts';

export interface PagesWorld {
  readonly world: World;
  readonly server: FastifyInstance;
  readonly repository: Repository;
  readonly pull: PullIssue;
  readonly issue: Issue;
  readonly mira: Account;
  readonly tom: Account;
  close(): Promise<void>;
}

const BEFORE = 'openapi: 3.1.0\ninfo:\n  title: Orders\n  version: 1.4.2\npaths:\n  /orders: {}\n';
const AFTER = BEFORE.replace('1.4.2', '2.0.0').replace('/orders: {}', '/orders:\n    get: {}');
export const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>';

/** One repository with everything that a page can show: a reviewed pull request, an issue, a deployment. */
export async function pagesWorld(): Promise<PagesWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  const store = await Store.open(folder);
  const world: World = {
    store,
    events: new Events(),
    repositoriesDir: join(folder, 'git'),
    url: 'http://127.0.0.1:8070',
    tokenLifetimeMs: 60_000,
    now: () => new Date(),
  };
  const acme = createAccount(world, 'acme', 'Organization', { name: 'Acme' });
  const mira = createAccount(world, 'mira', 'User', { name: 'Mira' });
  const tom = createAccount(world, 'tom', 'User');
  addMember(world, acme, mira, 'admin');
  const files = { 'apis/orders/openapi.yaml': BEFORE, 'README.md': `# The APIs of Acme\n\n${HOSTILE}\n` };
  const repository = await createRepository(world, acme, 'apis', files, { description: 'All APIs, in git' });
  addCollaborator(world, repository, tom, 'read');
  const bot = await appOf(world, acme);
  const person: Author = { kind: 'user', account: mira };
  const head = await push(world, person, repository, 'feature/orders-2', { 'apis/orders/openapi.yaml': AFTER });
  const body = 'Orders become *version 2*.';
  const title = `Orders 2.0 ${HOSTILE}`;
  const pull = await openPull(world, person, repository, { title, body, head: 'feature/orders-2', base: 'main' });
  await review(world, bot, repository, pull);
  const ask = createComment(world, person, pull, '/waive 3fa92c --reason "v1 clients moved"');
  react(world, bot, ask, 'eyes');
  await deploy(world, bot, repository, head);
  const issue = createIssue(world, bot, repository, {
    title: 'orders was put back',
    body: '**failed**',
    labels: ['incident'],
  });
  const server = Fastify();
  servePages(server, world);
  await server.ready();
  const close = async () => {
    await server.close();
    await store.flush();
    await rm(folder, { recursive: true, force: true });
  };
  return { world, server, repository, pull, issue, mira, tom, close };
}

async function appOf(world: World, owner: Account): Promise<Extract<Actor, { kind: 'installation' }>> {
  const permissions = {
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    pull_requests: 'write',
  } as const;
  const options = { name: 'Sluice', webhookUrl: null, webhookSecret: 'secret', permissions, events: [] };
  const { app } = await registerApp(world, owner, options);
  const installation = install(world, app, owner, null);
  return { kind: 'installation', app, installation, permissions, repositoryIds: null };
}

/** A commit with these files on the default branch's tip or, where the branch is there, on its own. */
export async function push(
  world: World,
  actor: Author,
  repository: Repository,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const dir = repositoryDir(world, repository);
  const before = await readRef(dir, `refs/heads/${branch}`);
  const base = (before ?? (await readRef(dir, `refs/heads/${repository.defaultBranch}`)))!.sha;
  const changes = await Promise.all(
    Object.entries(files).map(async ([path, text]) => ({ path, mode: '100644', sha: await writeBlob(dir, text) })),
  );
  const tree = await writeTree(dir, base, changes);
  const person = { name: 'Mira', email: 'mira@example.test', date: world.now().toISOString() };
  const message = 'Orders 2.0\n\nLists orders, too.';
  const sha = await writeCommit(dir, { tree, parents: [base], author: person, committer: person, message });
  await changeRef(world, actor, repository, { ref: `refs/heads/${branch}`, from: before?.sha ?? null, to: sha });
  return sha;
}

async function review(
  world: World,
  bot: Extract<Actor, { kind: 'installation' }>,
  repository: Repository,
  pull: PullIssue,
): Promise<void> {
  const sticky = `**Sluice: 1 breaking change in \`orders\`** · safe for \`customers\`

| | where | what | who notices |
| --- | --- | --- | --- |
| ● | [\`apis/orders/openapi.yaml:4\`](http://127.0.0.1:8070/acme/apis/blob/${pull.pull.head.sha}/apis/orders/openapi.yaml#L4) | \`GET /orders\` no longer returns \`total\` | 7 consumers |

<details><summary>The proof of each</summary>

\`\`\`json
{ "sku": "A", "quantity": 101 }
\`\`\`
</details>

<sub>\`4c1d9e7\` against \`main@a17f003\` · 0.8 s</sub> ${HOSTILE} <a href="javascript:alert(1)">x</a>`;
  createComment(world, bot, pull, sticky);
  const path = 'apis/orders/openapi.yaml';
  const inline = 'Clients that send more are refused.\n```suggestion\n  version: 1.5.0\n```';
  await createReview(world, bot, pull, {
    event: 'COMMENT',
    comments: [{ path, line: 4, side: 'RIGHT', body: inline }],
  });
  const annotations = [
    {
      path,
      start_line: 4,
      end_line: 4,
      annotation_level: 'failure' as const,
      message: `too much ${HOSTILE}`,
      title: 'version',
    },
    { path, start_line: 6, end_line: 7, annotation_level: 'warning' as const, message: 'no summary' },
  ];
  await createCheckRun(world, bot, repository, {
    name: 'sluice',
    headSha: pull.pull.head.sha,
    status: 'completed',
    conclusion: 'failure',
    output: { title: '1 breaking change', summary: '## Breaking changes\n\n- `GET /orders`', annotations },
  });
}

async function deploy(world: World, bot: Author, repository: Repository, ref: string): Promise<void> {
  const options = { ref, environment: 'staging', autoMerge: false, requiredContexts: [], description: 'orders' };
  const deployment = await createDeployment(world, bot, repository, options);
  createDeploymentStatus(world, bot, deployment!, { state: 'in_progress', description: 'applying' });
  createDeploymentStatus(world, bot, deployment!, { state: 'success', environmentUrl: 'https://staging.example.test' });
}
