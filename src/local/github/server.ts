import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import { API_PREFIX, judgeTraffic } from './contract/traffic.ts';
import type { Contract } from './contract/traffic.ts';
import { Events } from './events.ts';
import { Faults } from './faults/faults.ts';
import { disturbTraffic } from './faults/traffic.ts';
import { serveGraphql } from './graphql/graphql.ts';
import { servePages } from './pages/routes.ts';
import { Refusal } from './refusal.ts';
import { answerError, Rest } from './rest/serve.ts';
import { Setup } from './setup.ts';
import { writeHooks } from './smart-http/backend.ts';
import { serveGit } from './smart-http/serve.ts';
import { Store } from './store.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import type { World } from './world.ts';

export interface LocalGitHubOptions {
  /** 0 or left out: any that is free. */
  readonly port?: number;
  /** Where state and repositories are kept: a second start on it goes on where the first stopped. */
  readonly dataDir: string;
  readonly now?: () => Date;
  /** One hour where it is left out, as GitHub's. */
  readonly tokenLifetimeMs?: number;
  /** An hour and installation or person; 5,000 where it is left out, as GitHub's. */
  readonly requestsPerHour?: number;
  /** Answer 500 instead of sending what GitHub's description does not allow. */
  readonly strict?: boolean;
}

/** A GitHub on this machine: real git, real signed webhooks, REST, GraphQL and pages. */
export interface LocalGitHub extends Setup {
  /** Of the pages and of git: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Of REST: for `baseUrl` of an octokit; Probot takes host and port from `GHE_HOST`. */
  readonly apiUrl: string;
  /** What GitHub would have refused, or would never have said. */
  readonly contract: Contract;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Keeps the state and stops; deliveries that are on their way are cut off. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const HOUR_MS = 3_600_000;
const REQUESTS_PER_HOUR = 5_000;
/** A blob of 100 MB in base64, and a little. */
const MAX_BODY = 140 * 1024 * 1024;

class Running extends Setup implements LocalGitHub {
  readonly url: string;
  readonly apiUrl: string;
  readonly contract: Contract;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly #server: FastifyInstance;

  constructor(world: World, parts: Pick<LocalGitHub, 'contract' | 'faults' | 'webhooks'>, server: FastifyInstance) {
    super(world);
    this.url = world.url;
    this.apiUrl = `${world.url}${API_PREFIX}`;
    this.contract = parts.contract;
    this.faults = parts.faults;
    this.webhooks = parts.webhooks;
    this.#server = server;
  }

  async close(): Promise<void> {
    await this.webhooks.close();
    await this.#server.close();
    await this.world.store.flush();
  }
}

export async function startLocalGitHub(options: LocalGitHubOptions): Promise<LocalGitHub> {
  const world = await openWorld(options);
  const hooks = join(options.dataDir, 'hooks');
  await writeHooks(hooks);
  const faults = new Faults();
  const webhooks = new Webhooks({ world, faults });
  const server = newServer();
  const contract = judgeTraffic(server, { strict: options.strict ?? false });
  world.events.on('webhook', ({ event, action, payload }) => {
    contract.judgeWebhook(event, action, payload);
  });
  disturbTraffic(server, faults);
  const rest = new Rest(world, {
    requestsPerHour: options.requestsPerHour ?? REQUESTS_PER_HOUR,
    redeliver: (id) => webhooks.redeliver(id),
  });
  void server.register(
    (scope, _options, done) => {
      rest.register(scope);
      done();
    },
    { prefix: API_PREFIX },
  );
  serveGraphql(server, world, (request) => rest.actorOf(request));
  serveGit(server, world, hooks);
  servePages(server, world);
  world.url = await server.listen({ host: HOST, port: options.port ?? 0 });
  return new Running(world, { contract, faults, webhooks }, server);
}

async function openWorld({
  dataDir,
  now = () => new Date(),
  tokenLifetimeMs = HOUR_MS,
}: LocalGitHubOptions): Promise<World> {
  const repositoriesDir = join(dataDir, 'repos');
  await mkdir(repositoriesDir, { recursive: true });
  return { store: await Store.open(dataDir), events: new Events(), repositoriesDir, url: '', tokenLifetimeMs, now };
}

function newServer(): FastifyInstance {
  const server = Fastify({
    bodyLimit: MAX_BODY,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 5_000, ignoreTrailingSlash: true },
  });
  server.removeContentTypeParser(['application/json', 'text/plain']);
  // fetch calls a body of nothing text/plain.
  server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body === '' ? undefined : body);
  });
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new Refusal(400, 'Problems parsing JSON'), undefined);
    }
  });
  server.setErrorHandler(async (error: FastifyError, _request, reply) => answerError(reply, error));
  return server;
}
