import type { Job, JobsOptions, Processor, Worker, WorkerOptions } from 'bullmq';
import type { Cache, QueuedJob } from './queue.ts';

/** The part of a BullMQ queue that is the same on every backend. */
interface Jobs {
  add(name: string, data: QueuedJob, options: JobsOptions): Promise<StoredJob>;
  getJob(id: string): Promise<StoredJob | undefined>;
  /** Null where no job has this key. */
  getDeduplicationJobId(key: string): Promise<string | null>;
  getJobs(types: ['failed'], start: number, end: number): Promise<StoredJob[]>;
  getJobCounts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export type StoredJob = Job<QueuedJob>;

/** The part of a BullMQ worker that is the same on every backend. */
export type Workers = Pick<Worker<QueuedJob>, 'cancelJob' | 'close' | 'waitUntilReady'> & {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  on(event: 'failed', listener: (job: StoredJob | undefined, error: Error) => void): unknown;
};

/** Leases by the store's own clock. */
export interface LeaseStore {
  /** Its token: greater than every earlier one of this key, also after the store lost its data. Undefined: somebody has it. */
  acquire(key: string, ttlMs: number): Promise<number | undefined>;
  renew(key: string, token: number, ttlMs: number): Promise<boolean>;
  release(key: string, token: number): Promise<void>;
}

/** What a backend has to bring. */
export interface Store {
  readonly jobs: Jobs;
  readonly leases: LeaseStore;
  readonly cache: Cache;
  worker(processor: Processor<QueuedJob>, options: Omit<WorkerOptions, 'connection'>): Workers;
  ping(): Promise<void>;
  close(): Promise<void>;
}
