import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

/** `id property` of each error of a request's and a response's body whose schema changed so, and how it is shown. */
function errors(before: string, after: string): string[] {
  const [old, now] = [before, after].map((schema) => {
    const content = `content: { application/json: { schema: ${schema} } }`;
    return `{ paths: { /a: { post: { requestBody: { ${content} }, responses: { '200': { ${content} } } } } } }`;
  }) as [string, string];
  return shownErrors(old, now);
}

const list = (rest: string): string => `{ type: array, ${rest} }`;
const object = (rest: string): string => `{ type: object, ${rest} }`;
const a = 'properties: { a: { type: string } }';

test.each([
  ['what is left of items', list('unevaluatedItems: false'), list('items: false')],
  [
    'what is left behind the first',
    list('prefixItems: [{}], unevaluatedItems: { type: string }'),
    list('prefixItems: [{}], items: { type: string }'),
  ],
  [
    'as many items as there are in a row',
    list('items: { type: string }, minItems: 2, maxItems: 2'),
    list('prefixItems: [{ type: string }, { type: string }], items: false, minItems: 2'),
  ],
  [
    'what is left of properties',
    object(`${a}, unevaluatedProperties: false`),
    object(`${a}, additionalProperties: false`),
  ],
  [
    'a schema of what is left',
    object(`${a}, unevaluatedProperties: { type: integer }`),
    object(`${a}, additionalProperties: { type: integer }`),
  ],
  [
    'closed by names and by what is left',
    object(`${a}, propertyNames: { enum: [a] }`),
    object(`${a}, additionalProperties: false`),
  ],
  [
    'closed once and twice',
    object(`${a}, additionalProperties: false`),
    object(`${a}, additionalProperties: false, unevaluatedProperties: false`),
  ],
  ['a name and a pattern of it alone', object(a), object('patternProperties: { "^a$": { type: string } }')],
  [
    'not, and not again',
    `{ not: { not: ${object(`${a}, additionalProperties: false`)} } }`,
    object(`${a}, additionalProperties: false`),
  ],
  ['one item, said and unsaid', list('contains: { type: string }'), list('contains: { type: string }, minContains: 1')],
  [
    'a condition turned round',
    object(`${a}, if: { required: [a] }, then: { minProperties: 2 }, else: { maxProperties: 1 }`),
    object(`${a}, if: { not: { required: [a] } }, then: { maxProperties: 1 }, else: { minProperties: 2 }`),
  ],
])('says the same in other words: %s', (_name, one, other) => {
  expect(errors(one, other)).toEqual([]);
  expect(errors(other, one)).toEqual([]);
});

test('what other words narrow is told', () => {
  expect(errors(list('unevaluatedItems: { type: [string, "null"] }'), list('items: { type: string }'))).toContain(
    'request-body-accepts-less [null]',
  );
  const two = list('contains: { type: string }, minContains: 2');
  expect(errors(list('contains: { type: string }'), two)).toEqual(['request-body-min-contains-set [""]']);
});

test('what validators read otherwise is no witness: which items contains has evaluated', () => {
  const found = errors(list('contains: {}, unevaluatedItems: false'), list('unevaluatedItems: false'));
  expect(found.filter((each) => each.includes('[null]'))).toEqual([]);
});
