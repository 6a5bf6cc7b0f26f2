import { describe, expect, it } from 'vitest';
import { wavesToWait } from '../../../src/gateway/kubernetes/heard.ts';
import { makePlan } from '../../../src/release/make-plan.ts';
import type { Resource } from '../../../src/release/manifest.ts';

const resource = (id: string, dependsOn: string[] = [], rate = 1): Resource => ({
  id,
  api: 'orders',
  kind: 'any',
  body: { rate, names: dependsOn },
  dependsOn,
});

interface Case {
  readonly live: readonly Resource[];
  readonly desired: readonly Resource[];
  readonly before: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'a route goes to a new service': {
    live: [resource('route', ['old']), resource('old')],
    desired: [resource('route', ['new']), resource('new')],
    before: ['update route', 'delete old'],
  },
  'a route gets a middleware more': {
    live: [resource('route', ['service']), resource('service')],
    desired: [resource('route', ['service', 'limit']), resource('service'), resource('limit')],
    before: ['update route'],
  },
  'a new split stands between a route and its services': {
    live: [resource('route', ['a']), resource('a')],
    desired: [resource('route', ['split']), resource('split', ['a', 'b']), resource('a'), resource('b')],
    before: ['update route'],
  },
  'a new API': {
    live: [],
    desired: [resource('route', ['service']), resource('service')],
    before: [],
  },
  'an API that goes': {
    live: [resource('route', ['service']), resource('service')],
    desired: [],
    before: [],
  },
  'nothing is named that was not': {
    live: [resource('route', ['limit']), resource('limit')],
    desired: [resource('route', ['limit'], 2), resource('limit', [], 2)],
    before: [],
  },
};

describe('wavesToWait', () => {
  it.each(Object.entries(cases))('when %s', (_, { live, desired, before }) => {
    const { steps } = makePlan({ target: 'eu-1', resources: live }, { target: 'eu-1', resources: desired });
    const waves = wavesToWait(steps);
    expect(steps.filter(({ wave }) => waves.has(wave)).map(({ action, id }) => `${action} ${id}`)).toEqual(before);
  });
});
