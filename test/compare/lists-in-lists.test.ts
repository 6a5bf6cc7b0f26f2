import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { today } from './between.ts';
import { describeText } from './describe.ts';

const list = (format: string, items = '{ type: string }'): string =>
  `type: array, items: ${items}${format === '' ? '' : `, collectionFormat: ${format}`}`;
const nested = (format: string): string => list('pipes', `{ ${list(format)} }`);

/** A description of OpenAPI 2.0. */
function old(operation: string): string {
  return `{ swagger: '2.0', info: { title: T, version: '1' }, paths: { /a: { post: ${operation} } } }`;
}

const query = (rest: string): string => old(`{ parameters: [{ name: a, in: query, ${rest} }], responses: {} }`);
const field = (rest: string): string => old(`{ parameters: [{ name: a, in: formData, ${rest} }], responses: {} }`);
const header = (rest: string): string =>
  old(`{ responses: { 200: { description: ok, headers: { X-A: { ${rest} } } } } }`);

function told(before: string, after: string): string[] {
  const [base, head] = [before, after].map((text) => describeText(JSON.stringify(parse(text) as JsonObject)));
  return base === undefined || head === undefined
    ? []
    : compare(base, head, { today }).map(({ id, level }) => `${id} ${level}`);
}

test.each([
  ['of a query parameter', query, 'request-parameter-style-changed error'],
  ['of a field of a form', field, 'request-body-encoding-style-changed error'],
  ['of a response header', header, 'response-header-style-changed error'],
])('what separates the items of lists in a list %s', (_name, place, expected) => {
  expect(told(place(nested('csv')), place(nested('ssv')))).toEqual([expected]);
  expect(told(place(nested('ssv')), place(nested('')))).toEqual([expected]);
  expect(told(place(nested('')), place(nested('csv')))).toEqual([]);
});

test('is looked at further in, and beside what separates the lists', () => {
  const three = (inner: string, outer: string): string => query(list(outer, `{ ${list('', `{ ${list(inner)} }`)} }`));
  expect(told(three('csv', 'csv'), three('tsv', 'csv'))).toHaveLength(1);
  expect(told(three('csv', 'csv'), three('tsv', 'pipes'))).toHaveLength(2);
});

test('has no word where there is no list in the list, nor in later versions', () => {
  const single = (format: string): string => query(list('', `{ type: string, collectionFormat: ${format} }`));
  expect(told(single('csv'), single('pipes'))).toEqual([]);
  const later = (format: string): string =>
    `{ openapi: 3.0.3, info: { title: T, version: '1' }, paths: { /a: { post: { parameters: [{ name: a, in: query, schema: { ${nested(format)} } }], responses: {} } } } }`;
  expect(told(later('csv'), later('ssv'))).toEqual([]);
});

test('is told where it stands', () => {
  const text = (format: string): string => `swagger: '2.0'
info: { title: T, version: '1' }
paths:
  /a:
    get:
      parameters:
        - name: a
          in: query
          type: array
          items:
            type: array
            collectionFormat: ${format}
            items: { type: string }
      responses: {}
`;
  expect(compare(describeText(text('csv')), describeText(text('ssv')), { today })).toMatchObject([
    {
      message: 'Query parameter a: each list in it is written in another way: collectionFormat went from csv to ssv.',
      base: { start: { line: 12, column: 13 } },
      head: { start: { line: 12, column: 13 } },
    },
  ]);
});

test.each([
  [query, 'csv', 'multi', 'request-parameter-explode-changed', 'Query parameter a'],
  [query, 'pipes', '', 'request-parameter-style-changed', 'Query parameter a'],
  [field, 'ssv', 'multi', 'request-body-encoding-style-changed', 'Request body: field a'],
  [header, '', 'tsv', 'response-header-style-changed', 'Response header X-A of response 200'],
])('OpenAPI 2.0 is told in its own words: %o, %s, then %s', (place, from, to, id, where) => {
  const [base, head] = [from, to].map((format) => describeText(JSON.stringify(parse(place(list(format))))));
  const message = `${where} is written in another way: collectionFormat went from ${from || 'csv'} to ${to || 'csv'}.`;
  expect(base && head && compare(base, head, { today })).toMatchObject([{ id, message }]);
});

test('what separates the items of the whole list is told where it stands', () => {
  const text = (format: string): string => `swagger: '2.0'
info: { title: T, version: '1' }
paths:
  /a:
    post:
      parameters:
        - name: a
          in: query
          type: array
          collectionFormat: ${format}
          items: { type: string }
        - name: b
          in: formData
          type: array
          collectionFormat: ${format}
          items: { type: string }
      responses: {}
`;
  const changes = compare(describeText(text('csv')), describeText(text('multi')), { today });
  expect(changes.map(({ base, head }) => [base?.start.line, head?.start.line])).toEqual([
    [15, 15],
    [10, 10],
  ]);
});
