import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { operationOf } from '../../src/github/operation.ts';

const CHANNEL = 'http.server.request.start';

/** Requests to the servers of this process, as they arrive: REST, tokens, git, repeats and unchanged answers included. */
export interface RequestLog {
  /** Method and route of each since the last call, oldest first. */
  take(): string[];
  close(): void;
}

export function logRequests(): RequestLog {
  let seen: string[] = [];
  const listener = (message: unknown): void => {
    const { method = '', url = '' } = (message as { readonly request: IncomingMessage }).request;
    const path = (url.split('?', 1)[0] ?? '').replace(/^\/api\/v3/, '').replace(/\/compare\/.*/, '/compare/{basehead}');
    seen.push(decodeURIComponent(operationOf({ method, url: path })));
  };
  subscribe(CHANNEL, listener);
  return {
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    close() {
      unsubscribe(CHANNEL, listener);
    },
  };
}

/** What GitHub counts as a change; asking for a token and fetching with git are POSTs that change nothing. */
export function isWrite(operation: string): boolean {
  return !operation.startsWith('GET ') && !/\/access_tokens$|\/git-upload-pack$/.test(operation);
}

/** `POST /a ×2, GET /b`, for people who look for a request too many. */
export function counted(operations: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts].map(([operation, count]) => (count === 1 ? operation : `${operation} ×${count}`)).join('\n');
}
