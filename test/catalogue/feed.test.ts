import { describe, expect, test } from 'vitest';
import { feedOf, itemsIn } from '../../src/catalogue/feed.ts';
import { toldToAll } from '../../src/catalogue/describe/hidden.ts';
import { comeOrGone, newsOf, type News } from '../../src/catalogue/news.ts';
import type { Change } from '../../src/compare/change.ts';
import { compare } from '../../src/compare/compare.ts';
import { described } from '../spec/files.ts';

const news = (api: string): News => ({
  api,
  title: `${api}: 1 breaking change`,
  lines: [{ level: 'error', text: 'x' }],
  more: 0,
});
const step = (key: string, ...apis: string[]) => ({ key, at: '2026-11-24T00:00:00.000Z', news: apis.map(news) });

describe('the feed', () => {
  test('has the newest step first and each once, however often it is told', () => {
    const first = feedOf('APIs', step('1', 'a', 'b'));
    const second = feedOf('APIs', step('2', 'a'), first.items);
    expect(second.items.map(({ title }) => title.slice(0, 1))).toEqual(['a', 'a', 'b']);
    expect(feedOf('APIs', step('2', 'a'), second.items)).toEqual(second);
    expect(itemsIn(JSON.stringify(second))).toEqual(second.items);
  });

  test('keeps two hundred', () => {
    const many = feedOf('APIs', step('1', ...Array.from({ length: 300 }, (_, i) => `a${i}`)));
    expect(feedOf('APIs', step('2', 'z'), many.items).items).toHaveLength(200);
  });

  test.each([undefined, '', 'no JSON', '{}', '{"items":[{"id":1}]}'])('begins anew where the older is %j', (text) => {
    expect(itemsIn(text)).toEqual([]);
  });
});

const description = (paths: object) =>
  described({ 'api.yaml': JSON.stringify({ openapi: '3.0.3', info: { title: 'x', version: '1.0.0' }, paths }) });
const get = { get: { responses: { 200: { description: 'ok' } } } };
const own = { get: { ...get.get, 'x-internal': true } };
const changes = (base: object, head: object): [readonly Change[], ReturnType<typeof description>[]] => {
  const sides = [description(base), description(head)];
  return [compare(sides[0], sides[1], { today: '2026-11-24' }), sides];
};

describe('what is told of changes', () => {
  test('is the sentence of each, the worst first, with what it counts', () => {
    const [made] = changes({ '/a': get, '/b': get }, { '/a': get, '/c': get });
    expect(newsOf('orders', '1.0.0', made)).toEqual({
      api: 'orders',
      title: 'orders 1.0.0: 1 breaking change, 2 other changes',
      lines: [
        { level: 'error', text: expect.stringContaining('GET /b') as string },
        { level: 'info', text: expect.stringContaining('GET /c') as string },
        { level: 'info', text: expect.stringContaining('version') as string },
      ],
      more: 0,
    });
  });

  test('is nothing where nothing changed', () => {
    expect(newsOf('orders', undefined, [])).toBeUndefined();
  });

  test('has a bound', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`/p${i}`, get]));
    const [made] = changes({}, many);
    expect(newsOf('orders', undefined, made)).toMatchObject({ more: 50 });
    expect(newsOf('orders', undefined, made)?.lines).toHaveLength(100);
  });

  test.each<[string, object, object, string[]]>([
    ['appears', { '/a': get }, { '/a': get, '/own': own }, []],
    ['goes', { '/a': get, '/own': own }, { '/a': get }, []],
    ['becomes internal beside another change', { '/own': get }, { '/own': own, '/b': get }, ['GET /b']],
  ])('is nothing of an internal operation that %s', (_, base, head, told) => {
    const [made, sides] = changes(base, head);
    const seen = toldToAll(made, sides).flatMap(({ operations }) =>
      operations.map(({ method, path }) => `${method} ${path}`),
    );
    expect(seen).toEqual(told);
  });

  test('says what came and what went', () => {
    expect([comeOrGone('a', '1', 'new').title, comeOrGone('a', undefined, 'gone').title]).toEqual([
      'a 1: new',
      'a: no longer there',
    ]);
  });
});
