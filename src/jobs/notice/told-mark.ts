import type { Queue } from '../../queue/queue.ts';
import type { Notice } from '../../release/notice.ts';

/** Longer than anything counts as news (`release/notice.ts`). */
const KEPT_MS = 7 * 24 * 3_600_000;

export interface Mark {
  set(): Promise<void>;
  stands(): Promise<boolean>;
}

type Place = Pick<Queue, 'cache'>;
type Known = Pick<Notice, 'id'>;

/** Stands once it waits in the queue: who finds it again leaves it there, with its retries. */
export function queuedMark(queue: Place, sink: string, notice: Known): Mark {
  return mark(queue, `notice:queued:${sink}:${notice.id}`);
}

/** Stands once a sink was told of it, or it was given up. */
export function toldMark(queue: Place, sink: string, notice: Known): Mark {
  return mark(queue, `notice:told:${sink}:${notice.id}`);
}

function mark({ cache }: Place, key: string): Mark {
  return {
    set: () => cache.set(key, Buffer.from('1'), { ttlMs: KEPT_MS }),
    stands: async () => (await cache.get(key)) !== undefined,
  };
}
