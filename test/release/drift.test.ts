import { describe, expect, it } from 'vitest';
import { driftOf, summariseDrift } from '../../src/release/drift.ts';
import type { Manifest, Resource } from '../../src/release/manifest.ts';
import type { Json } from '../../src/spec/json.ts';

function resource(id: string, body: Json, api = id): Resource {
  return { id, api, kind: 'route', body, dependsOn: [] };
}

function manifest(...resources: Resource[]): Manifest {
  return { target: 'edge', resources };
}

const route = (upstream: string): Json => ({ upstream, auth: { type: 'key' } });

describe('drift', () => {
  it.each<[string, Manifest, Manifest, string[]]>([
    ['nothing anywhere', manifest(), manifest(), []],
    [
      'the same in another order of resources and keys',
      manifest(resource('b', route('http://a')), resource('a', { auth: { type: 'key' }, upstream: 'http://a' })),
      manifest(resource('a', route('http://a')), resource('b', route('http://a'))),
      [],
    ],
    ['what nobody deployed', manifest(resource('a', 1)), manifest(), ['extra a']],
    ['what is gone', manifest(), manifest(resource('a', 1)), ['missing a']],
    ['another content', manifest(resource('a', 1)), manifest(resource('a', 2)), ['changed a']],
    [
      'all of it, by id',
      manifest(resource('d', 1), resource('c', 1), resource('a', 1)),
      manifest(resource('a', 2), resource('b', 1), resource('c', 1)),
      ['changed a', 'missing b', 'extra d'],
    ],
  ])('is found for %s', (_, live, deployed, expected) => {
    expect(driftOf(live, deployed).map(({ kind, id }) => `${kind} ${id}`)).toEqual(expected);
  });

  it('names whom the gateway names', () => {
    const by = [{ by: 'kubectl-edit', at: '2026-11-21T02:14:07Z' }];
    const found = driftOf(manifest(resource('a', 1), resource('b', 1)), manifest(), new Map([['a', by]]));
    expect(found.map((each) => each.by)).toEqual([by, []]);
  });
});

describe('what became of it', () => {
  const token = `ghp_${'a'.repeat(36)}`;
  it.each<[Json, Json, string]>([
    [route('http://a'), route('http://b'), 'upstream http://a → http://b'],
    [{ password: 'one' }, { password: 'two' }, 'password (hidden) → (hidden, another one)'],
    [{ clientSecret: 'one', n: 1 }, { clientSecret: 'one', n: 2 }, 'n 1 → 2'],
    [{ secret: 'env://A' }, { secret: 'env://B' }, 'secret env://A → env://B'],
    [{ secretName: 'a' }, { secretName: 'b' }, 'secretName a → b'],
    [{ note: 'x' }, { note: `see ${token}` }, 'note x → (hidden, another one)'],
    [{}, { headers: { Authorization: 'Basic abc' } }, 'headers.Authorization (hidden, another one)'],
    [{ url: 'http://a' }, { url: 'http://me:word@a' }, 'url http://a → (hidden, another one)'],
    [{ list: [1, 2] }, { list: [2, 1] }, 'the same in another order or form'],
  ])('%j → %j', (deployed, live, expected) => {
    const [found] = driftOf(manifest(resource('a', live)), manifest(resource('a', deployed)));
    expect(summariseDrift(found!)).toBe(expected);
  });

  it('is nothing more where a thing is there or is not', () => {
    const [found] = driftOf(manifest(resource('a', { password: 'one' })), manifest());
    expect(summariseDrift(found!)).toBe('');
  });
});
