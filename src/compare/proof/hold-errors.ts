import type { GraphNode } from '../graph/pair-graph.ts';
import type { Group, Met } from '../report/group.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';
import type { Content } from './content.ts';
import type { Inquiry } from './inquiry.ts';
import type { Outcome } from './judge.ts';
import { operationsAround, surroundingsOf } from './meetings.ts';

/** A group, and what inclusion has to say of it. */
export interface Questioned {
  readonly group: Group;
  readonly content: Content;
}

/** What inclusion says of a place. */
interface Answered {
  readonly place: Met;
  readonly outcome: Outcome;
}

/**
 * Holds the errors among the groups against what their schemas mean. Takes back those that inclusion disproves, and returns them; those that
 * stay carry a value that shows them, or the convention that they follow, or say that nothing was proved. Those that a value shows name
 * the operations that break by it.
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
function stands(inquiry: Inquiry, group: Group, content: Content): boolean {
  const { judge, effort, told, evidence } = inquiry;
  const steps = effort.next();
  const answers = group.places.map((place): Answered => {
    return { place, outcome: judge.of(place, group.best, content, steps) };
  });
  const outcomes = answers.map(({ outcome }) => outcome);
  if (!group.hasMore && outcomes.every(({ kind }) => kind === 'harmless')) return false;
  const shown = answers.flatMap(({ place, outcome }) => (outcome.kind === 'shown' ? [{ place, outcome }] : []));
  const [first] = shown;
  if (first !== undefined) {
    group.proof = evidence.of(first.place, first.outcome.pair, first.outcome.instance);
    if (!group.hasMore) nameWhatBreaks(inquiry, group, answers);
  } else {
    const agreed = outcomes.find((outcome) => outcome.kind === 'agreed');
    if (agreed === undefined || outcomes.some(({ kind }) => kind === 'open')) group.proof = { unproved: true };
    else group.proof = { convention: agreed.by };
  }
  for (const { pair } of group.places) told.add(pair, group.operations);
  for (const { outcome } of shown) told.add(outcome.pair, group.operations);
  return true;
}

/** Takes out the operations in which a whole offsets what differs, and in those which an `allOf` was thought to offset it for. */
function nameWhatBreaks(inquiry: Inquiry, group: Group, answers: readonly Answered[]): void {
  const { report, offsets } = inquiry;
  const lowered = report.loweredOf(group);
  if (lowered === undefined && (offsets.isSpent || report.sets.size(group.operations) === 1)) return;
  if (!offsets.follows()) return;
  let [kept, moved] = [NONE, NONE];
  for (const { place, outcome } of answers) {
    if (outcome.kind === 'harmless') continue;
    if (outcome.kind !== 'shown') {
      kept |= place.operations;
      continue;
    }
    const breakingAt = (pair: GraphNode): OperationSet =>
      report.sets.join(operationsAround(place, surroundingsOf(pair, place, inquiry)));
    const breaking = breakingAt(place.pair);
    kept |= place.operations & breaking;
    const alike = lowered?.places.filter(({ pair, text }) => isAlike(pair, place.pair) && text === place.text) ?? [];
    for (const { pair, operations } of alike) moved |= operations & (pair === place.pair ? breaking : breakingAt(pair));
  }
  if (kept === NONE) return;
  report.narrow(group, kept | moved);
  if (lowered === undefined) return;
  const left = lowered.operations & ~(kept | moved);
  if (left === NONE) report.drop(lowered);
  else report.narrow(lowered, left);
}

/** Whether two pairs are of the same schemas, the one of them as what others inherit from. */
function isAlike(one: GraphNode, other: GraphNode): boolean {
  return one.before === other.before && one.after === other.after && one.flipped === other.flipped;
}
