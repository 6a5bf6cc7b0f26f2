import type { DeadLetter, Queue } from '../../queue/queue.ts';
import { escapeHtml, type Page } from '../pages.ts';

/** What waits, what runs, and what nobody will try again. */
export function queuePage(queue: Pick<Queue, 'counts' | 'deadLetters'>): Page {
  return {
    path: '/queue',
    title: 'Queue',
    render: async () => {
      const [{ waiting, active, delayed, dead }, letters] = await Promise.all([queue.counts(), queue.deadLetters()]);
      const verdict =
        dead === 0
          ? 'No job has failed for good.'
          : `● ${dead} ${dead === 1 ? 'job has' : 'jobs have'} failed for good.`;
      return `<p>${verdict} ${waiting} waiting, ${active} running, ${delayed} for later.</p>${letters.length === 0 ? '' : table(letters)}`;
    },
  };
}

function table(letters: readonly DeadLetter[]): string {
  const rows = letters.map(({ id, job, reason, failedAt, attempts }) => {
    const cells = [failedAt, job.name, job.trace.repository ?? '', reason, String(attempts), job.trace.delivery, id];
    return `<tr>${cells.map((cell) => `<td><code>${escapeHtml(cell)}</code></td>`).join('')}</tr>`;
  });
  return `<table><tr><th>failed at<th>job<th>repository<th>reason<th>attempts<th>asked for by<th>id</tr>${rows.join('')}</table>`;
}
