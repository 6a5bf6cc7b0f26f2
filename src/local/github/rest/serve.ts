import { createHash } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, authorOf } from '../access.ts';
import type { Actor } from '../actor.ts';
import { authenticate } from '../auth.ts';
import { API_PREFIX } from '../contract/traffic.ts';
import { repositoryByFormerName, repositoryByName, repositoryDir } from '../lookup.ts';
import type { Repository } from '../model.ts';
import { notFound, Refusal } from '../refusal.ts';
import { repositoryApi } from '../render/urls.ts';
import type { World } from '../world.ts';
import { apps } from './apps.ts';
import { checks } from './checks.ts';
import { comments } from './comments.ts';
import { commits } from './commits.ts';
import { contents } from './contents.ts';
import { deliveries } from './deliveries.ts';
import { deployments } from './deployments.ts';
import { gitData } from './git-data.ts';
import { issues } from './issues.ts';
import type { Answer, Call, Operation, RepositoryOperation } from './operation.ts';
import { collaborators, people } from './people.ts';
import { pulls } from './pulls.ts';
import { rateLimitHeaders, rateLimitMessage, RateLimits } from './rate-limits.ts';
import { repositories } from './repositories.ts';
import { reviews } from './reviews.ts';

const OF_REPOSITORIES: readonly RepositoryOperation[] = [
  ...repositories,
  ...commits,
  ...contents,
  ...gitData,
  ...pulls,
  ...reviews,
  ...issues,
  ...comments,
  ...checks,
  ...deployments,
  ...collaborators,
];

export interface RestOptions {
  /** Requests an hour and installation or person. */
  readonly requestsPerHour: number;
  /** Sends a delivery again. */
  readonly redeliver: (deliveryId: number) => Promise<unknown>;
}

interface Asked {
  readonly actor: Actor;
  readonly counted: boolean;
}

/** GitHub's REST API as GitHub Enterprise serves it, below `/api/v3`. */
export class Rest {
  readonly #world: World;
  readonly #limits: RateLimits;
  readonly #options: RestOptions;
  readonly #asked = new WeakMap<FastifyRequest, Asked>();

  constructor(world: World, options: RestOptions) {
    this.#world = world;
    this.#options = options;
    this.#limits = new RateLimits(options.requestsPerHour);
  }

