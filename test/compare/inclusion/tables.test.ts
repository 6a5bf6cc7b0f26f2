import { describe, expect, test } from 'vitest';
import { decide, type Dialect, type Terms, type Verdict } from '../../../src/compare/inclusion/index.ts';
import type { Json } from '../../../src/spec/json.ts';

function ask(a: Json, b: Json, terms: Terms = {}, document: Dialect = '3.1'): Verdict {
  return decide({ schema: a, references: { document } }, { schema: b, references: { document } }, terms);
}

/** A, B, and the witness; undefined: A is included in B. */
type Row = readonly [Json, Json, Json | undefined];

function table(title: string, rows: readonly Row[], terms: Terms = {}, dialect: Dialect = '3.1'): void {
  describe(title, () => {
    test.each(rows)('%j in %j', (a, b, witness) => {
      const expected = witness === undefined ? { verdict: 'included' } : { verdict: 'not-included', witness };
      expect(ask(a, b, terms, dialect)).toEqual(expected);
    });
  });
}

table('types and listed values', [
  [{ type: 'integer' }, { type: 'number' }, undefined],
  [{ type: 'number' }, { type: 'integer' }, 0.5],
  [true, { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] }, undefined],
  [{ type: 'boolean' }, { enum: [true, false] }, undefined],
  [{ type: 'boolean' }, { enum: [true] }, false],
  [{ enum: ['a', 1] }, { anyOf: [{ const: 1 }, { maxLength: 1 }] }, undefined],
  [{ enum: ['a', 'bc'] }, { maxLength: 1 }, 'bc'],
  [{ enum: [1, 2] }, { enum: [2, 3, 1] }, undefined],
  [{ const: { a: [1] } }, { enum: [{ a: [1.0] }] }, undefined],
  [{ enum: ['1'] }, { enum: [1] }, '1'],
  [{ type: 'string', const: 1 }, false, undefined],
  [{ enum: ['a'], const: 'b' }, false, undefined],
  [{ type: 'null' }, { enum: ['a'], const: 'b' }, null],
  [{ type: ['string', 'null'] }, { oneOf: [{ type: 'string' }, { type: 'null' }] }, undefined],
]);

table('numbers', [
  [{ type: 'number', minimum: 1 }, { exclusiveMinimum: 0 }, undefined],
  [{ type: 'number', minimum: 0 }, { exclusiveMinimum: 0 }, 0],
  [{ type: 'integer', exclusiveMinimum: 0 }, { minimum: 1 }, undefined],
  [{ type: 'number', exclusiveMinimum: 0 }, { minimum: 1 }, 0.5],
  [{ type: 'number', multipleOf: 0.0075 }, { multipleOf: 0.0001 }, undefined],
  [{ type: 'number', multipleOf: 4 }, { multipleOf: 2 }, undefined],
  [{ type: 'number', multipleOf: 2 }, { multipleOf: 4 }, 2],
  [{ type: 'number', multipleOf: 2, allOf: [{ multipleOf: 3 }] }, { multipleOf: 6 }, undefined],
  [{ type: 'number', minimum: 2, maximum: 4, multipleOf: 3 }, { const: 3 }, undefined],
  [{ type: 'integer', minimum: 5, maximum: 4 }, false, undefined],
  [{ type: 'number', minimum: 0, maximum: 1, multipleOf: 0.25 }, { enum: [0, 0.25, 0.5, 0.75, 1] }, undefined],
  [{ type: 'integer', minimum: 1e300 }, { minimum: 1e299 }, undefined],
]);

table('numbers that validators which divide doubles take for the same', [
  [{ type: 'number', multipleOf: 0.1, minimum: 0.3 }, { maximum: 0.1 }, 0.4],
  [{ type: 'number', multipleOf: 0.05, minimum: 0.3 }, { multipleOf: 0.1 }, 0.45],
  [{ type: 'number', multipleOf: 0.1, minimum: 0.3, maximum: 0.3 }, { maximum: 0.1 }, 0.3],
  [{ type: 'number', multipleOf: 0.1, minimum: 0.25, maximum: 0.35 }, { maximum: 0.1 }, 0.3],
  [{ type: 'number' }, { maximum: 9223372036854775807 }, 9223372036854780000],
  [{ type: 'number', multipleOf: 7 }, { maximum: 1e21 }, 1.00000000000005e21],
  [{ type: 'number' }, { minimum: -3.4028234663852886e38 }, -3.40282346638529e38],
]);

