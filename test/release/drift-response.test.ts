import { describe, expect, it } from 'vitest';
import type { Drifted } from '../../src/release/drift.ts';
import {
  answerDrift,
  NO_DRIFT,
  notMade,
  proven,
  settled,
  type DriftAnswer,
  type DriftQuestion,
  type DriftState,
  type Fight,
} from '../../src/release/drift-response.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 2, minute)).toISOString();

function drifted(api: string, id = api, target = 'edge'): Drifted {
  return { target, kind: 'changed', api, id, by: [{ by: 'other-controller' }] };
}

function corrected(id: string, ...minutes: number[]): DriftState {
  return { ...NO_DRIFT, corrections: minutes.map((minute) => ({ target: 'edge', id, at: at(minute) })) };
}

const fight = (id: string): Fight => ({ target: 'edge', api: id, id, at: at(0), by: [] });

interface Case {
  readonly found?: readonly Drifted[];
  readonly state?: DriftState;
  readonly leave?: readonly string[];
  readonly targets?: readonly string[];
  readonly correct: readonly string[];
  readonly fights?: readonly string[];
}

function answer(asked: Partial<DriftQuestion>): DriftAnswer {
  return answerDrift({ found: [], targets: ['edge'], state: NO_DRIFT, now: at(40), leave: new Map(), ...asked });
}

describe('what is put back by itself', () => {
  it.each<[string, Case]>([
    ['nothing where nothing differs', { correct: [] }],
    ['what differs', { found: [drifted('b'), drifted('a'), drifted('a', 'a-2')], correct: ['a', 'b'] }],
    ['not what is to be left', { found: [drifted('a'), drifted('b')], leave: ['a'], correct: ['b'] }],
    ['a third time within an hour', { found: [drifted('a')], state: corrected('a', 10, 20), correct: ['a'] }],
    ['no fourth time', { found: [drifted('a')], state: corrected('a', 10, 20, 30), correct: [], fights: ['a'] }],
    ['a fourth time after an hour', { found: [drifted('a')], state: corrected('a', -30, 20, 30), correct: ['a'] }],
    [
      'nothing of an API that is fought over in part',
      { found: [drifted('a'), drifted('a', 'a-2')], state: corrected('a', 10, 20, 30), correct: [], fights: ['a'] },
    ],
    [
      'the same thing elsewhere',
      { found: [drifted('b', 'a', 'other')], state: corrected('a', 10, 20, 30), correct: ['b'] },
    ],
    [
      'nothing while the fight stands, however long ago it was',
      { found: [drifted('a')], state: { ...NO_DRIFT, fights: [fight('a')] }, correct: [], fights: ['a'] },
    ],
    ['and the fight is over where live is left alone', { state: { ...NO_DRIFT, fights: [fight('a')] }, correct: [] }],
    ['but not so soon', { state: { ...corrected('a', 10, 20, 30), fights: [fight('a')] }, correct: [], fights: ['a'] }],
    [
      'nor where it cannot be seen',
      { state: { ...NO_DRIFT, fights: [fight('a')] }, targets: [], correct: [], fights: ['a'] },
    ],
  ])('%s', (_, { found = [], state = NO_DRIFT, leave = [], targets = ['edge', 'other'], correct, fights = [] }) => {
    const answered = answer({ found, targets, state, leave: new Map(leave.map((api) => [api, 'left'])) });
    expect(answered.correct).toEqual(correct);
    expect(answered.state.fights.map(({ id }) => id)).toEqual(fights);
  });

  it('is counted once it is proven, and what is older than an hour is forgotten', () => {
    const { state, isNew } = answer({ found: [drifted('a')], state: corrected('a', -50, 30) });
    expect(isNew).toBe(true);
    expect(state.begun).toEqual([{ target: 'edge', api: 'a', id: 'a', at: at(40) }]);
    const { corrections, begun } = proven(state, ['edge']);
    expect(corrections.map((one) => one.at)).toEqual([at(30), at(40)]);
    expect(begun).toEqual([]);
    expect(notMade(state, ['edge'])).toMatchObject({ corrections: [{ at: at(30) }], begun: [] });
  });

  it.each([
    ['still differs', [drifted('a')]],
    ['is as it was deployed by now', []],
  ])('is gone on with, and counts once, where it was begun and never proven and %s', (_, found) => {
    const begun = [{ target: 'edge', api: 'a', id: 'a', at: at(35) }];
    const { correct, isNew, state } = answer({ found, state: { ...corrected('a', 10, 20), begun } });
    expect([correct, isNew, state.begun]).toEqual([['a'], false, begun]);
    expect(proven(state, ['edge']).corrections).toHaveLength(3);
  });

  it('is neither made nor forgotten where it was begun on a target that cannot be read now', () => {
    const begun = [{ target: 'gone', api: 'a', id: 'a', at: at(35) }];
    const { correct, state } = answer({ state: { ...NO_DRIFT, begun } });
    expect(correct).toEqual([]);
    expect(proven(state, ['edge'])).toMatchObject({ corrections: [], begun });
  });

  it('begins anew once somebody decided', () => {
    const begun = [{ target: 'edge', api: 'a', id: 'a', at: at(35) }];
    const before = { ...corrected('a', 10, 20, 30), fights: [fight('a'), fight('b')], begun };
    const state = settled(before, [drifted('a')]);
    expect([state.corrections, state.begun]).toEqual([[], []]);
    expect(state.fights).toEqual([fight('b')]);
  });
});
