import { describe, expect, test } from 'vitest';
import { between, get, told } from './between.ts';

function calling(callbacks: string): string {
  return get(`{ callbacks: { ${callbacks} }, responses: {} }`);
}

function callback(name: string, expression: string, operation = '{ responses: {} }'): string {
  return `${name}: { "${expression}": { post: ${operation} } }`;
}

const url = '{$request.body#/url}';

describe('a callback', () => {
  test.each([
    ['its name is in no message', callback('done', url), callback('finished', url)],
    ['an expression with braces and without', callback('done', url), callback('done', '$request.body#/url')],
    [
      'a header in other letters',
      callback('done', '{$request.header.X-To}'),
      callback('done', '{$request.header.x-to}'),
    ],
    [
      'two that exchanged their names',
      `${callback('a', url)}, ${callback('b', '{$request.query.to}')}`,
      `${callback('b', url)}, ${callback('a', '{$request.query.to}')}`,
    ],
  ])('is the same: %s', (_name, before, after) => {
    expect(told(calling(before), calling(after))).toEqual([]);
  });

  test.each([
    [url, '{$request.body#/uri}'],
    [url, '{$request.query.url}'],
    [url, '$request.body#/uri'],
    ['https://{$request.query.host}/done', 'https://{$request.query.host}/ready'],
    ['{$request.body#/Url}', url],
  ])('that is sent to another address is told of: %s to %s', (from, to) => {
    expect(between(calling(callback('done', from)), calling(callback('done', to)))).toMatchObject([
      { id: 'callback-address-changed', level: 'error', args: ['done', from, to] },
    ]);
  });

  test('is compared, whatever it is called', () => {
    const sending = (type: string): string =>
      `{ requestBody: { content: { application/json: { schema: { type: ${type} } } } }, responses: {} }`;
    const before = calling(callback('done', url, sending('integer')));
    for (const [name, to] of [
      ['finished', url],
      ['done', '{$request.body#/uri}'],
    ] as const) {
      expect(told(before, calling(callback(name, to, sending('number'))))).toContain(
        'request-body-type-generalized error',
      );
    }
  });

  test('with another name and another address is another one', () => {
    expect(told(calling(callback('done', url)), calling(callback('finished', '{$request.body#/uri}')))).toEqual([
      'api-path-removed-without-deprecation error',
      'endpoint-added info',
    ]);
  });
});
