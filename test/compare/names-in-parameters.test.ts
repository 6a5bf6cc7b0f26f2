import { describe, expect, test } from 'vitest';
import { shownErrors } from './between.ts';

const operation = (rest: string): string => `{ paths: { /a: { get: { ${rest} } } } }`;
const asking = (parameter: string): string => operation(`parameters: [{ name: p, ${parameter} }], responses: {}`);
const json = (schema: string): string => `content: { application/json: { schema: ${schema} } }`;

const places: Readonly<Record<string, (schema: string) => string>> = {
  'content of a query': (schema) => asking(`in: query, ${json(schema)}`),
  'content of a header': (schema) => asking(`in: header, ${json(schema)}`),
  deepObject: (schema) => asking(`in: query, style: deepObject, explode: true, schema: ${schema}`),
};

const limits: readonly (readonly [string, string, string])[] = [
  ['propertyNames: { maxLength: 2 }', 'property-names', '{"aaa":null}'],
  ['unevaluatedProperties: false', 'unevaluated-properties', ''],
  ["patternProperties: { '^x': { type: integer } }", 'pattern-property', '{"x":null}'],
  ['dependentRequired: { x: [y] }', 'dependent-required', '{"x":null}'],
  ['dependentSchemas: { x: { required: [y] } }', 'dependent-schema', '{"x":null}'],
];

const object = (rest: string): string => `{ type: object, properties: { a: { type: string } }${rest} }`;

describe.each(Object.entries(places))('names that nobody declared are limited: %s', (_, place) => {
  test.each(limits)('%s', (limit, stem, witness) => {
    const shown = [`request-parameter-${stem}-added p`, witness].filter((part) => part !== '').join(' ');
    expect(shownErrors(place(object('')), place(object(`, ${limit}`)))).toEqual([shown]);
    expect(shownErrors(place(object(`, ${limit}`)), place(object('')))).toEqual([]);
  });
});

test.each(limits)('further in: %s', (limit, stem, witness) => {
  const within = (rest: string): string =>
    asking(`in: query, ${json(`{ type: object, properties: { o: ${object(rest)} } }`)}`);
  const shown = [`request-parameter-property-${stem}-added p.o`, witness].filter((part) => part !== '').join(' ');
  expect(shownErrors(within(''), within(`, ${limit}`))).toEqual([shown]);
});

test('a header that is read may have had no such names', () => {
  const header = (rest: string): string =>
    operation(`responses: { '200': { description: ok, headers: { X-P: { ${json(object(rest))} } } } }`);
  const [limited, free] = [header(', propertyNames: { maxLength: 2 }'), header('')];
  expect(shownErrors(limited, free)).toEqual(['response-header-property-names-removed X-P {"aaa":null}']);
  expect(shownErrors(free, limited)).toEqual([]);
});
