import type { Group } from '../report.ts';
import type { Content } from './content.ts';
import type { Inquiry } from './inquiry.ts';
import type { Unshown } from './judge.ts';

/** A group, and what inclusion has to say of it. */
export interface Questioned {
  readonly group: Group;
  readonly content: Content;
}

/**
 * Holds the errors among the groups against what their schemas mean. Takes back those that inclusion disproves, and returns them; those that
 * stay carry a value that shows them, or the convention that they follow, or say that nothing was proved.
 */
export function holdErrors(inquiry: Inquiry, groups: readonly Questioned[]): readonly Group[] {
  const disproved: Group[] = [];
  for (const { group, content } of groups) {
    if (group.level === 'error' && !stands(inquiry, group, content)) disproved.push(group);
  }
  for (const group of disproved) inquiry.report.drop(group);
  return disproved;
}

/** Whether the error stands; what it stands by is kept with it. */
function stands({ judge, effort, told, evidence }: Inquiry, group: Group, content: Content): boolean {
  const steps = effort.next();
  const outcomes: Unshown[] = [];
  for (const place of group.places) {
    if (place.level !== 'error') continue;
    const outcome = judge.of(place, group.best, content, steps);
    if (outcome.kind === 'shown') {
      for (const pair of [place.pair, outcome.pair]) told.add(pair, group.operations);
      group.proof = evidence.of(place, outcome.pair, outcome.instance);
      return true;
    }
    outcomes.push(outcome);
  }
  if (!group.hasMore && outcomes.every(({ kind }) => kind === 'harmless')) return false;
  for (const { pair, level } of group.places) if (level === 'error') told.add(pair, group.operations);
  const agreed = outcomes.find((outcome) => outcome.kind === 'agreed');
  if (agreed === undefined || outcomes.some(({ kind }) => kind === 'open')) group.proof = { unproved: true };
  else group.proof = { convention: agreed.by };
  return true;
}
