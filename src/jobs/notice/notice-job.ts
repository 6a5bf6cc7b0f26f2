import type { Outcome } from '../../queue/queue.ts';
import { Permanent } from '../../queue/queue.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { noticeData, specs } from '../requests.ts';
import { toldMark } from './told-mark.ts';

/** A sink that is away for a night is told of the morning; what is older is found on GitHub. */
const PATIENCE_MS = 6 * 3_600_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 600_000;
/** A service may ask for more time than that, and gets it. */
const LONGEST_WAIT_MS = 3_600_000;
/** Until the next look whether the sink is free. */
const BUSY_MS = 1_000;

/**
 * Tells one sink of one thing. At least once: who dies between the answer and the mark tells it again, under the same id. One message at a
 * time goes to each sink, so that a slow one holds one worker and no more.
 */
export const noticeJob = job({
  ...specs.notice,
  schema: noticeData,
  async run({ sink: name, notice }, { services, context }: JobRun): Promise<Outcome> {
    const sink = services.sinks.get(name);
    if (sink === undefined) {
      services.log.warn(
        { sink: name, notice: notice.type },
        'nobody is told: this sink was taken out of the targets file',
      );
      return DONE;
    }
    const lease = await services.queue.lease(`sink-${name}`);
    if (lease === undefined) return { kind: 'again', delayMs: BUSY_MS };
    try {
      const mark = toldMark(services.queue, name, notice);
      if (await mark.stands()) return DONE;
      const posted = await sink.send(notice, context.signal);
      const facts = { sink: name, notice: notice.type, id: notice.id };
      if (posted.kind === 'taken') {
        await mark.set();
        services.log.info(facts, 'told');
        return DONE;
      }
      const ageMs = services.now().getTime() - context.addedAt.getTime();
      if (posted.kind === 'later' && ageMs < PATIENCE_MS) {
        services.log.warn({ ...facts, reason: posted.reason }, 'not told yet');
        return { kind: 'again', delayMs: delayOf(ageMs, posted.retryAfterMs) };
      }
      await mark.set();
      throw new Permanent(
        `The sink ${name} was not told of ${notice.type}: ${posted.reason}. Mend it or its entry in the targets file.`,
      );
    } finally {
      await lease.release();
    }
  },
});

/** Twice as long each time; a service that says when to come back is believed, within an hour. */
function delayOf(ageMs: number, retryAfterMs = 0): number {
  const backoff = Math.min(Math.max(ageMs, FIRST_RETRY_MS), LONGEST_RETRY_MS);
  return Math.max(backoff, Math.min(retryAfterMs, LONGEST_WAIT_MS));
}
