import { isIPv6, type AddressInfo } from 'node:net';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ServedTarget } from '../gateway/traefik/open.ts';
import type { Queue } from '../queue/queue.ts';
import { bodyLimits, type BodyLimits } from './body.ts';
import { serveConfigurations } from './configurations.ts';
import { webMetrics } from './metrics.ts';
import { servePages, type Page } from './pages.ts';
import { serveChecks } from './pages/check.ts';
import { Refusal } from './refusal.ts';
import { webhooks, type WebhookEvent } from './webhooks.ts';

/** GitHub gives up after 10 s; nobody else has more time. */
const REQUEST_MS = 10_000;
const HEADERS_MS = 5_000;

export interface WebOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** The webhook's secret; two while they rotate. */
  readonly secrets: readonly string[];
  readonly receive: (event: WebhookEvent) => Promise<void>;
  readonly queue: Pick<Queue, 'ping' | 'counts'>;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Targets whose gateways ask here for their configuration. */
  readonly served?: readonly ServedTarget[];
  /** Served without any login. */
  readonly pages?: readonly Page[];
  readonly limits?: BodyLimits;
}

export interface Web {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Waits for requests that are being answered. */
  close(): Promise<void>;
}

/** @throws when there is no webhook secret, or the port cannot be had. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { secrets, log, queue, metrics, pages = [], limits = bodyLimits, host = '127.0.0.1' } = options;
  if (secrets.length === 0 || secrets.some((secret) => secret.trim() === '')) {
    throw new Error(
      'The webhook secret is empty, so anybody could send events. Set WEBHOOK_SECRET to the one in the settings of the GitHub App.',
    );
  }
  const app = fastify({
    bodyLimit: 1,
    requestTimeout: REQUEST_MS,
    http: {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 16 * 1024,
    },
    // Of a path that cannot be read: no hook has seen the request.
    frameworkErrors: (error, request, reply) => {
      answerError(log)(error, request, reply.headers(HARDENING));
    },
    return503OnClosing: true,
  });
  app.addHook('onRequest', beforeAll);
  app.setErrorHandler(answerError(log));
  await app.register(async (scope) => {
    webhooks({ secrets, receive: options.receive, limits, log, metrics: webMetrics(metrics, queue) })(scope);
    return Promise.resolve();
  });
  health(app, queue, metrics, log);
  servePages(pages)(app);
  serveChecks(app);
  serveConfigurations(options.served ?? [], log)(app);
  await app.listen({ port: options.port, host });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`, close: () => app.close() };
}

const HARDENING = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function beforeAll(request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void): void {
  reply.headers(HARDENING);
  next(request.is404 ? new Refusal(404, 'There is nothing here.') : undefined);
}

/** A refused sender loses its connection: what it still sends is read by nobody. */
function answerError(log: Logger): (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const status = error instanceof Refusal || (error.statusCode ?? 500) < 500 ? (error.statusCode ?? 500) : 500;
    if (status === 500)
      log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    const message = status === 500 ? 'Sluice failed to answer. Its log says why.' : error.message;
    void reply.code(status).header('connection', 'close').send({ error: message });
  };
}

function health(app: FastifyInstance, queue: Pick<Queue, 'ping'>, metrics: Registry, log: Logger): void {
  app.get('/healthz', () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await queue.ping();
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'not ready', reason: 'The queue does not answer.' });
    }
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}
