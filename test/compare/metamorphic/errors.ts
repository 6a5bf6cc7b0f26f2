import { compare } from '../../../src/compare/compare.ts';
import type { Description } from '../../../src/spec/description.ts';

/** Errors in both directions, in words. */
export function errorsBetween(one: Description, other: Description): string[] {
  return [
    [one, other],
    [other, one],
  ].flatMap(([before, after]) =>
    compare(before, after, { today: '2026-11-20' })
      .filter(({ level }) => level === 'error')
      .map(({ id, message }) => `${id}: ${message}`),
  );
}
