import { describe, expect, it } from 'vitest';
import { openTargets } from '../../src/gateway/registry.ts';

const embedded = (repositories: string[]) => ({
  kind: 'embedded' as const,
  admin: ['http://127.0.0.1:9001'],
  url: 'http://127.0.0.1:9000',
  secret: { env: 'EDGE_SECRET' },
  repositories,
});
const registry = openTargets(
  { targets: { edge: embedded(['acme/*']), shop: embedded(['acme/shop', 'other/*-api']) } },
  { EDGE_SECRET: 'value' },
);
const outcome = (name: string, repository: string): string => {
  const found = registry.get(name, repository);
  return found.ok ? found.target.name : found.reason;
};

describe('openTargets', () => {
  it.each([
    ['edge', 'acme/apis', 'edge'],
    ['edge', 'Acme/APIs', 'edge'],
    ['edge', 'acme/.github', 'edge'],
    ['edge', 'acme-evil/apis', 'not-allowed'],
    ['edge', 'evil/acme/apis', 'not-allowed'],
    ['edge', 'acme/a/b', 'not-allowed'],
    ['shop', 'acme/shop', 'shop'],
    ['shop', 'acme/shop2', 'not-allowed'],
    ['shop', 'other/orders-api', 'shop'],
    ['nowhere', 'acme/apis', 'unknown'],
    ['constructor', 'acme/apis', 'unknown'],
  ])('%s for %s: %s', (name, repository, expected) => {
    expect(outcome(name, repository)).toBe(expected);
  });

  it('names what there is', () => {
    expect(registry.names).toEqual(['edge', 'shop']);
    expect(registry.get('edg', 'acme/apis')).toMatchObject({
      message: expect.stringContaining('edge, shop') as string,
    });
    const none = openTargets({ targets: {} }, {}).get('edge', 'acme/apis');
    expect(none).toMatchObject({ message: 'There is no target edge. Known to the operator: none.' });
  });
});

it('opens one Prometheus for all targets that ask it as the same, and none for others', () => {
  const prometheus = 'http://127.0.0.1:9090';
  const base = embedded(['acme/*']);
  const named = openTargets(
    {
      targets: {
        one: { ...base, prometheus },
        two: { ...base, prometheus },
        other: { ...base, prometheus, prometheusToken: { env: 'EDGE_SECRET' } },
        none: base,
      },
    },
    { EDGE_SECRET: 'value' },
  );
  const of = (name: string) => {
    const found = named.get(name, 'acme/apis');
    return found.ok ? found.target.prometheus : undefined;
  };
  expect(of('one')).toBeDefined();
  expect(of('two')).toBe(of('one'));
  expect(of('other')).not.toBe(of('one'));
  expect(of('none')).toBeUndefined();
});
