import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Agent, type Dispatcher } from 'undici';
import { refuse, type Refusal } from './answer.ts';
import type { Authenticator } from './auth.ts';
import { announcesMoreThan, endToEnd, forward, tooLarge } from './forward.ts';
import type { GatewayMetrics } from './metrics.ts';
import { readTarget, type RequestTarget } from './request-path.ts';
import type { LiveRoute, RoutingTable } from './table.ts';

export interface ProxyParts {
  /** The table of this moment. */
  table(): RoutingTable;
  readonly authenticator: Authenticator;
  readonly metrics: GatewayMetrics;
}

/** The side of the gateway that consumers talk to. */
export function createProxy(parts: ProxyParts): { readonly server: Server; close(): Promise<void> } {
  const dispatcher = new Agent({ connections: 256, pipelining: 1, connect: { timeout: 5000 } });
  const server = createServer({ insecureHTTPParser: false, keepAliveTimeout: 65_000 }, (request, response) => {
    response.on('error', () => undefined);
    // While closing, a connection must not wait for a next request after this one.
    response.once('close', () => {
      if (!server.listening)
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
    serve(request, response, parts, dispatcher).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(request, response, { status: 500, title: 'Internal Server Error', detail: 'The gateway failed.' });
    });
  });
  return { server, close: () => dispatcher.close() };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ProxyParts,
  dispatcher: Dispatcher,
): Promise<void> {
  const started = performance.now();
  const target = readTarget(request.url ?? '');
  const host = hostOf(request, target);
  if (target === undefined || host === undefined) {
    refuse(request, response, badRequest);
    return;
  }
  const route = parts.table().match(host, target.path);
  if (route === undefined) {
    refuse(request, response, { status: 404, title: 'Not Found', detail: 'No API listens here.' });
    return;
  }
  const code = await answer(request, response, { route, target, host, authenticator: parts.authenticator, dispatcher });
  parts.metrics.observe(route.owner, route.resource.api, code, (performance.now() - started) / 1000);
}

interface Visit {
  readonly route: LiveRoute;
  readonly target: RequestTarget;
  readonly host: string;
  readonly authenticator: Authenticator;
  readonly dispatcher: Dispatcher;
}

/** Gives the status to count. */
async function answer(request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<number> {
  const { route, target, dispatcher } = visit;
  const { body } = route.resource;
  const path = forwardedPath(body.path, body.stripPath, target.path);
  const refusal =
    (await refusalOf(request, visit, path)) ?? (announcesMoreThan(request, body.requestSize) ? tooLarge : undefined);
  if (refusal) {
    refuse(request, response, refusal);
    return refusal.status;
  }
  const upstream = new URL(route.balancer.pick());
  return forward(request, response, {
    dispatcher,
    origin: upstream.origin,
    path: `${upstream.pathname.replace(/\/$/, '')}${path}${target.query}`,
    headers: forwardedHeaders(request, visit, upstream.host),
    timeoutMs: body.timeoutMs,
    ...(body.requestSize !== undefined && { requestSize: body.requestSize }),
  });
}

/** What the upstream sees below its own base path. */
function forwardedPath(listenPath: string, strip: boolean, path: string): string {
  const rest = strip && listenPath !== '/' ? path.slice(listenPath.length) : path;
  return rest === '' ? '/' : rest;
}

async function refusalOf(request: IncomingMessage, visit: Visit, path: string): Promise<Refusal | undefined> {
  const { route, authenticator } = visit;
  const admission = await authenticator.admit(request, route.resource.body.auth);
  if (!admission.ok) return admission.refusal;
  const match = route.operations?.match(request.method ?? 'GET', path) ?? 'allowed';
  if (match === 'no-path') {
    return { status: 404, title: 'Not Found', detail: 'This API describes no such path.' };
  }
  if (match !== 'allowed') {
    const allow = match.allow.join(', ');
    return { status: 405, title: 'Method Not Allowed', detail: `Described here: ${allow}.`, headers: { allow } };
  }
  return limited(route, admission.consumer ?? `address:${request.socket.remoteAddress ?? ''}`);
}

async function limited(route: LiveRoute, consumer: string): Promise<Refusal | undefined> {
  try {
    await route.limiter?.consume(consumer);
    return undefined;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000)).toString();
    const detail = `The limit of this API is reached. Try again in ${seconds} s.`;
    return { status: 429, title: 'Too Many Requests', detail, headers: { 'retry-after': seconds } };
  }
}

const badRequest: Refusal = {
  status: 400,
  title: 'Bad Request',
  detail: 'The request target or the Host header can be read in more than one way.',
};

/** Lower case, without the port; undefined where there is none or more than one. */
function hostOf(request: IncomingMessage, target: RequestTarget | undefined): string | undefined {
  const given = request.headersDistinct['host'] ?? [];
  const authority = target?.authority ?? given[0];
  if (given.length > 1 || authority === undefined) return undefined;
  return /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/.exec(authority.toLowerCase())?.[1];
}

/** What consumers could pretend about the way of a request is replaced by what the gateway saw. */
function forwardedHeaders(
  request: IncomingMessage,
  visit: Visit,
  upstreamHost: string,
): Record<string, string | string[]> {
  const { auth } = visit.route.resource.body;
  const kept = Object.entries(endToEnd(request.headersDistinct)).filter(
    ([name]) => name !== 'forwarded' && !name.startsWith('x-forwarded-') && !isKey(name, auth),
  );
  return {
    ...Object.fromEntries(kept.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values])),
    host: upstreamHost,
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-host': request.headers.host ?? visit.host,
    'x-forwarded-proto': 'http',
  };
}

function isKey(header: string, auth: LiveRoute['resource']['body']['auth']): boolean {
  return auth.type === 'key' && header === auth.header.toLowerCase();
}
