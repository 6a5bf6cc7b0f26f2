import type { ResponseView } from '../../spec/operations.ts';
import { matchBy, type Matching } from '../matching.ts';

/**
 * Responses by status. A status whose range is promised instead, and a range in whose place single statuses are, stay comparable: the
 * body of a `200` may not differ from what its clients read, though it is written under `2XX` now, or was until now; without a body it
 * is told apart by its status. So is the body of a `404` that `default` stood for until now, or stands for from now on. What is new stays
 * new, and what is gone is gone.
 */
export function matchResponses(
  before: readonly ResponseView[],
  after: readonly ResponseView[],
): Matching<ResponseView> {
  const exact = matchBy(before, after, ({ status }) => status);
  const [singles, ranges] = [exact.added.filter(isSingle), after.filter(isRange)];
  const related = exact.removed.flatMap((old) =>
    (isRange(old) ? singles : ranges)
      .filter((now) => covers(now, old) || covers(old, now))
      .map((now) => ({ before: old, after: now })),
  );
  const kept = new Set(related.map((pair) => pair.before));
  const named = exact.added.flatMap((now) => {
    const old = promised(before, now);
    return old !== undefined && !kept.has(old) && now.content.length > 0 ? [{ before: old, after: now }] : [];
  });
  const removed = exact.removed.filter((old) => !kept.has(old));
  const unnamed = removed.flatMap((old) => standIn(after, old).map((now) => ({ before: old, after: now })));
  return { added: exact.added, removed, both: [...exact.both, ...related, ...named, ...unnamed] };
}

/**
 * What was said of a status before it had a response of its own: its range's, or `default`. Where successes have responses, that a call
 * succeeds in a new way is read by nobody as what `default` was there for: nearly always it is the body of errors.
 */
function promised(before: readonly ResponseView[], now: ResponseView): ResponseView | undefined {
  const range = before.find((old) => covers(old, now));
  if (range !== undefined) return range;
  const isMeant = isError(now) || !before.some(({ status }) => status.startsWith('2'));
  return isMeant ? before.find(isDefault) : undefined;
}

/** What is said of an error that has no response of its own any more: what `default` is there for. */
function standIn(after: readonly ResponseView[], old: ResponseView): readonly ResponseView[] {
  const isTold = isError(old) && old.content.length > 0;
  return isTold ? after.filter((now) => isDefault(now) && now.content.length > 0) : [];
}

function isError({ status }: ResponseView): boolean {
  return /^[45]/.test(status);
}

function isDefault({ status }: ResponseView): boolean {
  return status === 'default';
}

function isRange({ status }: ResponseView): boolean {
  return /^\dXX$/.test(status);
}

function isSingle({ status }: ResponseView): boolean {
  return /^\d{3}$/.test(status);
}

function covers(range: ResponseView, one: ResponseView): boolean {
  return isRange(range) && isSingle(one) && range.status.charAt(0) === one.status.charAt(0);
}
