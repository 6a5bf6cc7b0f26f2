import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

/** `id property witness` of each error where the schema of a body changed so. */
function errors(direction: 'request' | 'response', before: string, after: string): string[] {
  const [old, now] = [before, after].map((schema) => {
    const content = `{ content: { application/json: { schema: ${schema} } } }`;
    const message =
      direction === 'request' ? `requestBody: ${content}, responses: {}` : `responses: { '200': ${content} }`;
    return `{ paths: { /a: { post: { ${message} } } } }`;
  }) as [string, string];
  return shownErrors(old, now).sort();
}

function ofParameter(before: string, after: string): string[] {
  const [old, now] = [before, after].map(
    (schema) =>
      `{ paths: { /a: { get: { parameters: [{ name: q, in: query, schema: ${schema} }], responses: {} } } } }`,
  ) as [string, string];
  return shownErrors(old, now).sort();
}

const object = (rest: string): string => `{ type: object, ${rest} }`;

test('each value that is gone is shown by itself', () => {
  const [before, after] = ['{ type: string, enum: [a, b, c] }', '{ type: string, enum: [a] }'];
  expect(errors('request', before, after)).toEqual([
    'request-body-enum-value-removed "b"',
    'request-body-enum-value-removed "c"',
  ]);
  expect(ofParameter(before, after)).toEqual([
    'request-parameter-enum-value-removed q "b"',
    'request-parameter-enum-value-removed q "c"',
  ]);
});

test('each value that is new is shown by itself', () => {
  const [before, after] = ['{ type: string, enum: [a] }', '{ type: string, enum: [a, b, c] }'];
  expect(errors('response', before, after)).toEqual([
    'response-body-enum-value-added "b"',
    'response-body-enum-value-added "c"',
  ]);
});

test('a listed value that was never sent is not gone, whatever else is', () => {
  const before = '{ type: string, enum: [a, b, 3] }';
  expect(errors('request', before, '{ type: string, enum: [a] }')).toEqual(['request-body-enum-value-removed "b"']);
});

test.each([
  [
    'how many properties there are, where one is required',
    object('required: [a], properties: { a: { type: string } }'),
    object('required: [a], properties: { a: { type: string, maxLength: 3 } }, minProperties: 1'),
    ['request-property-max-length-set a "aaaa"'],
  ],
  [
    'a length that a pattern asks for already',
    '{ type: string, pattern: "^a{3,5}$", minLength: 1 }',
    '{ type: string, pattern: "^a{3,5}$", minLength: 2, maxLength: 4 }',
    ['request-body-max-length-set "aaaaa"'],
  ],
  [
    'a limit of numbers above that of a type',
    '{ type: integer, minimum: 0, maximum: 9 }',
    '{ type: integer, exclusiveMinimum: -1, maximum: 5 }',
    ['request-body-max-decreased 6'],
  ],
  [
    'null, where another type goes too',
    '{ type: [string, integer, "null"] }',
    '{ type: [string] }',
    ['request-body-became-not-nullable null', 'request-body-type-changed null'],
  ],
  [
    'a limit that limits nothing, beside a property that lost some of its values',
    object('exclusiveMaximum: 9, properties: { a: { type: string } }'),
    object('exclusiveMaximum: 5, properties: { a: { type: string, maxLength: 3 } }'),
    ['request-body-exclusive-max-decreased', 'request-property-max-length-set a "aaaa"'],
  ],
])('an error is shown by a value that it is the cause of: %s', (_name, before, after, expected) => {
  expect(errors('request', before, after)).toEqual(expected);
});

test.each(['integer', 'boolean', 'object'])('what a parameter refuses now is shown by a text: %s', (type) => {
  expect(ofParameter('{}', `{ type: ${type} }`)).toEqual(['request-parameter-type-changed q ""']);
});

test('what has a text is shown, not null', () => {
  const before = '{ anyOf: [{ type: integer }, { type: "null" }, { type: boolean }] }';
  expect(ofParameter(before, '{ type: integer }')).toEqual(['request-parameter-list-of-types-narrowed q false']);
});

test('null is shown where nothing else is refused', () => {
  const before = '{ type: [integer, "null"] }';
  expect(ofParameter(before, '{ type: integer }')).toEqual(['request-parameter-became-not-nullable q null']);
});

test('the most items and the fewest are each shown by a list of their own', () => {
  const list = '{ type: array, items: { type: integer } }';
  expect(errors('request', list, list.replace('{ type', '{ minItems: 1, maxItems: 2, type'))).toEqual([
    'request-body-max-items-set [0,0,0]',
    'request-body-min-items-set []',
  ]);
});

test('a type that is wider by a choice alone is told as that choice', () => {
  const one = object('properties: { a: { type: string } }');
  const other = object('required: [b], properties: { b: { type: string, maxLength: 1 }, a: { type: string } }');
  expect(errors('response', other, `{ anyOf: [${one}, ${other}] }`)).toEqual([
    'response-body-any-of-added {}',
    'response-required-property-removed b {}',
  ]);
});

test.each([
  ['request', 'new-required-request-property x', 'request-body-any-of-removed'],
  ['response', 'response-required-property-removed x', 'response-body-any-of-added'],
] as const)(
  'a %s’s property that had to be there all along is not told as one that breaks',
  (direction, id, choice) => {
    const either = object(
      'anyOf: [{ required: [k], properties: { k: {}, x: {} } }, { required: [k], properties: { k: {}, y: {} } }]',
    );
    const all = object('required: [k, x], properties: { k: {}, x: {} }');
    const [before, after] = direction === 'request' ? [either, all] : [all, either];
    const shown = '{"k":null}';
    expect(errors(direction, before, after)).toEqual(
      [`${id} ${shown}`, `${choice} ${shown}`, `${choice} ${shown}`].sort(),
    );
  },
);

test('a property that was required without a schema breaks by the one that it has now', () => {
  const before = object('required: [k]');
  const after = object('required: [k], properties: { k: { type: string } }');
  expect(errors('request', before, after)).toEqual(['new-required-request-property k {"k":null}']);
});

test('so does one where there was no object', () => {
  const list = '{ type: array, items: { type: string } }';
  const after = object('required: [k], properties: { k: { type: string } }');
  expect(errors('request', list, after)).toEqual([
    'new-required-request-property k []',
    'request-body-type-changed []',
  ]);
});

test.each([
  ['a list', '{ type: array, items: { type: string } }', '[]'],
  ['a text', '{ type: string }', '""'],
  ['a choice of others', '{ oneOf: [{ type: string }, { type: array }] }', '""'],
])('of other names nothing is told where no object is left, but %s', (_name, other, shown) => {
  const map = object('additionalProperties: { type: integer }');
  const told = (direction: 'request' | 'response', before: string, after: string): string[] =>
    errors(direction, before, after).filter((each) => each.includes('-property-'));
  expect(told('response', map, other)).toEqual([]);
  expect(told('request', other, map)).toEqual([]);
  expect(errors('request', other, map)).toEqual([expect.stringContaining(shown)]);
});

test('they are where one member of a choice is an object', () => {
  const [map, other] = [
    object('additionalProperties: { type: integer }'),
    '{ anyOf: [{ type: object }, { type: string }] }',
  ];
  expect(errors('response', map, other)).toContain('response-property-type-changed * null');
});
