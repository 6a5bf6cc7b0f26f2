import type { Notice } from '../../release/notice.ts';
import { requestNotice } from '../requests.ts';
import type { Services } from '../services.ts';
import { queuedMark } from './told-mark.ts';

export type Announcer = Pick<Services, 'sinks' | 'queue'>;

/** Puts what is to be told into the queue, once for each sink that wants it. Throws where the queue is away. */
export async function announce({ sinks, queue }: Announcer, notices: readonly Notice[]): Promise<void> {
  for (const notice of notices) {
    for (const sink of sinks.wanting(notice)) {
      const mark = queuedMark(queue, sink, notice);
      if (await mark.stands()) continue;
      const { job, options } = requestNotice(sink, notice);
      await queue.add(job, options);
      await mark.set();
    }
  }
}

/** The same, where the work that goes on is worth more: what is on the record is told by the next sweep. */
export async function announceSoon(
  services: Announcer & Pick<Services, 'log'>,
  notices: readonly Notice[],
): Promise<void> {
  await announce(services, notices).catch((error: unknown) => {
    services.log.warn({ err: error, notices: notices.map(({ type }) => type) }, 'nobody was told so far');
  });
}
