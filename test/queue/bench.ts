import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { Handler, JobContext, Queue, QueuedJob } from '../../src/queue/queue.ts';
import type { Timing } from '../../src/queue/timing.ts';
import { openOn, type Backend, type StoreAddress } from './backends.ts';

export const done = { kind: 'done' } as const;

export const jobOf = (data: unknown): QueuedJob => ({
  name: 'review',
  version: 3,
  data,
  trace: { delivery: 'delivery-1' },
});

/** One store for a whole file, and queues on it that are closed after each test. */
export interface Bench {
  address(): StoreAddress;
  open(name?: string, timing?: Timing): Promise<Queue>;
  /** Closes one before the test ends. */
  close(queue: Queue, options?: { graceMs?: number }): Promise<void>;
}

export function useBackend(start: () => Promise<Backend>): Bench {
  let backend: Backend;
  const opened = new Set<Queue>();
  const close: Bench['close'] = async (queue, options) => {
    opened.delete(queue);
    await queue.close(options);
  };
  beforeAll(async () => {
    backend = await start();
  });
  afterEach(async () => {
    await Promise.all([...opened].map((queue) => close(queue, { graceMs: 0 })));
  });
  afterAll(() => backend.stop());
  return {
    address: () => backend.address,
    open: async (name = randomUUID(), timing) => {
      const queue = await openOn(backend.address, name, timing);
      opened.add(queue);
      return queue;
    },
    close,
  };
}

/** Resolves when nothing waits or runs any more. */
export async function settled(queue: Queue): Promise<void> {
  await vi.waitFor(async () => {
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
  }, 10_000);
}

/** A handler that records its jobs and holds each of them until told to go on. */
export function gate(): { handler: Handler; started: unknown[]; contexts: JobContext[]; go: () => void } {
  const started: unknown[] = [];
  const contexts: JobContext[] = [];
  let go = (): void => undefined;
  const opens = new Promise<void>((resolve) => {
    go = resolve;
  });
  const handler: Handler = async (job, context) => {
    started.push(job.data);
    contexts.push(context);
    await opens;
    return done;
  };
  return {
    handler,
    started,
    contexts,
    go: () => {
      go();
    },
  };
}
