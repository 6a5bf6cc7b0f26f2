import { expect, test } from 'vitest';
import type { TargetStanding } from '../../src/release/state.ts';
import { skewWords, standingWords } from '../../src/review/render/standings.ts';

type State = TargetStanding['state'];

const cases: readonly [readonly [State, State], boolean][] = [
  [['before', 'before'], false],
  [['live', 'live'], false],
  [['live', 'before'], true],
  [['new', 'new'], true],
  [['before', 'unknown'], true],
];

test.each(cases)('%s: skewed %s', ([eu, us], skewed) => {
  const standings = { 'eu-1': { state: eu }, 'us-1': { state: us } };
  expect(skewWords(standings)).toEqual(skewed ? standingWords(standings) : []);
});

test('each target is told by itself, its own words as code', () => {
  expect(
    standingWords({ 'eu-1': { state: 'new' }, 'us-1': { state: 'unknown', message: 'no answer from @us' } }),
  ).toEqual(['`eu-1` has the new state', '`us-1` cannot be asked and may have the new state: no answer from `@us`']);
  expect(standingWords(undefined)).toEqual([]);
});
