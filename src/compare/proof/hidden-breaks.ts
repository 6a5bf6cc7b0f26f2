import type { Group } from '../report/group.ts';
import { isLowered, mayHide, type Content } from './content.ts';
import type { Questioned } from './hold-errors.ts';
import type { Inquiry } from './inquiry.ts';
import { isLocation } from './locations.ts';
import type { Place } from './place.ts';
import { isMereAddition } from './plain.ts';
import { idAt, tellWherever } from './tell-values.ts';

/**
 * Tells what breaks where no check of the form calls it an error. Takes back what is lowered and inclusion disproves, and returns it; says
 * of the rest of what is lowered that nothing was proved.
 */
export function tellHiddenBreaks(inquiry: Inquiry, groups: readonly Questioned[]): readonly Group[] {
  const disproved: Group[] = [];
  for (const { group, content } of groups) {
    if (group.level === 'error' || !mayHide(group) || !inquiry.report.has(group)) continue;
    if (!inquiry.effort.isLate()) {
      if (look(inquiry, group, content)) disproved.push(group);
    } else if (group.places.some((place) => isAsked(place, group))) inquiry.unasked.addAll(group.operations);
  }
  for (const group of disproved) inquiry.report.drop(group);
  return disproved;
}

/** Returns whether inclusion disproves the group. */
function look(inquiry: Inquiry, group: Group, content: Content): boolean {
  const steps = inquiry.effort.next();
  if (isNone(inquiry, group, content, steps)) return true;
  let isOpen = false;
  let isTold = false;
  for (const place of group.places) {
    if (!isAsked(place, group) || inquiry.verdicts.isSlip(place.pair, place)) continue;
    const outcome = inquiry.judge.of(place, group.best, content, steps);
    // What a member does, the whole may make good.
    if (outcome.kind === 'shown' && isLocation(outcome.pair)) {
      for (const shown of outcome.all) tellWherever(inquiry, place, shown);
      isTold = true;
    } else isOpen ||= outcome.kind === 'open' || (outcome.kind === 'shown' && outcome.isOpen);
  }
  if (isOpen && !isTold && isLowered(group)) group.proof = { ...group.proof, unproved: true };
  return false;
}

/** Whether nothing is there that an `allOf` would have to offset. */
function isNone({ judge }: Inquiry, group: Group, content: Content, steps: number): boolean {
  if (!isLowered(group) || group.hasMore) return false;
  return group.places.every((place) => judge.isDisproved(place, group.best, content, steps));
}

/** Whether a value could show there that the difference breaks. */
function isAsked(place: Place, { level, best }: Group): boolean {
  const { pair, root } = place;
  if (pair.hidden || (level === 'info' && root.text)) return false;
  return idAt(place) !== undefined && !isMereAddition(best.id, pair);
}
