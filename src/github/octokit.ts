/** The octokit that everything here uses: limited, counted, retried where a repeat is safe, its errors translated. */
import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck';
import { requesting } from '../telemetry/requests.ts';
import { boundHere } from '../telemetry/spans.ts';
import { currentContext, withRequests, type RequestContext } from './context.ts';
import { isRequestFailure, translate } from './errors.ts';
import { createEtags, type Etags } from './etags.ts';
import { createLimits, type Limits, type WriteLimits } from './limits.ts';
import { isContentWrite, isRepeatable, isTokenRequest, isWrite, operationOf } from './operation.ts';
import type { Log } from './repo.ts';

export interface Metrics {
  /** Each request that left. `operation` is method and route with variables; status 0: no answer. */
  countRequest(operation: string, status: number): void;
}

export interface OctokitOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly baseUrl: string;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  readonly writeLimits: WriteLimits;
}

const timeoutMs = 60_000;
/** Longer waits go back to the queue, which holds no worker meanwhile. */
const longestWaitS = 60;
const retries = 3;
const Client = Octokit.plugin(counting, retry, throttling, managing);

/** Acts as the App itself where `installationId` is left out. */
export function createOctokit(options: OctokitOptions, installationId?: number): Octokit {
  const { appId, privateKey, baseUrl, log } = options;
  return new Client({
    baseUrl,
    userAgent: 'sluice',
    authStrategy: createAppAuth,
    auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
    log: quiet(log),
    request: { fetch: timedFetch },
    retry: {
      retries,
      retryAfterBaseValue: 250,
      doNotRetry: [304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 451],
    },
    throttle: { ...unlimited(), onRateLimit: waitBriefly, onSecondaryRateLimit: waitBriefly },
    sluice: { limits: createLimits(options.writeLimits), etags: createEtags(), metrics: options.metrics },
  });
}

/** The throttling plugin waits when GitHub says so; when to send at all is decided by `limits`, which knows priorities. */
function unlimited() {
  const group = () => new Bottleneck.Group({});
  return { global: group(), auth: group(), search: group(), write: group(), notifications: group() };
}

function waitBriefly(retryAfterS: number, _options: unknown, _octokit: unknown, retryCount: number): boolean {
  return retryAfterS <= longestWaitS && retryCount < 2;
}

function timedFetch(url: string, init: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  return fetch(url, { ...init, signal: init.signal ? AbortSignal.any([timeout, init.signal]) : timeout });
}

function quiet(log: Log) {
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: (message: string) => {
      log.warn({}, message);
    },
    error: (message: string) => {
      log.debug({}, message);
    },
  };
}

interface Extras {
  readonly limits: Limits;
  readonly etags: Etags;
  readonly metrics: Metrics | undefined;
}

type Hooked = Pick<Octokit, 'hook' | 'auth'>;
type PluginOptions = Readonly<Record<string, unknown>>;

function extrasOf(options: PluginOptions): Extras {
  return options['sluice'] as Extras;
}

/** Innermost, so that it sees each attempt that leaves. */
function counting(octokit: Hooked, pluginOptions: PluginOptions): object {
  const { metrics } = extrasOf(pluginOptions);
  octokit.hook.wrap('request', async (request, options) => {
    const { inside, ...context } = carriedBy(options.request);
    const operation = operationOf(options);
    let status = 0;
    try {
      const answer = await inside(() =>
        withRequests(context, () => inSpan(options, operation, async () => request(options))),
      );
      status = answer.status;
      return answer;
    } catch (error) {
      if (isRequestFailure(error) && error.response !== undefined) status = error.status;
      throw error;
    } finally {
      metrics?.countRequest(operation, status);
      count(context, operation, isWrite(options));
    }
  });
  return {};
}

interface Sent {
  readonly baseUrl: string;
  readonly url: string;
}

function inSpan<T extends { readonly status: number }>(
  { baseUrl, url }: Sent,
  operation: string,
  send: () => Promise<T>,
): Promise<T> {
  const [method = '', route = ''] = operation.split(/[ ?]/);
  const address = /^https?:/.test(url) ? url : baseUrl;
  return requesting({ method, address, route }, async (answered) => {
    const answer = await send();
    answered(answer.status);
    return answer;
  });
}

function count({ tally }: RequestContext, operation: string, write: boolean): void {
  if (tally === undefined) return;
  tally.requests += 1;
  if (write) tally.writes += 1;
  tally.byOperation.set(operation, (tally.byOperation.get(operation) ?? 0) + 1);
}

/** Bottleneck loses the asynchronous context, so each request carries it along: who asks, and in which span. */
interface Carried extends RequestContext {
  readonly inside: ReturnType<typeof boundHere>;
}

function carriedBy(request: Readonly<Record<string, unknown>> | undefined): Carried {
  return (request?.['sluice'] as Carried | undefined) ?? { inside: boundHere() };
}

/** Outermost: once per request that our code asks for, whatever is retried below. */
function managing(octokit: Hooked, pluginOptions: PluginOptions): object {
  const { limits, etags } = extrasOf(pluginOptions);
  octokit.hook.wrap('request', async (request, options) => {
    const context = currentContext();
    const sluice: Carried = { ...context, inside: boundHere() };
    options.request = { ...options.request, sluice, ...(isRepeatable(options) ? {} : { retries: 0 }) };
    const attempt = async () => request(options);
    const send = async () => withFreshToken(octokit, options, attempt);
    try {
      if (isTokenRequest(options)) return await attempt();
      const turn = { write: isContentWrite(options), priority: context.priority ?? 'review' };
      return await limits.run(turn, () =>
        isConditional(options) ? etags.get(keyOf(options), options.headers, send) : send(),
      );
    } catch (error) {
      throw translate(error, operationOf(options));
    }
  });
  return {};
}

/** A token can end before its time: it was revoked, or the clocks differ. One new one is worth a try. */
async function withFreshToken<T>(octokit: Hooked, { url }: { url: string }, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isRequestFailure(error) || error.status !== 401 || /\/app(\/|$)|\/installation$/.test(url)) throw error;
    await octokit.auth({ type: 'installation', refresh: true });
    return send();
  }
}

interface Conditional {
  readonly method: string;
  readonly url: string;
  readonly headers: object;
  readonly mediaType?: { readonly format?: string };
}

/** Git objects never change and are cached elsewhere; raw bytes may be large. */
function isConditional({ method, url, mediaType }: Conditional): boolean {
  return method === 'GET' && mediaType?.format !== 'raw' && !/\/git\/(blobs|trees|commits)\//.test(url);
}

function keyOf(options: Conditional): string {
  return JSON.stringify({ ...options, request: undefined, headers: undefined });
}
