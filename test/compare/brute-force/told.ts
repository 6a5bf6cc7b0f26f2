import { compare } from '../../../src/compare/compare.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { describeObject } from '../describe.ts';

/** The paths at which the comparison says that something breaks, or may break. */
export function toldPaths(base: JsonObject, head: JsonObject): ReadonlySet<string> {
  const [before, after] = [base, head].map((paths) => describeObject({ paths }));
  const changes = compare(before, after, { today: '2026-11-20', witness: 'all' });
  const told = changes.filter(({ level }) => level !== 'info');
  return new Set(told.flatMap(({ operations }) => operations.map(({ path }) => path)));
}
