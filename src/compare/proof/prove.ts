import type { Group } from '../report/group.ts';
import type { Report } from '../report/report.ts';
import type { Untouched } from '../schemas/untouched.ts';
import type { Sides } from '../side.ts';
import { contentOf, conventionOf } from './content.ts';
import { Effort, stepsInAll } from './effort.ts';
import { Evidence } from './evidence.ts';
import { tellHiddenBreaks } from './hidden-breaks.ts';
import { holdErrors, type Questioned } from './hold-errors.ts';
import type { Inquiry } from './inquiry.ts';
import { Judge } from './judge.ts';
import { lookAtWholes } from './last-look.ts';
import type { Message } from './meetings.ts';
import { Offsets } from './offsets.ts';
import { Slips } from './slips.ts';
import { openedIn } from './opened.ts';
import { Told } from './told.ts';
import { Unasked } from './unasked.ts';
import { Verdicts } from './verdicts.ts';

/** Groups for which a witness is looked for with patience unless all are asked for. */
export const WITNESSED = 50;
/** Groups whose witness gets a whole message around it, unless all are asked for: nobody reads more of them at once. */
export const EXAMPLES = 3;

/** For how many groups a witness is looked for with patience, and how many get a whole message around it. */
export interface Wanted {
  readonly witnesses: number;
  readonly examples: number;
}

/** What the report speaks of. */
export interface Compared extends Sides {
  readonly untouched: Untouched;
  /** Of all operations. */
  readonly messages: readonly Message[];
}

/**
 * Holds what the form of schemas says against what they mean: errors on content that inclusion disproves are taken back, those that
 * stay carry an instance that shows them or say that nothing was proved; what breaks and no check of the form has told is told.
 *
 * @returns the errors that were taken back, and the warnings that would have been errors but for an `allOf`.
 */
export function prove(report: Report, { base, head, untouched, messages }: Compared, wanted: Wanted): readonly Group[] {
  const opened = openedIn(messages.map(({ root }) => root.pair));
  const verdicts = new Verdicts(base, head, untouched, opened, stepsInAll(wanted.witnesses));
  const inquiry: Inquiry = {
    report,
    messages,
    verdicts,
    judge: new Judge(verdicts),
    offsets: new Offsets(verdicts),
    effort: new Effort(verdicts, wanted.witnesses),
    told: new Told(),
    slips: new Slips(),
    evidence: new Evidence(verdicts, wanted.examples),
    unasked: new Unasked(report),
  };
  const groups = report.groups();
  for (const group of groups) {
    const convention = conventionOf(group);
    if (convention !== undefined) group.proof = { convention };
  }
  const questioned = groups.flatMap((group): Questioned[] => {
    const content = contentOf(group);
    return content === undefined ? [] : [{ group, content }];
  });
  const disproved = [...holdErrors(inquiry, questioned), ...tellHiddenBreaks(inquiry, questioned)];
  lookAtWholes(inquiry);
  inquiry.unasked.tell(messages, base, head);
  return disproved;
}
