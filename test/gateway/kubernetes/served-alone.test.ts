import { expect, it } from 'vitest';
import { servedAlone } from '../../../src/gateway/kubernetes/served-alone.ts';
import type { JsonObject } from '../../../src/spec/json.ts';

const provider = 'kubernetescrd';
const full = (name: string): string => `${name}@${provider}`;

/** Router → the service that it names. */
const routersTo = (to: Readonly<Record<string, string>>): Map<string, JsonObject> =>
  new Map(Object.entries(to).map(([name, service]) => [full(name), { service, provider }]));
const split = (...names: string[]): JsonObject => ({
  weighted: { services: names.map((name) => ({ name, weight: 1 })) },
});
const apis = new Map([
  [full('orders'), 'orders'],
  [full('basket'), 'basket'],
]);
const found = (to: Readonly<Record<string, string>>, services: Readonly<Record<string, JsonObject>> = {}) =>
  Object.fromEntries(
    servedAlone(routersTo(to), new Map(Object.entries(services).map(([name, body]) => [full(name), body])), apis),
  );

it('counts the services of an API, behind weights and weights of weights as well', () => {
  const services = { top: split('a', 'inner'), inner: split('b', 'c@file') };
  expect(found({ orders: 'top', basket: 'd' }, services)).toEqual({
    [full('a')]: 'orders',
    [full('b')]: 'orders',
    'c@file': 'orders',
    [full('d')]: 'basket',
  });
});

it('says nothing of APIs that share a service, though they have others of their own', () => {
  const services = { one: split('a', 'both'), two: split('both', 'b') };
  expect(found({ orders: 'one', basket: 'two' }, services)).toEqual({});
});

it('says nothing of one that somebody else is served by too, and nothing of somebody else', () => {
  expect(found({ orders: 'a', stranger: 'a', basket: 'b', other: 'c' })).toEqual({ [full('b')]: 'basket' });
});

it('ends where services lead to each other', () => {
  expect(found({ orders: 'one' }, { one: split('two'), two: split('one', 'a') })).toEqual({ [full('a')]: 'orders' });
});
