import { describe, expect, test } from 'vitest';
import { get, told } from './between.ts';

function content(...types: readonly string[]): string {
  return `content: { ${types.map((type) => `'${type}': { schema: { type: string } }`).join(', ')} }`;
}

function taking(...types: readonly string[]): string {
  return get(`{ requestBody: { ${content(...types)} }, responses: {} }`);
}

function giving(...types: readonly string[]): string {
  return get(`{ responses: { 200: { description: ok, ${content(...types)} } } }`);
}

const [added, changed, removed] = ['added warning', 'changed error', 'removed info'].map(
  (event) => `request-body-media-type-parameter-${event}`,
);

describe('the parameters of a media type', () => {
  test.each([
    ['application/json; v=1', 'application/json; v=2', changed],
    ['application/json; v=1; a=b', 'application/json; v=2', changed],
    ['application/json', 'application/json; v=1', added],
    ['application/json; v=1', 'application/json', removed],
    ['application/json; profile="a;v=1"', 'application/json; profile="a;v=2"', changed],
    ['text/plain; charset=utf-8', 'text/plain; charset=iso-8859-1', changed],
    ['text/plain', 'text/plain; charset=iso-8859-1', added],
  ])('tell what a request is sent as: %s to %s', (from, to, expected) => {
    expect(told(taking(from), taking(to))).toEqual([expected]);
  });

  test.each([
    ['application/json', 'application/json; charset=utf-8'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json; charset=utf-8', 'application/json; charset=iso-8859-1'],
    ['application/hal+json', 'application/hal+json; charset=utf-8'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/plain; charset=utf-8', 'text/plain; charset="UTF-8"'],
    ['application/json; v=1', 'application/json;v="1"'],
    ['application/json; a=1; b=2', 'application/json; b=2; a=1'],
    ['multipart/form-data; boundary=a', 'multipart/form-data; boundary=b'],
  ])('are no matter in a request: %s to %s', (from, to) => {
    expect(told(taking(from), taking(to))).toEqual([]);
  });

  test('of several are held to those that ask for the same', () => {
    const [one, two, three] = [1, 2, 3].map((version) => `application/json; v=${String(version)}`) as [
      string,
      string,
      string,
    ];
    expect(told(taking(one, two), taking(two, three))).toEqual([changed]);
    expect(told(taking(one), taking(two, 'application/json'))).toEqual(['request-body-media-type-added info']);
    expect(told(taking(one), taking(two, 'application/*'))).toEqual(['request-body-media-type-added info']);
  });

  test('of a response: a boundary is each message’s own', () => {
    expect(told(giving('multipart/mixed; boundary=a'), giving('multipart/mixed; boundary=b'))).toEqual([]);
  });

  test('of a response: a suffix is what comes last', () => {
    expect(told(giving('application/json'), giving('application/a+b+json'))).toEqual([
      'response-media-type-name-specialized info',
    ]);
  });
});

describe('in a webhook', () => {
  const sent = (...types: readonly string[]): string =>
    `{ webhooks: { w: { post: { requestBody: { ${content(...types)} }, responses: {} } } } }`;
  const answered = (...types: readonly string[]): string =>
    `{ webhooks: { w: { post: { responses: { 200: { description: ok, ${content(...types)} } } } } } }`;
  const json = 'application/json';

  test.each([
    ['what comes is new', sent(json), sent(json, 'text/csv'), 'request-body-media-type-added error'],
    ['what came does not any more', sent(json, 'text/csv'), sent(json), 'request-body-media-type-removed info'],
    ['what is taken as an answer is new', answered(json), answered(json, 'text/csv'), 'response-media-type-added info'],
    ['what was taken is not', answered(json, 'text/csv'), answered(json), 'response-media-type-removed error'],
    ['a parameter comes', sent(json), sent(`${json}; v=1`), 'request-body-media-type-parameter-added info'],
    ['a parameter does not', sent(`${json}; v=1`), sent(json), 'request-body-media-type-parameter-removed error'],
    [
      'a parameter is asked for',
      answered(json),
      answered(`${json}; v=1`),
      'response-media-type-parameter-added warning',
    ],
    ['a parameter is not', answered(`${json}; v=1`), answered(json), 'response-media-type-parameter-removed info'],
    ['less is taken', answered(json), answered('application/a+json'), 'response-media-type-name-specialized error'],
    ['more is taken', answered('application/a+json'), answered(json), 'response-media-type-name-generalized info'],
  ])('%s', (_name, before, after, expected) => {
    expect(told(before, after)).toEqual([expected]);
  });

  const headers = (text: string): string =>
    `{ webhooks: { w: { post: { responses: { 200: { description: ok, headers: { ${text} } } } } } } }`;
  const optional = 'X-A: { schema: { type: string } }';
  const required = 'X-A: { required: true, schema: { type: string } }';

  test.each([
    ['is asked for', '', required, 'response-header-added error'],
    ['may come', '', optional, 'response-header-added info'],
    ['became required', optional, required, 'response-header-became-required error'],
    ['became optional', required, optional, 'response-header-became-optional info'],
    ['is not asked for', required, '', 'required-response-header-removed info'],
  ])('a header of an answer %s', (_name, before, after, expected) => {
    expect(told(headers(before), headers(after))).toEqual([expected]);
  });
});

test('one of a range is held to the range that it stood in, though a wider one takes its place', () => {
  const taken = (...media: readonly (readonly [type: string, schema: string])[]): string => {
    const each = media.map(([type, schema]) => `'${type}': { schema: { type: string, ${schema} } }`);
    return get(`{ requestBody: { content: { ${each.join(', ')} } }, responses: {} }`);
  };
  const before = taken(['application/*', 'maxLength: 5']);
  const after = (limit: string): string => taken(['application/json', limit], ['*/*', 'maxLength: 5']);
  const added = 'request-body-media-type-added info';
  expect(told(before, after('maxLength: 5'))).toEqual([added, added]);
  expect(told(before, after('maxLength: 4'))).toContain('request-body-max-length-decreased error');
});
