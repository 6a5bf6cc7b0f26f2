import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/spec/json.ts';
import { documentServers } from '../../src/spec/servers.ts';
import { described } from './files.ts';

function served(...servers: Json[]): { readonly urls: readonly string[]; readonly defaults: readonly string[] } {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, servers, paths: {} });
  const found = documentServers(described({ 'api.yaml': text }));
  return { urls: found?.urls ?? [], defaults: found?.defaults ?? [] };
}

const values = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);

describe('the addresses of a server', () => {
  test.each([
    ['no variable', 'https://x.example/', {}, ['https://x.example'], []],
    ['one that is not told of', 'https://{t}.example', {}, ['https://{t}.example'], []],
    [
      'one of any value',
      'https://{t}.example',
      { t: { default: 'a' } },
      ['https://{t}.example'],
      ['https://a.example'],
    ],
    ['one of some values', '/{v}', { v: { default: 'a', enum: ['a', 'b'] } }, ['/a', '/b'], []],
    ['numbers', ':{p}', { p: { default: 80, enum: [80, 81] } }, [':80', ':81'], []],
    [
      'one of each',
      '//{t}.example/{v}',
      { t: { default: 'a' }, v: { enum: ['1', '2'] } },
      ['//{t}.example/1', '//{t}.example/2'],
      ['//a.example/1', '//a.example/2'],
    ],
    [
      'two lists',
      '/{v}/{w}',
      { v: { enum: ['a', 'b'] }, w: { enum: ['c', 'd'] } },
      ['/a/c', '/b/c', '/a/d', '/b/d'],
      [],
    ],
    ['one at two places', '/{v}/{v}', { v: { enum: ['a', 'b'] } }, ['/a/a', '/b/b'], []],
    [
      'an empty value',
      'https://x.example/{v}',
      { v: { default: '' } },
      ['https://x.example/{v}'],
      ['https://x.example'],
    ],
    ['a name like a value', '/{v}v', { v: { enum: ['{w}'] }, w: { enum: ['a'] } }, ['/{w}v'], []],
    ['no empty name', '/{}', { '': { default: 'a' } }, ['/{}'], []],
    ['no variables that all objects have', '/{toString}', {}, ['/{toString}'], []],
    ['too many values', '/{v}', { v: { default: 'v0', enum: values(65) } }, ['/{v}'], []],
    ['too long values', '/{v}'.repeat(1000), { v: { enum: ['long'.repeat(1000)] } }, ['/{v}'.repeat(1000)], []],
  ])('%s', (_name, url, variables, urls, defaults) => {
    expect(served({ url, variables })).toEqual({ urls, defaults });
  });

  test('as many values as are spelled out', () => {
    expect(served({ url: '/{v}', variables: { v: { enum: values(64) } } }).urls).toHaveLength(64);
  });
});
