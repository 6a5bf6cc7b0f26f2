import { expect, test } from 'vitest';
import { decideReview } from '../../src/review/decide.ts';
import type { ReviewFacts, TargetPlan } from '../../src/review/facts.ts';
import type { Waiver } from '../../src/release/state.ts';
import { api, change, facts, range, removed, violation } from './facts.ts';

const problem = {
  code: 'yaml-syntax',
  message: 'This is not valid YAML.',
  range: range('apis/orders/openapi.yaml', 3),
};

function waiver(over: Partial<Waiver> = {}): Waiver {
  return {
    api: 'orders',
    fingerprint: '81be07aa11cc',
    pull: 7,
    by: 'tom',
    at: '2026-11-20T10:00:00Z',
    reason: 'meant',
    ...over,
  };
}

function plan(state: TargetPlan['state']): ReviewFacts['plan'] {
  const target = { target: 'eu-1', state, steps: [], problems: state === 'planned' ? [] : ['why not'] };
  return [{ environment: 'staging', targets: [target], pins: {}, holds: {}, access: [] }];
}

const cases: readonly [string, Partial<ReviewFacts>, 'success' | 'failure' | 'neutral'][] = [
  ['no API is touched', {}, 'neutral'],
  ['an API without differences', { apis: [api()] }, 'success'],
  ['an error', { apis: [api({ changes: [change()] })] }, 'failure'],
  ['a warning', { apis: [api({ changes: [change({ level: 'warning' })] })] }, 'success'],
  ['a note', { apis: [api({ changes: [change({ level: 'info' })] })] }, 'success'],
  [
    'a version that is too low',
    { apis: [api({ semver: { from: '1.0.0', to: '1.0.0', needed: 'major', enough: false } })] },
    'success',
  ],
  ['a new violation', { apis: [api({ violations: [violation()] })] }, 'failure'],
  ['a violation that the base has', { apis: [api({ violations: [violation({ isNew: false })] })] }, 'success'],
  ['a new warning of a rule', { apis: [api({ violations: [violation({ level: 'warning' })] })] }, 'success'],
  ['a waived error', { apis: [api({ changes: [change()] })], waivers: [waiver()] }, 'success'],
  [
    'a waiver on its last day',
    { apis: [api({ changes: [change()] })], waivers: [waiver({ until: '2026-11-21' })] },
    'success',
  ],
  [
    'a waiver the day after',
    { apis: [api({ changes: [change()] })], waivers: [waiver({ until: '2026-11-20' })] },
    'failure',
  ],
  ['one of two waived', { apis: [api({ changes: [change(), removed()] })], waivers: [waiver()] }, 'failure'],
  ['an unreadable head', { apis: [api({ problems: [{ side: 'head', problem }] })] }, 'failure'],
  ['an unreadable base', { apis: [api({ problems: [{ side: 'base', problem }] })] }, 'success'],
  ['a broken configuration on the head', { configProblems: [{ side: 'head', problem }] }, 'failure'],
  ['a broken configuration on the base', { apis: [api()], configProblems: [{ side: 'base', problem }] }, 'success'],
  ['a configuration that changes', { configChanged: { fromFork: true } }, 'neutral'],
  ['an inspection out of time', { inspectFailure: { reason: 'time', message: '10 s were not enough.' } }, 'failure'],
  ['a target that cannot express it', { apis: [api()], plan: plan('problems') }, 'failure'],
  ['a gateway that cannot be read', { apis: [api()], plan: plan('unreadable') }, 'success'],
  ['a target of somebody else', { apis: [api()], plan: plan('not-allowed') }, 'success'],
];

test.each(cases)('%s', (_, over, conclusion) => {
  expect(decideReview(facts(over)).conclusion).toBe(conclusion);
});

test('what follows from a problem of the base is a sentence of its own', () => {
  const told = ['There is no x', 'There is no x.'].map((message) => {
    const problems = [{ side: 'base', problem: { code: 'ref-unresolved', message } } as const];
    return decideReview(facts({ apis: [api({ problems })] })).troubles[0]?.message;
  });
  const sentence = 'There is no x. It stands so on the base: nothing there can be compared.';
  expect(told).toEqual([sentence, sentence]);
});

test('what blocks comes first, then warnings, what is waived, notes', () => {
  const changes = [
    change({ level: 'info', fingerprint: 'a1' }),
    change({ fingerprint: 'a2' }),
    change({ level: 'warning', fingerprint: 'a3' }),
    change({ fingerprint: 'a4' }),
  ];
  const verdict = decideReview(facts({ apis: [api({ changes })], waivers: [waiver({ fingerprint: 'a2' })] }));
  expect(verdict.findings.map(({ fingerprint }) => fingerprint)).toEqual(['a4', 'a3', 'a2', 'a1']);
});