table(
  'long strings, with few steps',
  [
    [{ type: 'string' }, { maxLength: 5000 }, 'a'.repeat(5001)],
    [{ type: 'string', pattern: '^x(?:ab)*c*ddd$' }, { maxLength: 300 }, `x${'c'.repeat(297)}ddd`],
    [{ type: 'string', pattern: '^(?:ab)*$' }, { maxLength: 100 }, 'ab'.repeat(51)],
    [{ type: 'string', pattern: '^a+b$', maxLength: 200 }, { maxLength: 199 }, `${'a'.repeat(199)}b`],
    [{ type: 'string', pattern: '^a{1,100}$' }, { maxLength: 100 }, undefined],
  ],
  { steps: 2000 },
);

table('strings', [
  [{ type: 'string', pattern: '^(ab)*$', maxLength: 5 }, { pattern: '^(ab){0,2}$' }, undefined],
  [{ type: 'string', pattern: '^(ab)*$' }, { pattern: '^(ab){0,2}$' }, 'ababab'],
  [{ type: 'string', minLength: 2 }, { minLength: 1 }, undefined],
  [{ type: 'string', minLength: 1 }, { minLength: 2 }, 'a'],
  [{ type: 'string', pattern: '^[a-z]+$' }, { pattern: '^[a-z0-9_]+$' }, undefined],
  [{ type: 'string', pattern: '^[a-z0-9]+$' }, { pattern: '^[a-z]+$' }, '0'],
  [{ type: 'string', pattern: '^(?=.*\\d)[a-z\\d]{2}$' }, { not: { pattern: '^[a-z]*$' } }, undefined],
  [{ type: 'string', pattern: '^a|b$', maxLength: 1 }, { enum: ['a', 'b'] }, undefined],
  [{ type: 'string', maxLength: 1, pattern: '^[😀é]$' }, { enum: ['😀', 'é'] }, undefined],
  [{ type: 'string', pattern: '\\bfoo\\b' }, { pattern: 'foo' }, undefined],
  [{ type: 'string', maxLength: 0 }, { const: '' }, undefined],
  [{ type: 'string', minLength: 3, maxLength: 2 }, false, undefined],
]);

