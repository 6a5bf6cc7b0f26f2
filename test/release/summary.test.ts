import { expect, it } from 'vitest';
import type { Resource } from '../../src/release/manifest.ts';
import type { PlanStep } from '../../src/release/plan.ts';
import { summarise } from '../../src/release/summary.ts';
import type { Json } from '../../src/spec/json.ts';

function step(before: Json | undefined, after: Json | undefined): PlanStep {
  const resource = (body: Json): Resource => ({ id: 'r', api: 'orders', kind: 'route', body, dependsOn: [] });
  return {
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    id: 'r',
    api: 'orders',
    kind: 'route',
    wave: 0,
    ...(before !== undefined && { before: resource(before) }),
    ...(after !== undefined && { after: resource(after) }),
  };
}

it.each([
  [{ upstream: 'http://a' }, { upstream: 'http://b' }, 'upstream http://a → http://b'],
  [{ auth: { type: 'jwt' } }, { auth: { type: 'none' } }, 'auth.type jwt → none'],
  [{ rate: 5 }, {}, 'rate removed (was 5)'],
  [
    { operations: [{ method: 'GET', path: '/a' }] },
    { operations: [{ method: 'GET', path: '/b' }] },
    'operations GET /a removed; operations GET /b added',
  ],
  [
    { routes: [{ match: 'm'.repeat(90), services: [{ name: 'one', port: 1 }] }] },
    { routes: [{ match: 'm'.repeat(90), services: [{ name: 'two', port: 1 }] }] },
    'routes.0.services one 1 removed; routes.0.services two 1 added',
  ],
  [{ a: 1 }, undefined, 'no longer served'],
  [{ a: 'x'.repeat(200) }, { a: 'y' }, `a ${'x'.repeat(80)}… → y`],
])('%j → %j', (before, after, expected) => {
  expect(summarise(step(before, after))).toBe(expected);
});

it('says how many more there are', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, index]));
  expect(summarise(step({}, many))).toMatch(/; 3 more$/);
});
