import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

/** `id property` of each error where the schema of a parameter changed so, and how it is shown. */
function errors(style: string, before: string, after: string): string[] {
  const [old, now] = [before, after].map(
    (schema) =>
      `{ paths: { /a: { get: { parameters: [{ name: q, in: query, ${style} schema: ${schema} }], responses: {} } } } }`,
  ) as [string, string];
  return shownErrors(old, now);
}

const DEEP = 'style: deepObject, explode: true,';
const filter = (b: string, rest = ''): string =>
  `{ type: object, properties: { in: { type: object, properties: { b: ${b}, c: { type: integer } }, ${rest} } } }`;
const list = (b: string, rest = ''): string =>
  `{ type: array, items: { type: object, properties: { b: ${b} }, ${rest} } }`;

const TEXT = '{ type: string }';

test.each([
  [
    'another type',
    DEEP,
    filter(TEXT),
    filter('{ type: integer }'),
    'request-parameter-property-type-specialized q.in.b',
  ],
  ['a limit', DEEP, filter(TEXT), filter('{ type: string, maxLength: 3 }'), 'request-parameter-accepts-less q.in.b'],
  ['a required property', DEEP, filter(TEXT), filter(TEXT, 'required: [b]'), 'request-parameter-accepts-less q.in'],
  [
    'a required property below a name that reads like null',
    DEEP,
    filter(TEXT).replace('in:', 'nullable:'),
    filter(TEXT, 'required: [b]').replace('in:', 'nullable:'),
    'request-parameter-accepts-less q.nullable',
  ],
  [
    'another type in a list',
    '',
    list(TEXT),
    list('{ type: integer }'),
    'request-parameter-property-type-specialized q.[].b',
  ],
  ['a required property in a list', '', list(TEXT), list(TEXT, 'required: [b]'), 'request-parameter-accepts-less q.[]'],
  [
    'an object that became a text',
    DEEP,
    filter(TEXT),
    `{ type: object, properties: { in: ${TEXT} } }`,
    'request-parameter-accepts-less q.in',
  ],
  [
    'lists in a list',
    '',
    '{ type: array, items: { type: array, items: { type: string } } }',
    '{ type: array, items: { type: array, items: { type: string }, maxItems: 2 } }',
    'request-parameter-accepts-less q.[]',
  ],
])('what has no defined text is told by what the schemas say: %s', (_name, style, before, after, expected) => {
  expect(errors(style, before, after)).toEqual([`${expected} not proved`]);
  expect(errors(style, before, before)).toEqual([]);
});

test.each([
  ['a limit that is gone', DEEP, filter('{ type: string, maxLength: 3 }'), filter(TEXT)],
  ['a boolean and its words', DEEP, filter('{ type: boolean }'), filter('{ enum: ["true", "false"] }')],
  ['a property that is new', '', list(TEXT), '{ type: array, items: { type: object } }'],
  ['null, which has no text', DEEP, filter('{}'), filter('{ not: { type: "null" } }')],
])('what takes all that it took is no error: %s', (_name, style, before, after) => {
  expect(errors(style, before, after)).toEqual([]);
});

test('what has a text keeps its witness', () => {
  const flat = (rest: string): string => `{ type: object, properties: { b: { type: string, ${rest} } } }`;
  expect(errors(DEEP, flat(''), flat('maxLength: 3'))).toEqual(['request-parameter-accepts-less q {"b":"aaaa"}']);
  expect(
    errors('', `{ type: array, items: ${TEXT} }`, '{ type: array, items: { type: string, maxLength: 3 } }'),
  ).toEqual(['request-parameter-accepts-less q ["aaaa"]']);
});
