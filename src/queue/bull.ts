import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, UnrecoverableError, type JobsOptions } from 'bullmq';
import type { Logger } from 'pino';
import { processing, sending, traceOf, type Carried, type Origin, type Standing } from '../telemetry/jobs.ts';
import { codeOf, type Tell } from '../telemetry/spans.ts';
import { DEFAULT_LEASE_MS, takeLease } from './lease.ts';
import {
  Permanent,
  type AddOptions,
  type DeadLetter,
  type Handler,
  type Lease,
  type Outcome,
  type Queue,
  type QueuedJob,
} from './queue.ts';
import type { Store, StoredJob, Workers } from './store.ts';
import { backoff, within, type Timing } from './timing.ts';

const DEFAULT_PRIORITY = 10;
const DEFAULT_GRACE_MS = 20_000;
/** After its signal was aborted, how long a handler may take to come back before its job is left to the next worker. */
const ABORT_MS = 2_000;
/** A job that took its worker down with it this often is a dead letter. */
const MAX_STALLED = 5;
const KEEP_DEAD_S = 30 * 24 * 3_600;
/** A repository that fails with every sweep makes one every few minutes. */
const MAX_DEAD_LETTERS = 1_000;

/** The queue on BullMQ, whatever the store. */
export class StoredQueue implements Queue {
  readonly cache: Queue['cache'];
  readonly #store: Store;
  readonly #log: Logger;
  readonly #timing: Timing;
  readonly #stopping = new AbortController();
  readonly #leases = new Set<Lease>();
  readonly #afterClose: () => Promise<void>;
  #workers: Workers | undefined;

  constructor(store: Store, log: Logger, timing: Timing, afterClose: () => Promise<void>) {
    this.cache = store.cache;
    this.#store = store;
    this.#log = log;
    this.#timing = timing;
    this.#afterClose = afterClose;
  }

  async add(job: QueuedJob, options: AddOptions = {}): Promise<void> {
    const { latestOnly, ownTrace = false } = options;
    const sent = { job: job.name, ownTrace, standing: () => this.#standing(latestOnly) };
    const stored = sending(sent, (carried) => this.#addNewest(job, options, carried));
    await this.#within('storing a job', stored);
  }

  /** What the job carries that is there already with this key. */
  async #standing(key: string | undefined): Promise<Standing | undefined> {
    const id = key === undefined ? null : await this.#store.jobs.getDeduplicationJobId(key);
    const standing = id === null ? undefined : await this.#store.jobs.getJob(id);
    return standing && { origin: standing.data.origin, isActive: (await standing.getState()) === 'active' };
  }

  /**
   * BullMQ drops a job while an equal one waits. Its data must win nevertheless, so it is written over the waiting job's, and so must the
   * more urgent priority of the two. Where that one has just started, perhaps with the old data, a second add is kept as the one that
   * runs next.
   */
  async #addNewest(job: QueuedJob, options: AddOptions, carried: Carried): Promise<void> {
    const carrying = (origin: Origin | undefined): QueuedJob => ({ ...job, ...(origin !== undefined && { origin }) });
    const own = carrying(carried.origin);
    const standing = await this.#addOnce(own, options);
    if (standing === undefined) return;
    const state = await this.#overwrite(standing, carrying(carried.standing), options.priority ?? DEFAULT_PRIORITY);
    if (state === 'active' || state === 'gone') await this.#addOnce(own, options);
  }

