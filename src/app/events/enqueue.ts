import type { JobRequest } from '../../jobs/define.ts';

/** Stores a job; throws when it could not, so that the delivery counts as failed. */
export type Enqueue = (request: JobRequest) => Promise<void>;
