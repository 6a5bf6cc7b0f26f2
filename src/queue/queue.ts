/**
 * The queue room's contract. Two backends, one suite (`test/queue/contract.ts`): Redis by `redis://`, an embedded Postgres with no URL.
 * Everything is at least once: a handler may run twice for one job and must not mind.
 */

import type { Origin } from '../telemetry/jobs.ts';

/** A job as it waits: its name, its schema-checked data, the version of that schema. */
export interface QueuedJob {
  readonly name: string;
  readonly version: number;
  readonly data: unknown;
  /** Goes through every log line of the work: the webhook delivery, comment or sweep that asked for it, and the repository that it is about. */
  readonly trace: { readonly delivery: string; readonly repository?: string };
  /** The span that asked for it, written by `add` where traces are exported. */
  readonly origin?: Origin;
}

export interface AddOptions {
  /**
   * Only the newest counts: while a job with this key waits, it is replaced, at the more urgent priority of the two; while one runs, one
   * more waits. A finished job, failed or not, never stands in the way.
   */
  readonly latestOnly?: string;
  /** Lower runs first; a rollback (1) before a release (3) before a review (10). Default 10. */
  readonly priority?: number;
  /** One of very many that one job asks for: it begins a trace of its own, which is linked to that job's. Default: it goes on with it. */
  readonly ownTrace?: boolean;
}

/** What a handler makes of a job. `again` puts it back without counting an attempt: waiting is not failing. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'again'; readonly delayMs: number };

export interface JobContext {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly addedAt: Date;
  /** Aborted on shutdown and when the job's lock is lost. */
  readonly signal: AbortSignal;
}

/** Thrown by a handler: trying again cannot help; straight to the dead letters. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

export type Handler = (job: QueuedJob, context: JobContext) => Promise<Outcome>;

export interface DeadLetter {
  readonly id: string;
  readonly job: QueuedJob;
  readonly reason: string;
  readonly failedAt: string;
  readonly attempts: number;
}

/** One owner at a time, by store time. `token` grows with every grant. */
export interface Lease {
  readonly key: string;
  readonly token: number;
  /** Aborted as soon as the lease cannot be renewed: stop before the next write. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly dead: number;
}

/** Small values that can be rebuilt: blobs by sha, the copy of last good, anchors. */
export interface Cache {
  get(key: string): Promise<Buffer | undefined>;
  set(key: string, value: Buffer, options?: { readonly ttlMs?: number }): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface Queue {
  /** Resolves when the job is stored; throws when it is not (the intake answers 503). */
  add(job: QueuedJob, options?: AddOptions): Promise<void>;
  /** Starts working; `concurrency` jobs at once. Called once. */
  work(handler: Handler, options: { readonly concurrency: number }): Promise<void>;
  /** Undefined where somebody else holds it. Renewed by itself until released. */
  lease(key: string, options?: { readonly ttlMs?: number }): Promise<Lease | undefined>;
  readonly cache: Cache;
  counts(): Promise<QueueCounts>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Throws where the store cannot be reached. */
  ping(): Promise<void>;
  /** Waits for active jobs (at most `graceMs`, then aborts their signals), then closes everything it started. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}
