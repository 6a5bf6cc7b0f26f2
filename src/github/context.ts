/** Who asks, for every request made inside a piece of work: how urgent it is, and a count of what it cost. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** A rollback's requests go before a release's, those before a review's. */
export type Priority = 'rollback' | 'release' | 'review';

/** What a piece of work cost: each request that left, answers of 304 and retries included. */
export interface RequestTally {
  requests: number;
  /** Requests that change something on GitHub, tokens apart. */
  writes: number;
  /** By method and route, for example `GET /repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly byOperation: Map<string, number>;
}

export interface RequestContext {
  readonly priority?: Priority;
  readonly tally?: RequestTally;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function newTally(): RequestTally {
  return { requests: 0, writes: 0, byOperation: new Map() };
}

/** Runs `work`; all its requests have this priority and count in this tally. What is left out stays as it was outside. */
export function withRequests<T>(context: RequestContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentContext(): RequestContext {
  return storage.getStore() ?? {};
}
