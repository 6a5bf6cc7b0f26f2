import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pairsIn } from '../../scripts/corpus/pairs.ts';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { Description } from '../../src/spec/description.ts';
import { largePair } from './large-pair.ts';
import { shared } from './shared.ts';

const pairs = ['oasdiff', 'probes', 'optic'].flatMap((set) => [...pairsIn(shared(`corpora/${set}`))]);

function shownBy(before: Description, after: Description): Change[] {
  const changes = compare(before, after, { today: '2026-11-20', witness: 'all', examples: 0 });
  return changes.filter(({ witness }) => witness !== undefined);
}

/** What a witness shows at one spot, in the words of the description that was `base` at first. */
function spot({ witness }: Change, isTurned: boolean): string {
  const [one, other] = isTurned ? [witness?.head, witness?.base] : [witness?.base, witness?.head];
  return JSON.stringify([witness?.surface, one, other, witness?.instance]);
}

describe.skipIf(pairs.length === 0)('base and head in each other’s place', () => {
  test('no value shows an error both ways: what was refused is accepted now', { timeout: 120_000 }, () => {
    let shown = 0;
    for (const { name, base, head } of pairs) {
      const there = shownBy(base, head);
      const back = new Set(shownBy(head, base).map((change) => spot(change, true)));
      shown += there.length;
      expect(
        there.filter((change) => back.has(spot(change, false))),
        name,
      ).toEqual([]);
    }
    expect(shown).toBeGreaterThan(200);
  });

  test.skipIf(!existsSync(shared('corpora/big'))).each([
    ['stripe', 50],
    ['gh-api', 30],
    ['gh-ghes', 2],
    ['twilio', 10],
  ])('nor in the two releases of %s', { timeout: 120_000 }, (name, least) => {
    const { before, after } = largePair(name);
    const there = shownBy(before, after);
    const back = new Set(shownBy(after, before).map((change) => spot(change, true)));
    expect(there.filter((change) => back.has(spot(change, false)))).toEqual([]);
    expect(there.length).toBeGreaterThan(least);
  });
});
