import { describe, expect, test } from 'vitest';
import { pairsIn } from '../../scripts/corpus/pairs.ts';
import { disagreements } from '../../src/cli/check/second-opinion/disagreements.ts';
import { judge } from '../../src/cli/check/second-opinion/judge.ts';
import { questionOf } from '../../src/cli/check/second-opinion/question.ts';
import { reasons, reasonsFor, situationAt } from '../../src/cli/check/second-opinion/reasons.ts';
import { compareInFull } from '../../src/compare/compare.ts';
import { operations } from '../../src/spec/view.ts';
import { shared } from './shared.ts';

/** It reads other files from the working directory; those of a pair are elsewhere. */
const pairs = ['oasdiff', 'probes', 'optic']
  .flatMap((set) => [...pairsIn(shared(`corpora/${set}`))])
  .filter(({ base, head }) => base.files.length === 1 && head.files.length === 1);
const used = new Set<string>();
const tally = { judged: 0, breaking: 0 };

/** What openapi-diff calls breaking in a pair and we neither call so nor explain. */
async function unexplained({ name, base, head }: (typeof pairs)[number]): Promise<string[]> {
  const answer = await judge(questionOf(base, head));
  if (answer.kind === 'refused') return [];
  tally.judged += 1;
  if (answer.breaking.length === 0) return [];
  tally.breaking += 1;
  const comparison = compareInFull(base, head, { today: '2026-11-20' });
  const [before, after] = [operations(base), operations(head)];
  const { disagreements: found } = disagreements(comparison.changes, answer.breaking, [...before, ...after]);
  return found
    .filter(({ who }) => who === 'only openapi-diff')
    .flatMap(({ where, what }) => {
      const names = reasonsFor(what, situationAt(where, comparison, before));
      for (const reason of names) if (reason !== undefined) used.add(reason);
      return what.filter((_, index) => names[index] === undefined).map((code) => `${name}: ${where}: ${code}`);
    });
}

describe.skipIf(pairs.length === 0)('openapi-diff as an oracle', () => {
  test(
    'what it calls breaking, we call breaking or explain; every reason explains something',
    { timeout: 180_000 },
    async () => {
      const faults: string[] = [];
      for (const pair of pairs) faults.push(...(await unexplained(pair)));
      expect(faults).toEqual([]);
      expect(Object.keys(reasons).filter((name) => !used.has(name))).toEqual([]);
      expect(tally.judged).toBeGreaterThan(280);
      expect(tally.breaking).toBeGreaterThan(80);
    },
  );
});
