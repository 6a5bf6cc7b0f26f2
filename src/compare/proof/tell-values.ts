import { values, valuesId } from '../checks/values.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { pathAlong, propertyOf, viaAlong, whereOf } from '../graph/where.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';
import type { Inquiry } from './inquiry.ts';
import { meetingsOf, operationsAt, surroundingsOf } from './meetings.ts';
import { originOf } from './origin.ts';
import { trailTo, type Place, type Refuted } from './place.ts';
import { senseOf } from './sense.ts';

/** Who was asked about. */
interface Asked {
  readonly operations: OperationSet;
  /** Nobody else breaks by it, whoever meets the same schemas. */
  readonly isAll: boolean;
}

/** The id of an error that a value alone shows at the place; undefined: nobody speaks of it there. */
export function idAt(place: Place): string | undefined {
  const sense = senseOf(place.pair.direction, place);
  return valuesId(place.surface, sense.from === 'base' ? 'accepts-less' : 'allows-more');
}

/** Tells of every operation whose messages meet the pair that the value shows, by its own way to it. */
export function tellWherever(inquiry: Inquiry, place: Place, shown: Refuted): void {
  const { report } = inquiry;
  const isThere = shown.pair === place.pair && place.root.pair !== place.pair;
  const surroundings = surroundingsOf(shown.pair, place, inquiry);
  const meetings = meetingsOf(place, surroundings);
  for (const meeting of isThere ? [place, ...meetings] : meetings) {
    const operations = report.sets.join(operationsAt(meeting, surroundings));
    tell(inquiry, meeting, shown, { operations, isAll: true });
  }
}

/** Tells what a whole message of the operation shows, and of whoever else breaks by the same. */
export function tellWhole(inquiry: Inquiry, place: Place, shown: Refuted): void {
  tell(inquiry, place, shown, { operations: inquiry.report.sets.of(place.root.operation.before), isAll: false });
}

/**
 * @param shown at the place's own pair, or one that it is met in.
 * @param asked for whom it is to be told, unless an error tells of it already.
 */
function tell(inquiry: Inquiry, place: Place, shown: Refuted, { operations, isAll }: Asked): void {
  const { report, verdicts, told, slips, evidence } = inquiry;
  const { root } = place;
  const isTold = (pair: GraphNode): boolean => told.untold(pair, operations) === NONE;
  const origin = originOf(verdicts, place, { ...shown, trail: trailTo(place, shown.pair) }, isTold);
  if (origin === undefined) return;
  const { pair, instance, trail } = origin;
  if (verdicts.isOverlap(pair, place)) {
    slips.add(pair, place);
    return;
  }
  const where: Place = { ...place, pair, surface: trail.length === 0 ? root.surface : root.nested, trail: () => trail };
  const id = idAt(where);
  if (id === undefined) return;
  const meeting = report.sets.join(operationsAt(where, surroundingsOf(pair, where, inquiry)));
  const reached = told.untold(pair, isAll ? meeting & operations : meeting | operations);
  if (reached === NONE) return;
  const path = pathAlong(trail);
  const found = report.group({
    check: values,
    id,
    level: 'error',
    args: [],
    cause: undefined,
    reversed: place.reversed,
    where: whereOf(root, path, pair, trail),
    property: propertyOf(root, path),
    via: () => viaAlong(root, trail),
    place: where,
    before: pair.before.spot,
    after: pair.after.spot,
  });
  found.proof ??= evidence.of(where, pair, instance);
  const more = reached & ~found.operations;
  if (more !== NONE) report.count(found, more);
}
