import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '../contract/routes.ts';
import { apiPath } from '../contract/traffic.ts';
import { faultSettings } from './faults.ts';
import type { Faults, RequestOutcome } from './faults.ts';

const BAD_GATEWAY = { message: 'Server Error', status: '502' };

/** The operationId of a REST request, `graphql`, or undefined for what is not the API. */
function operationOf(request: FastifyRequest): string | undefined {
  const path = request.url.split('?', 1)[0] ?? '';
  if (path === '/graphql' || path === '/api/graphql') return 'graphql';
  const rest = apiPath(request);
  return rest === undefined ? undefined : routeOf(request.method, rest)?.operation.operationId;
}

/** Disturbs API requests as `faults` says, and lets `/_local/faults` change it: GET, PUT (all settings anew), DELETE. */
export function disturbTraffic(server: FastifyInstance, faults: Faults): void {
  const answersLost = new WeakSet<FastifyRequest>();
  server.addHook('onRequest', async (request, reply) => {
    const operation = operationOf(request);
    if (operation === undefined) return;
    const outcome = faults.request(operation);
    if (outcome.latencyMs > 0) await sleep(outcome.latencyMs);
    if (outcome.fault === 'answerLost') answersLost.add(request);
    else if (outcome.fault) await refuse(reply, outcome);
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!answersLost.has(request)) {
      done(null, payload);
      return;
    }
    for (const name of ['content-length', 'etag']) reply.removeHeader(name);
    reply.code(502).type('application/json');
    done(null, JSON.stringify(BAD_GATEWAY));
  });
  adminRoutes(server, faults);
}

async function refuse(reply: FastifyReply, { fault, retryAfterSeconds }: RequestOutcome): Promise<void> {
  if (fault === 'unavailable') {
    await reply.code(502).send(BAD_GATEWAY);
    return;
  }
  reply.header('retry-after', String(retryAfterSeconds));
  if (fault === 'secondaryLimit') {
    await reply.code(403).send({
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url:
        'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      status: '403',
    });
    return;
  }
  reply.header('x-ratelimit-remaining', '0');
  reply.header('x-ratelimit-reset', String(Math.ceil(Date.now() / 1000) + retryAfterSeconds));
  await reply.code(429).send({
    message: 'API rate limit exceeded',
    documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
    status: '429',
  });
}

function adminRoutes(server: FastifyInstance, faults: Faults): void {
  server.get('/_local/faults', () => faults.settings);
  server.put('/_local/faults', async (request, reply) => {
    const settings = faultSettings.safeParse(request.body);
    if (!settings.success) return reply.code(422).send({ message: settings.error.message });
    faults.set(settings.data);
    return faults.settings;
  });
  server.delete('/_local/faults', () => {
    faults.clear();
    return faults.settings;
  });
}