  /** The id of the job that stands for this one; undefined where the job itself was stored. */
  async #addOnce(job: QueuedJob, { latestOnly, priority }: AddOptions): Promise<string | undefined> {
    const jobId = randomUUID();
    const settings: JobsOptions = {
      jobId,
      attempts: this.#timing.attempts,
      backoff: { type: 'custom' },
      priority: priority ?? DEFAULT_PRIORITY,
      // Sweeps bring a job or more for every repository each time, and nobody asks for one that is done.
      removeOnComplete: true,
      removeOnFail: { age: KEEP_DEAD_S, count: MAX_DEAD_LETTERS },
      ...(latestOnly !== undefined && {
        deduplication: { id: latestOnly, keepLastIfActive: true, replace: true },
      }),
    };
    const stored = await this.#store.jobs.add(job.name, job, settings);
    return stored.id === jobId ? undefined : stored.id;
  }

  async #overwrite(id: string, job: QueuedJob, priority: number): Promise<'waiting' | 'active' | 'gone'> {
    const waiting = await this.#store.jobs.getJob(id);
    if (waiting === undefined) return 'gone';
    try {
      await waiting.updateData(job);
      if (priority < waiting.priority) await waiting.changePriority({ priority });
    } catch {
      return 'gone';
    }
    const state = await waiting.getState();
    if (state === 'active') return 'active';
    return state === 'completed' || state === 'failed' || state === 'unknown' ? 'gone' : 'waiting';
  }

  async work(handler: Handler, { concurrency }: { readonly concurrency: number }): Promise<void> {
    if (this.#workers !== undefined) throw new Error('This queue works already: work() is called once.');
    const timing = this.#timing;
    const workers = this.#store.worker((stored, token, signal) => this.#run(handler, stored, token, signal), {
      concurrency,
      lockDuration: timing.lockMs,
      stalledInterval: timing.stalledCheckMs,
      maxStalledCount: MAX_STALLED,
      settings: { backoffStrategy: (attemptsMade) => backoff(attemptsMade, timing) },
    });
    this.#workers = workers;
    this.#listen(workers);
    await workers.waitUntilReady();
  }

  #listen(workers: Workers): void {
    workers.on('error', (error) => {
      this.#log.warn({ err: error }, 'worker');
    });
    workers.on('lockRenewalFailed', (ids) => {
      for (const id of ids) workers.cancelJob(id, 'the lock of the job was lost');
    });
    workers.on('stalled', (id) => {
      this.#log.warn({ job: id }, 'the worker of a job vanished: the job runs again');
    });
    workers.on('failed', (stored, error) => {
      this.#log.error(
        {
          job: stored?.id,
          name: stored?.name,
          ...stored?.data.trace,
          ...traceOf(stored?.data.origin),
          attempt: stored?.attemptsMade,
          err: error,
        },
        'job failed',
      );
    });
  }

  async #run(
    handler: Handler,
    stored: StoredJob,
    token: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const signals = signal === undefined ? [this.#stopping.signal] : [this.#stopping.signal, signal];
    const context = {
      id: stored.id ?? '',
      attempt: stored.attemptsMade + 1,
      addedAt: new Date(stored.timestamp),
      signal: AbortSignal.any(signals),
    };
    const { name: job, trace, origin } = stored.data;
    const outcome = await processing({ job, attempt: context.attempt, ...trace, origin }, (tell) =>
      this.#outcomeOf(() => handler(stored.data, context), tell),
    );
    if (outcome.kind === 'done') return;
    await stored.moveToDelayed(Date.now() + outcome.delayMs, token);
    throw new DelayedError();
  }

  async #outcomeOf(work: () => Promise<Outcome>, tell: Tell): Promise<Outcome> {
    try {
      const outcome = await work();
      tell({ outcome: outcome.kind });
      return outcome;
    } catch (error) {
      const isStopping = this.#stopping.signal.aborted && !(error instanceof Permanent);
      if (isStopping) {
        tell({ outcome: 'again', reason: 'shutdown' });
        return { kind: 'again', delayMs: 0 };
      }
      if (!(error instanceof Permanent)) {
        tell({ outcome: 'failed', failed: codeOf(error) });
        throw error;
      }
      tell({ outcome: 'dead', failed: codeOf(error.cause ?? error) });
      throw new UnrecoverableError(error.message);
    }
  }

  async lease(key: string, options: { readonly ttlMs?: number } = {}): Promise<Lease | undefined> {
    const ttlMs = options.ttlMs ?? DEFAULT_LEASE_MS;
    const lease = await takeLease(this.#store.leases, key, ttlMs, this.#log, (released) =>
      this.#leases.delete(released),
    );
    if (lease !== undefined) this.#leases.add(lease);
    return lease;
  }

  async counts(): ReturnType<Queue['counts']> {
    const counts = await this.#within('counting jobs', this.#store.jobs.getJobCounts());
    const sum = (...states: string[]): number => states.reduce((total, state) => total + (counts[state] ?? 0), 0);
    return {
      waiting: sum('waiting', 'prioritized', 'paused'),
      active: sum('active'),
      delayed: sum('delayed'),
      dead: sum('failed'),
    };
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    const failed = await this.#within(
      'listing dead letters',
      this.#store.jobs.getJobs(['failed'], 0, MAX_DEAD_LETTERS - 1),
    );
    return failed.map((stored) => ({
      id: stored.id ?? '',
      job: stored.data,
      reason: stored.failedReason,
      failedAt: new Date(stored.finishedOn ?? stored.timestamp).toISOString(),
      attempts: stored.attemptsMade,
    }));
  }

  async ping(): Promise<void> {
    await this.#within('ping', this.#store.ping());
  }

  async close({ graceMs = DEFAULT_GRACE_MS }: { readonly graceMs?: number } = {}): Promise<void> {
    const workers = this.#workers;
    if (workers !== undefined) {
      const idle = workers.close();
      const isIdle = await settledWithin(graceMs, idle);
      if (!isIdle) {
        this.#stopping.abort(new Error('Sluice is shutting down.'));
        if (!(await settledWithin(ABORT_MS, idle)))
          this.#log.warn('a job did not stop: it runs again as soon as its lock has expired');
      }
    }
    for (const lease of this.#leases) {
      await lease.release().catch((error: unknown) => {
        this.#log.warn({ lease: lease.key, err: error }, 'lease not released: it expires by itself');
      });
    }
    await this.#store.close();
    await this.#afterClose();
  }

  #within<T>(what: string, work: Promise<T>): Promise<T> {
    return within(this.#timing.storeMs, what, work);
  }
}

async function settledWithin(ms: number, work: Promise<void>): Promise<boolean> {
  const timeout = new AbortController();
  const isSettled = await Promise.race([
    work.then(() => true),
    sleep(ms, false, { signal: timeout.signal }).catch(() => false),
  ]);
  timeout.abort();
  return isSettled;
}
