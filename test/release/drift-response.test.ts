import { describe, expect, it } from 'vitest';
import type { Drifted } from '../../src/release/drift.ts';
import { answerDrift, NO_DRIFT, settled, type DriftState, type Fight } from '../../src/release/drift-response.ts';

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
    const answer = answerDrift({
      found,
      targets,
      state,
      now: at(40),
      leave: new Map(leave.map((api) => [api, 'left'])),
    });
    expect(answer.correct).toEqual(correct);
    expect(answer.state.fights.map(({ id }) => id)).toEqual(fights);
  });

  it('is counted, and what is older than an hour is forgotten', () => {
    const { state } = answerDrift({
      found: [drifted('a')],
      targets: ['edge'],
      state: corrected('a', -50, 30),
      now: at(40),
      leave: new Map(),
    });
    expect(state.corrections.map((one) => one.at)).toEqual([at(30), at(40)]);
  });

  it('begins anew once somebody decided', () => {
    const state = settled({ ...corrected('a', 10, 20, 30), fights: [fight('a'), fight('b')] }, [drifted('a')]);
    expect(state.corrections).toEqual([]);
    expect(state.fights).toEqual([fight('b')]);
  });
});
