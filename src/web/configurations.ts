import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ServedTarget } from '../gateway/traefik/open.ts';

/**
 * `GET /traefik/TARGET` with the target's bearer token: its whole dynamic configuration as JSON, `ETag` its version. 503 where that is
 * not known yet or not whole, and never less than all of it: a Traefik that gets no answer keeps what it has, and one that
 * gets an empty answer serves nothing.
 */
export function serveConfigurations(targets: readonly ServedTarget[], log: Logger): (app: FastifyInstance) => void {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return (app) => {
    if (byName.size === 0) return;
    app.get<{ Params: { readonly target: string } }>('/traefik/:target', async (request, reply) => {
      const target = byName.get(request.params.target);
      // Whether there is such a target is nobody's business who has no token of it.
      if (target === undefined || !isToken(request.headers.authorization, target.token))
        return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'The token is missing or wrong.' });
      const configuration = await target.configuration();
      if (!configuration.ok) {
        log.warn({ target: target.name, reason: configuration.message }, 'no configuration was served');
        return reply.code(503).header('retry-after', '1').send({ error: configuration.message });
      }
      return reply.type('application/json').header('etag', `"${configuration.version}"`).send(configuration.json);
    });
  };
}

/** Compares digests: their length says nothing about the token's. No token lets nobody in. */
function isToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`)) && token !== '';
}
