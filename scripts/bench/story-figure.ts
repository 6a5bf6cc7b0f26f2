import type { Report } from '../../src/local/story/report.ts';

/** Milliseconds from a failed verdict to last good; throws where the story did not end as it must. */
export function verdictToLastGood(told: Report): number {
  const { outcomes, timings } = told.result();
  const missed = Object.entries(outcomes).flatMap(([name, holds]) => (holds ? [] : [name]));
  if (missed.length > 0) throw new Error(`not as it must be: ${missed.join(', ')}`);
  const ms = timings['verdictToLastGoodMs'];
  if (ms === undefined) throw new Error('the story took no time from verdict to last good');
  return ms;
}