table('arrays', [
  [{ type: 'array', items: { type: 'integer' } }, { items: { type: 'number' } }, undefined],
  [{ type: 'array', items: { type: 'number' } }, { items: { type: 'integer' } }, [0.5]],
  [{ type: 'array', maxItems: 1 }, { uniqueItems: true }, undefined],
  [{ type: 'array', maxItems: 2 }, { uniqueItems: true }, [null, null]],
  [{ type: 'array', items: { type: 'boolean' }, uniqueItems: true }, { maxItems: 2 }, undefined],
  [
    { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
    { contains: { const: 2 } },
    undefined,
  ],
  [{ type: 'array', prefixItems: [{ const: 1 }], minItems: 1 }, { contains: { const: 1 } }, undefined],
  [{ type: 'array', contains: { const: 1 }, minContains: 2 }, { minItems: 2 }, undefined],
  [{ type: 'array', contains: { const: 1 }, maxContains: 1, items: { const: 1 } }, { maxItems: 1 }, undefined],
  [{ type: 'array', contains: { const: 1 }, minContains: 2 }, { uniqueItems: true }, [1, 1]],
  [{ type: 'array', items: { const: 1 }, minItems: 2 }, { uniqueItems: false, minItems: 2 }, undefined],
  [{ type: 'array', prefixItems: [false] }, { maxItems: 0 }, undefined],
  [{ type: 'array', items: { exclusiveMinimum: 1 } }, { maxItems: 0 }, [null]],
  [{ type: 'array', items: { maxItems: 0 } }, { items: true }, undefined],
  [{ type: 'array', items: true }, { items: { maxItems: 0 } }, [[null]]],
  [{ type: 'array', items: { type: 'string' }, minItems: 30000 }, { minItems: 29999 }, undefined],
]);

table('objects', [
  [{ type: 'object', required: ['a', 'b'] }, { minProperties: 2 }, undefined],
  [{ type: 'object', minProperties: 1, propertyNames: { enum: ['a'] } }, { required: ['a'] }, undefined],
  [{ type: 'object', properties: { a: { type: 'integer' } } }, { properties: { a: { type: 'number' } } }, undefined],
  [{ type: 'object' }, { properties: { a: { type: 'number' } } }, { a: null }],
  [
    { type: 'object', properties: { a: true }, additionalProperties: false },
    { propertyNames: { pattern: '^a$' } },
    undefined,
  ],
  [
    { type: 'object', patternProperties: { '^a': { type: 'string' } } },
    { properties: { ab: { type: 'string' } } },
    undefined,
  ],
  [
    { type: 'object', patternProperties: { '^a': { type: 'string' } } },
    { patternProperties: { a: { type: 'string' } } },
    { ba: null },
  ],
  [
    { type: 'object', patternProperties: { '^a': true, '^b': true }, additionalProperties: false },
    { propertyNames: { pattern: '^[ab]' } },
    undefined,
  ],
  [{ type: 'object', dependentRequired: { a: ['b'] }, required: ['a'] }, { required: ['b'] }, undefined],
  [{ type: 'object', dependentSchemas: { a: { maxProperties: 1 } }, required: ['a', 'b'] }, false, undefined],
  [
    { type: 'object', maxProperties: 1, required: ['a'] },
    { additionalProperties: false, properties: { a: true } },
    undefined,
  ],
  [{ const: JSON.parse('{"__proto__":1}') as Json }, { required: ['__proto__'] }, undefined],
  [{ type: 'object' }, { not: { required: ['constructor'] } }, { constructor: null }],
]);

table('compositions', [
  [
    { oneOf: [{ type: 'string' }, { maxLength: 2 }] },
    { anyOf: [{ not: { type: 'string' } }, { minLength: 3 }] },
    undefined,
  ],
  [{ if: { type: 'string' }, then: { maxLength: 2 }, else: false }, { type: 'string' }, undefined],
  [{ not: { not: { type: 'string' } } }, { type: 'string' }, undefined],
  [
    { allOf: [{ properties: { a: { type: 'string' } } }, { required: ['a'] }], type: 'object' },
    { minProperties: 1 },
    undefined,
  ],
  [
    { allOf: [{ properties: { a: true } }], unevaluatedProperties: false, type: 'object' },
    { properties: { a: true }, additionalProperties: false },
    undefined,
  ],
  [
    {
      anyOf: [{ properties: { a: { const: 1 } }, required: ['a'] }, true],
      unevaluatedProperties: false,
      type: 'object',
    },
    { properties: { a: { const: 1 } }, additionalProperties: false },
    undefined,
  ],
  [
    { type: 'array', prefixItems: [true], contains: { type: 'string' }, unevaluatedItems: false },
    { type: 'array', prefixItems: [true], items: { type: 'string' } },
    undefined,
  ],
]);

const list = (more: Json): Json => ({
  $ref: '#/$defs/list',
  $defs: { list: { type: 'object', required: ['value'], properties: { value: more, next: { $ref: '#/$defs/list' } } } },
});

test.each([[{ maxItems: 0 }], [{ maxLength: 0 }], [{ maxProperties: 0 }], [{ contains: true, maxContains: 0 }]])(
  '%j says something',
  (limit: Json) => {
    expect(ask(true, limit).verdict).toBe('not-included');
    expect(ask({ not: { anyOf: [limit, { type: 'null' }] } }, { not: limit }).verdict).toBe('included');
    expect(ask({ items: true }, { items: limit }).verdict).toBe('not-included');
  },
);

table('recursion and references', [
  [list({ type: 'integer' }), list({ type: 'number' }), undefined],
  [list({ type: 'number' }), list({ type: 'integer' }), { value: 0.5 }],
  [{ type: 'array', items: { $ref: '#' }, minItems: 1 }, false, undefined],
  [
    {
      $ref: '#/$defs/even',
      $defs: {
        even: { items: { $ref: '#/$defs/odd' }, type: 'array' },
        odd: { items: { $ref: '#/$defs/even' }, type: 'array' },
      },
    },
    { type: 'array', items: { $ref: '#' } },
    undefined,
  ],
  [
    { $id: 'https://a.example/x', $ref: '#here', $defs: { one: { $anchor: 'here', type: 'null' } } },
    { type: 'null' },
    undefined,
  ],
]);

table(
  'formats that are asserted',
  [
    [{ type: 'integer', format: 'int32' }, { type: 'integer', format: 'int64' }, undefined],
    [{ type: 'integer', format: 'int32' }, { maximum: 2147483647 }, undefined],
    [{ type: 'string', format: 'uuid' }, { maxLength: 36 }, undefined],
    [{ type: 'string', format: 'ipv4' }, { pattern: '^[0-9.]+$' }, undefined],
    [{ type: 'string', format: 'date' }, { pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, undefined],
    [{ type: 'string', format: 'date' }, { not: { const: '2023-02-29' } }, undefined],
    [{ type: 'string', format: 'uri' }, { format: 'uri-reference' }, undefined],
    [{ type: 'string', format: 'unheard-of' }, { type: 'string' }, undefined],
    [{ type: 'string', format: 'date' }, false, '2000-01-01'],
    [{ type: 'string', format: 'date-time' }, { pattern: '^2' }, '1970-01-01T00:00:00Z'],
    [{ type: 'string', format: 'time' }, { format: 'date-time' }, '00:00:00Z'],
    [{ type: 'string', format: 'date', enum: ['1999-12-31'] }, false, '1999-12-31'],
    [{ type: 'string', format: 'time', minLength: 10 }, false, '00:00:00.0z'],
  ],
  { formats: 'asserted' },
);

table(
  'OpenAPI 3.0',
  [
    [{ type: 'string', nullable: true, enum: ['a'] }, { type: 'string' }, undefined],
    [{ type: 'string', nullable: true }, { type: 'string' }, null],
    [{ type: 'integer', minimum: 0, exclusiveMinimum: true }, { minimum: 1 }, undefined],
    [{ type: 'integer', minimum: 0, exclusiveMinimum: false }, { minimum: 1 }, 0],
    [{ $ref: '#/definitions/a', type: 'null', definitions: { a: { type: 'string' } } }, { type: 'string' }, undefined],
    [{ type: 'string', const: 1 }, { type: 'string' }, undefined],
  ],
  {},
  '3.0',
);

test('declared names only: what A leaves open is no difference, what it governs is', () => {
  const terms: Terms = { names: 'declared' };
  const open: Json = { type: 'object', properties: { a: { type: 'string' } } };
  expect(ask(open, { properties: { b: { type: 'string' } } }, terms).verdict).toBe('included');
  expect(ask(open, { properties: { a: { maxLength: 1 } } }, terms)).toEqual({
    verdict: 'not-included',
    witness: { a: 'aa' },
  });
  const governed: Json = { type: 'object', additionalProperties: { type: 'integer' } };
  expect(ask(governed, { properties: { b: { type: 'string' } } }, terms)).toEqual({
    verdict: 'not-included',
    witness: { b: 0 },
  });
  const inner: Json = { type: 'object', properties: { a: open } };
  expect(ask(inner, { properties: { a: { properties: { c: false } } } }, terms).verdict).toBe('included');
});

test('what does not travel is neither asked for nor looked at', () => {
  const schema: Json = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
  };
  const resolve = (): undefined => undefined;
  const hides = (property: object): boolean => 'readOnly' in property;
  const a = { schema: { ...schema, required: ['name'] }, references: { dialect: '3.1', resolve }, hides } as const;
  const b = { schema, references: { dialect: '3.1', resolve }, hides } as const;
  expect(decide(a, b)).toEqual({ verdict: 'included' });
  expect(decide({ ...a, schema: { type: 'object' } }, b)).toEqual({ verdict: 'not-included', witness: {} });
});

test('references of a view are followed by its own means', () => {
  const target: Json = { type: 'object', properties: { next: { $ref: 'node' } } };
  const view = { schema: { $ref: 'node' }, references: { dialect: '3.0', resolve: () => target } } as const;
  expect(decide(view, { schema: { type: 'object' }, references: { document: '3.0' } })).toEqual({
    verdict: 'included',
  });
});

describe('says why it does not know', () => {
  test.each<[string, Json, Json]>([
    ['reference', { $ref: '#/nowhere' }, { type: 'string' }],
    ['reference', { $ref: '#' }, { type: 'string' }],
    ['malformed', { type: 'strnig' }, { type: 'string' }],
    ['malformed', { type: 'string', minLength: -1 }, { minLength: 1 }],
    ['pattern', { type: 'string', pattern: '^(.+)\\1$' }, { minLength: 2 }],
    ['pattern', { type: 'string', minLength: 1 }, { pattern: '.' }],
  ])('%s: %j', (why, a, b) => {
    expect(ask(a, b)).toMatchObject({ verdict: 'unknown', why });
  });

  test('the budget', () => {
    expect(ask({ type: 'object', required: ['a'] }, { minProperties: 1 }, { steps: 3 })).toMatchObject({
      why: 'budget',
    });
  });
});