  register(server: FastifyInstance): void {
    server.addHook('onRequest', async (request, reply) => {
      reply.header('x-github-request-id', request.id).header('x-github-media-type', 'github.v3; format=json');
      if (request.headers['user-agent'] === undefined)
        throw new Refusal(
          403,
          'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
        );
      await this.actorOf(request);
      this.#count(request, reply);
    });
    server.addHook('onSend', (request, reply, payload, done) => {
      done(null, this.#conditional(request, reply, payload));
    });
    server.setErrorHandler(async (error: FastifyError | Refusal, _request, reply) => answerError(reply, error));
    server.setNotFoundHandler(async (_request, reply) => answerError(reply, notFound()));
    for (const operation of [...apps, ...people, ...deliveries(this.#options.redeliver), this.#rateLimit()])
      server.route({ method: operation.method, url: operation.path, handler: this.#plain(operation) });
    for (const operation of OF_REPOSITORIES) {
      const handler = this.#ofRepository(operation);
      for (const root of ['/repos/:owner/:repo', '/repositories/:repository_id'])
        server.route({ method: operation.method, url: `${root}${operation.path}`, handler });
    }
  }

  /** Who asks; throws `Refusal` 401 for a bad credential. */
  async actorOf(request: FastifyRequest): Promise<Actor> {
    const found = this.#asked.get(request);
    if (found) return found.actor;
    const actor = await authenticate(this.#world, request.headers.authorization);
    const counted = actor.kind !== 'app' && !/\/rate_limit($|\?)/.test(request.url);
    this.#asked.set(request, { actor, counted });
    return actor;
  }

  #count(request: FastifyRequest, reply: FastifyReply): void {
    const asked = this.#asked.get(request);
    if (!asked?.counted) return;
    const now = this.#world.now();
    const { remaining } = this.#limits.look(asked.actor, now);
    if (remaining > 0) this.#limits.count(asked.actor, now);
    reply.headers(rateLimitHeaders(this.#limits.look(asked.actor, now)));
    if (remaining === 0) throw new Refusal(403, rateLimitMessage(asked.actor));
  }

  /** ETags differ from token to token, as GitHub's do; what the asker has already costs nothing. */
  #conditional(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    if (request.method !== 'GET' || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const hash = createHash('sha256')
      .update(request.headers.authorization ?? '')
      .update(payload);
    const etag = `W/"${hash.digest('hex')}"`;
    reply.header('etag', etag).header('cache-control', 'private, max-age=60, s-maxage=60');
    const known = (request.headers['if-none-match'] ?? '').split(/\s*,\s*/);
    if (!known.includes(etag)) return payload;
    const asked = this.#asked.get(request);
    const now = this.#world.now();
    if (asked?.counted) {
      this.#limits.giveBack(asked.actor, now);
      reply.headers(rateLimitHeaders(this.#limits.look(asked.actor, now)));
    }
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  }

  async #call(request: FastifyRequest): Promise<Call> {
    return {
      world: this.#world,
      actor: await this.actorOf(request),
      params: request.params as Readonly<Record<string, string>>,
      query: request.query as Readonly<Record<string, string>>,
      body: request.body,
      request,
    };
  }

  #plain(operation: Operation): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
    return async (request, reply) => {
      const call = await this.#call(request);
      const { kind } = call.actor;
      if (operation.by === 'app' && kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
      if (operation.by === 'installation' && kind !== 'installation')
        throw new Refusal(
          403,
          'You must authenticate with an installation access token in order to list repositories for an installation.',
        );
      return send(reply, await operation.handle(call));
    };
  }

  #ofRepository(operation: RepositoryOperation): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
    return async (request, reply) => {
      const call = await this.#call(request);
      const repository = this.#repository(call);
      if (!repository) return this.#moved(call, request, reply);
      authorise(this.#world, call.actor, repository, operation.needs);
      const actor = call.actor.kind === 'anonymous' ? this.#nobody() : authorOf(call.actor);
      const dir = repositoryDir(this.#world, repository);
      return send(reply, await operation.handle({ ...call, actor, repository, dir }));
    };
  }

  #repository({ params }: Call): Repository | undefined {
    const { owner = '', repo = '', repository_id: id } = params;
    return id === undefined
      ? repositoryByName(this.#world, owner, repo)
      : this.#world.store.repositories.get(Number(id));
  }

  /** A renamed repository answers under its number. */
  async #moved(call: Call, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { owner = '', repo = '' } = call.params;
    const row = repositoryByFormerName(this.#world, owner, repo);
    if (!row) throw notFound();
    const rest = request.url
      .split('/')
      .slice(repositoryApi(this.#world, row).replace(this.#world.url, '').split('/').length);
    const url = [`${this.#world.url}${API_PREFIX}/repositories/${row.id}`, ...rest].join('/');
    const documentation_url =
      'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects';
    return reply.code(301).header('location', url).send({ message: 'Moved Permanently', url, documentation_url });
  }

  /** Reading public things needs no name; handlers of reads never ask for one. */
  #nobody(): Exclude<Actor, { kind: 'anonymous' }> {
    const ghost = { id: 0, login: 'ghost', type: 'User', name: null, email: null, createdAt: '', members: [] } as const;
    return { kind: 'user', account: { ...ghost, members: [] } };
  }

  #rateLimit(): Operation {
    return {
      id: 'rate-limit/get',
      method: 'GET',
      path: '/rate_limit',
      by: 'anyone',
      handle: ({ actor, world }) => {
        const core = this.#limits.look(actor, world.now());
        return { body: { resources: { core, search: core, graphql: core }, rate: core } };
      },
    };
  }
}

async function send(reply: FastifyReply, { status = 200, body, type, headers = {} }: Answer): Promise<unknown> {
  reply.code(status).headers(headers);
  if (type !== undefined) return reply.type(type).send(body);
  return status === 204 ? reply.send() : reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** GitHub's form of an error, for everything that the API refuses or fails at. */
export async function answerError(reply: FastifyReply, error: FastifyError | Refusal): Promise<unknown> {
  const known = error instanceof Refusal;
  const status = known ? error.status : (error.statusCode ?? 500);
  const message = known || status < 500 ? error.message : `Server Error: ${error.stack ?? error.message}`;
  return reply.code(status).send({
    message,
    ...(known && error.errors && { errors: error.errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}
