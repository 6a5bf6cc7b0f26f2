import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of the gateway's own, sent as RFC 9457 problem details. */
export interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long the rest of a refused request is read before its connection is cut. */
const lingerMs = 5000;

/** Sends the refusal and reads what is left of the request, so that the client gets to see the answer. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, title, detail, headers } = refusal;
  response.writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ title, status, detail }));
  if (request.complete) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), lingerMs);
  request.once('close', () => {
    clearTimeout(timer);
  });
}
