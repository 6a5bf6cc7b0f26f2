import type { Report } from '../report/report.ts';
import type { Effort } from './effort.ts';
import type { Evidence } from './evidence.ts';
import type { Judge } from './judge.ts';
import type { Message } from './meetings.ts';
import type { Offsets } from './offsets.ts';
import type { Slips } from './slips.ts';
import type { Told } from './told.ts';
import type { Unasked } from './unasked.ts';
import type { Verdicts } from './verdicts.ts';

/** What all steps of a proof share. */
export interface Inquiry {
  /** What was found so far: errors are taken out of it, and others come in. */
  readonly report: Report;
  /** Of all operations. */
  readonly messages: readonly Message[];
  readonly verdicts: Verdicts;
  readonly judge: Judge;
  readonly offsets: Offsets;
  /** Counts the questions of all steps together. */
  readonly effort: Effort;
  /** Filled by the errors of the form that stand; what only values show is told where it is not in there. */
  readonly told: Told;
  /** Filled by what values would show otherwise. */
  readonly slips: Slips;
  readonly evidence: Evidence;
  /** Filled where a bound ends the search for what no check of the form tells. */
  readonly unasked: Unasked;
}
