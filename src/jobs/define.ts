import type { z } from 'zod';
import { Permanent, type AddOptions, type JobContext, type Outcome, type QueuedJob } from '../queue/queue.ts';
import type { Services } from './services.ts';

export const DONE: Outcome = { kind: 'done' };

/** Thrown where a job was written by a newer Sluice: it is left for a worker that knows it. */
export class Newer extends Error {
  override readonly name = 'Newer';
}

export interface JobRun {
  readonly services: Services;
  readonly context: JobContext;
  /** The delivery, comment or sweep that asked for it. */
  readonly delivery: string;
}

/** One kind of work: its name, the version of its data, the schema, the function. */
export interface JobDefinition<Data> {
  readonly name: string;
  readonly version: number;
  readonly schema: z.ZodType<Data>;
  readonly options: (data: Data) => AddOptions;
  run(data: Data, run: JobRun): Promise<Outcome>;
}

/** A job ready to be added: what handlers of webhooks build and sweeps repeat. */
export interface JobRequest {
  readonly job: QueuedJob;
  readonly options: AddOptions;
}

export interface AnyJob {
  readonly name: string;
  run(job: QueuedJob, run: JobRun): Promise<Outcome>;
}

export function job<Data>(definition: JobDefinition<Data>): AnyJob {
  return {
    name: definition.name,
    run(queued, run) {
      if (queued.version > definition.version) {
        throw new Newer(
          `${queued.name} v${queued.version} was written by a newer Sluice: left for a worker that knows it`,
        );
      }
      const parsed = definition.schema.safeParse(queued.data);
      if (!parsed.success) throw new Permanent(`${queued.name}: the job's data is not of its schema`);
      return definition.run(parsed.data, run);
    },
  };
}

export function request<Data extends { readonly repo?: { readonly fullName: string } }>(
  definition: Pick<JobDefinition<Data>, 'name' | 'version' | 'options'>,
  data: Data,
  delivery: string,
): JobRequest {
  const { name, version } = definition;
  const trace = { delivery, ...(data.repo && { repository: data.repo.fullName }) };
  return { job: { name, version, data, trace }, options: definition.options(data) };
}
