import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fullName, isPull, issueByNumber, repositoryByFormerName, repositoryByName } from '../lookup.ts';
import type { Issue, Repository } from '../model.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { ACTIONS, act } from './actions.ts';
import { avatar } from './avatar.ts';
import { checkRunBox } from './check-runs.ts';
import { DELIVERIES_PATH, deliveriesPage } from './deliveries.ts';
import { FormToken } from './forms.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { issuePage } from './issue.ts';
import { repositoryLink, shell } from './parts.ts';
import { pullPage } from './pull.ts';
import type { Tab } from './pull.ts';
import { deploymentsPage, repositoriesPage, repositoryPage } from './repository.ts';
import { commitPage, fileBytes, filePage, placeOf, treePage } from './source.ts';
import { STYLE, STYLE_PATH } from './style.ts';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

interface Params {
  readonly owner: string;
  readonly name: string;
  readonly number: string;
  readonly sha: string;
  readonly '*': string;
}

type Show = (request: FastifyRequest<{ Params: Params }>) => Html | undefined | Promise<Html | undefined>;

/** Pages for people, below the same addresses as GitHub's. Whoever reaches the server sees everything and may act as any user. */
export function servePages(server: FastifyInstance, world: World): void {
  void server.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 1024 * 1024 });
    scope.addHook('onSend', (_, reply, payload, done) => {
      reply.headers(SECURITY_HEADERS);
      done(null, payload);
    });
    scope.setErrorHandler(async (error, _, reply) => {
      await showError(reply, error);
    });
    const token = new FormToken();
    generalPages(scope, world);
    sourcePages(scope, world);
    conversationPages(scope, world, token);
    forms(scope, world, token);
  });
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

async function showError(reply: FastifyReply, error: unknown): Promise<void> {
  const status = statusOf(error);
  const title = status === 404 ? 'There is no such page' : 'This was not done';
  const reason = error instanceof Error ? error.message : 'unknown error';
  const body = html`<h1>${title}</h1>
    <p>${reason}</p>`;
  await sendPage(reply.code(status), shell({ title, trail: [], body }));
}

async function sendPage(reply: FastifyReply, page: Html): Promise<void> {
  await reply.type('text/html; charset=utf-8').send(page.text);
}

function show(scope: FastifyInstance, path: string, build: Show): void {
  scope.get<{ Params: Params }>(path, async (request, reply) => {
    const page = await build(request);
    if (!page) throw notFound();
    await sendPage(reply, page);
    return reply;
  });
}

function repositoryOf(world: World, { owner, name }: Pick<Params, 'owner' | 'name'>): Repository {
  const found = repositoryByName(world, owner, name) ?? repositoryByFormerName(world, owner, name);
  if (!found) throw notFound();
  return found;
}

function issueOf(
  world: World,
  params: Pick<Params, 'owner' | 'name' | 'number'>,
): { repository: Repository; issue: Issue } {
  const repository = repositoryOf(world, params);
  const issue = issueByNumber(world, repository, Number(params.number));
  if (!issue) throw notFound();
  return { repository, issue };
}

function generalPages(scope: FastifyInstance, world: World): void {
  scope.get(STYLE_PATH, (_, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  scope.get<{ Params: { id: string } }>('/avatars/:id', (request, reply) =>
    reply.type('image/svg+xml').send(avatar(world.store.accounts.get(Number(request.params.id))).text),
  );
  show(scope, '/', () => repositoriesPage(world));
  show(scope, DELIVERIES_PATH, () => deliveriesPage(world));
  show(scope, '/:owner/:name', ({ params }) => repositoryPage(world, repositoryOf(world, params)));
  show(scope, '/:owner/:name/deployments', ({ params }) => deploymentsPage(world, repositoryOf(world, params)));
  show(scope, '/:owner/:name/runs/:number', ({ params }) => {
    const repository = repositoryOf(world, params);
    const run = world.store.checkRuns.get(Number(params.number));
    if (run?.repositoryId !== repository.id) return undefined;
    const body = checkRunBox(world, `/${fullName(world, repository)}`, run);
    return shell({ title: run.name, trail: [repositoryLink(world, repository)], body });
  });
}

function sourcePages(scope: FastifyInstance, world: World): void {
  for (const [kind, page] of [
    ['tree', treePage],
    ['blob', filePage],
  ] as const) {
    show(scope, `/:owner/:name/${kind}/*`, async ({ params }) => {
      const repository = repositoryOf(world, params);
      const place = await placeOf(world, repository, params['*']);
      return place && page(world, repository, place);
    });
  }
  show(scope, '/:owner/:name/commit/:sha', ({ params }) => commitPage(world, repositoryOf(world, params), params.sha));
  scope.get<{ Params: Params }>('/:owner/:name/raw/*', async ({ params }, reply) => {
    const repository = repositoryOf(world, params);
    const place = await placeOf(world, repository, params['*']);
    const bytes = place && (await fileBytes(world, repository, place));
    if (!bytes) throw notFound();
    return reply.type('text/plain; charset=utf-8').send(bytes);
  });
}

function conversationPages(scope: FastifyInstance, world: World, token: FormToken): void {
  const tabs: Readonly<Record<string, Tab>> = { '': 'conversation', '/checks': 'checks', '/files': 'files' };
  for (const [path, tab] of Object.entries(tabs)) {
    show(scope, `/:owner/:name/pull/:number${path}`, ({ params }) => {
      const { repository, issue } = issueOf(world, params);
      return isPull(issue) ? pullPage(world, token, repository, issue, tab) : undefined;
    });
  }
  show(scope, '/:owner/:name/issues/:number', ({ params }) => {
    const { repository, issue } = issueOf(world, params);
    return isPull(issue)
      ? pullPage(world, token, repository, issue, 'conversation')
      : issuePage(world, token, repository, issue);
  });
}

function forms(scope: FastifyInstance, world: World, token: FormToken): void {
  for (const folder of ['pull', 'issues']) {
    for (const action of ACTIONS) {
      scope.post<{ Params: Params }>(`/:owner/:name/${folder}/:number/${action}`, async ({ params, body }, reply) => {
        const { repository, issue } = issueOf(world, params);
        await act(world, token, { repository, issue }, action, body);
        return reply.redirect(`/${fullName(world, repository)}/${folder}/${issue.number}`, 303);
      });
    }
  }
}
