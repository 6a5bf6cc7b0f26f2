import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errors, type Dispatcher } from 'undici';
import { refuse, type Refusal } from './answer.ts';

export interface Forwarding {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** With the query, sent as it is. */
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly timeoutMs: number;
  readonly requestSize?: number;
}

/**
 * Sends a request on and the answer back, both as they come. Gives the status to count: what the client got, 499 where it
 * left, 502 where the answer broke off.
 */
export async function forward(request: IncomingMessage, response: ServerResponse, to: Forwarding): Promise<number> {
  const patience = new Patience(to.timeoutMs);
  const clientLeft = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) clientLeft.abort();
  });
  const brokenOff = new AbortController();
  try {
    const answer = await to.dispatcher.request({
      origin: to.origin,
      path: to.path,
      method: request.method ?? 'GET',
      headers: to.headers,
      body: hasBody(request) ? Readable.from(counted(request, to.requestSize, patience), { objectMode: false }) : null,
      signal: AbortSignal.any([patience.signal, clientLeft.signal]),
      headersTimeout: 0,
      bodyTimeout: to.timeoutMs,
    });
    patience.stop();
    response.writeHead(answer.statusCode, endToEnd(answer.headers));
    // Noted when it happens: afterwards the response is closed too, as if the client had left.
    answer.body.once('error', () => {
      if (!clientLeft.signal.aborted) brokenOff.abort();
    });
    await pipeline(answer.body, response);
    return answer.statusCode;
  } catch (error) {
    const left = clientLeft.signal.aborted || request.errored !== null;
    if (left && !brokenOff.signal.aborted) return 499;
    if (response.headersSent) {
      response.destroy();
      return 502;
    }
    const refusal = refusalOf(error, patience);
    refuse(request, response, refusal);
    return refusal.status;
  } finally {
    patience.stop();
  }
}

/** RFC 9110 section 7.6.1, and the two that proxies invented. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['proxy-authenticate', 'proxy-authorization', 'expect', 'http2-settings'],
]);

/** Without what is meant for this connection only. */
export function endToEnd(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  const named = [headers['connection'] ?? []].flat().flatMap((value) => value.toLowerCase().split(/[\s,]+/));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] =>
      value === undefined || hopByHop.has(name) || named.includes(name) ? [] : [[name, value]],
    ),
  );
}

class TooLarge extends Error {}

/** Aborts when nothing moved for so long. */
class Patience {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.timer = setTimeout(() => {
      this.controller.abort();
    }, ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  moved(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** What is announced can be refused before a byte of it is read. */
export function announcesMoreThan(request: IncomingMessage, limit: number | undefined): boolean {
  return limit !== undefined && Number(request.headers['content-length'] ?? 0) > limit;
}

async function* counted(
  request: IncomingMessage,
  limit: number | undefined,
  patience: Patience,
): AsyncGenerator<Buffer, void> {
  let total = 0;
  // The request outlives this loop: after a refusal it must still be there to be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (limit !== undefined && total > limit) throw new TooLarge();
    patience.moved();
    yield chunk;
  }
}

export const tooLarge: Refusal = {
  status: 413,
  title: 'Content Too Large',
  detail: 'The request body is larger than this API takes.',
};

function refusalOf(error: unknown, patience: Patience): Refusal {
  if (error instanceof TooLarge) return tooLarge;
  if (patience.signal.aborted || error instanceof errors.ConnectTimeoutError) {
    return { status: 504, title: 'Gateway Timeout', detail: 'The upstream did not answer in time.' };
  }
  return {
    status: 502,
    title: 'Bad Gateway',
    detail: 'The upstream could not be reached, or its answer was not HTTP.',
  };
}
