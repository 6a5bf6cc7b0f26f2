import { createHash, timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { GatewayMetrics } from './metrics.ts';
import type { Routes } from './routes.ts';

export interface AdminParts {
  readonly routes: Routes;
  readonly metrics: GatewayMetrics;
  readonly secret: string;
}

/** 32 MiB: a route lists the operations of its description, and those can be many. */
const bodyLimit = 33_554_432;

/**
 * The side of the gateway that deploys talk to; everything but `/healthz` asks for the bearer secret.
 *
 * - `GET /routes?owner=` → 200 `{ hash, resources, taken }`: what the live table holds, and where others listen; `ETag: "hash"`.
 * - `PUT /routes?owner=` with `If-Match: "hash"` and `{ resources }`: all routes of that owner, at once → 200 `{ hash }`; 412
 *   `{ hash }` where live is something else; 400 `{ problems }` with the field; 428 without `If-Match`. Only 200 changes anything.
 * - `GET /metrics` → Prometheus' text form.
 */
export function createAdmin({ routes, metrics, secret }: AdminParts): FastifyInstance {
  const app = fastify({ bodyLimit, forceCloseConnections: true });
  app.get('/healthz', () => ({ ok: true }));
  app.register((guarded, _, done) => {
    guarded.addHook('onRequest', async (request, reply) => {
      if (!isSecret(request.headers.authorization, secret)) {
        await reply
          .code(401)
          .header('www-authenticate', 'Bearer')
          .send({ message: 'The bearer secret is missing or wrong.' });
      }
    });
    addRoutes(guarded, routes);
    guarded.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
    done();
  });
  return app;
}

interface OwnerQuery {
  readonly Querystring: { readonly owner: string };
}

function addRoutes(app: FastifyInstance, routes: Routes): void {
  const schema = {
    querystring: {
      type: 'object',
      required: ['owner'],
      properties: { owner: { type: 'string', minLength: 1, maxLength: 256 } },
    },
  };
  app.get<OwnerQuery>('/routes', { schema }, async (request, reply) => {
    const { table } = routes;
    const hash = table.hash(request.query.owner);
    return tagged(reply, hash).send({
      hash,
      resources: table.owned(request.query.owner),
      taken: table.takenFrom(request.query.owner),
    });
  });
  app.put<OwnerQuery>('/routes', { schema }, async (request, reply) => {
    const expected = /^"([0-9a-f]{64})"$/.exec(request.headers['if-match'] ?? '')?.[1];
    if (expected === undefined) {
      return reply.code(428).send({ message: 'Say in If-Match which routes this replaces: the ETag of GET /routes.' });
    }
    const result = await routes.replace(request.query.owner, expected, request.body);
    if (result.ok) return tagged(reply, result.hash).send({ hash: result.hash });
    if (result.reason === 'moved') return tagged(reply.code(412), result.hash).send({ hash: result.hash });
    return reply.code(400).send({ problems: result.problems });
  });
}

function tagged(reply: FastifyReply, hash: string): FastifyReply {
  return reply.header('etag', `"${hash}"`).header('cache-control', 'no-store');
}

/** Compares digests: their length says nothing about the secret's. */
function isSecret(authorization: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}
