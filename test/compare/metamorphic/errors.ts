import type { Change } from '../../../src/compare/change.ts';
import { compare } from '../../../src/compare/compare.ts';
import type { Description } from '../../../src/spec/description.ts';

/** Errors in both directions, in words. */
export function errorsBetween(one: Description, other: Description): string[] {
  return inWords(bothWays(one, other).filter(({ level }) => level === 'error'));
}

/** All that is told in both directions, but that components came or went. */
export function toldBetween(one: Description, other: Description): string[] {
  return inWords(bothWays(one, other).filter(({ id }) => !id.startsWith('api-schema-')));
}

function bothWays(one: Description, other: Description): Change[] {
  return [
    [one, other],
    [other, one],
  ].flatMap(([before, after]) => compare(before, after, { today: '2026-11-20' }));
}

function inWords(changes: readonly Change[]): string[] {
  return changes.map(({ id, message }) => `${id}: ${message}`);
}
