import { expect, test } from 'vitest';
import { decide, type Verdict } from '../../../src/compare/inclusion/index.ts';
import type { Json, JsonObject } from '../../../src/spec/json.ts';

function ask(a: Json, b: Json): Verdict['verdict'] {
  const references = { document: '3.1' } as const;
  return decide({ schema: a, references }, { schema: b, references }).verdict;
}

function nested(depth: number, wrap: (inner: Json) => Json): Json {
  let schema: Json = { type: 'string' };
  for (let level = 0; level < depth; level++) schema = wrap(schema);
  return schema;
}

function chain(length: number): Json {
  const links = Array.from({ length }, (_, i): [string, Json] => [`n${i}`, { $ref: `#/$defs/n${i + 1}` }]);
  return { $ref: '#/$defs/n0', $defs: { ...Object.fromEntries(links), [`n${length}`]: { type: 'string' } } };
}

const many = (count: number, make: (i: number) => Json): Json[] => Array.from({ length: count }, (_, i) => make(i));
const named = (count: number, make: (i: number) => Json): JsonObject =>
  Object.fromEntries(many(count, make).map((each, i) => [`p${i}`, each]));

/** All end in one of the three answers, by the budget if need be: nothing here may take the stack, the memory or the day. */
test.each<[string, Json, Json]>([
  ['nesting beyond any stack', nested(20_000, (inner) => ({ items: inner })), { type: 'array' }],
  ['nesting of compositions', nested(90, (allOf) => ({ allOf: [allOf, true] })), { type: 'string' }],
  ['a long chain of references', chain(5000), { type: 'string' }],
  ['a deep constant', { const: nested(50_000, (inner) => [inner]) }, { type: 'array' }],
  ['a pattern that backtracking dies of', { type: 'string', pattern: '^(a+)+$' }, { pattern: '^(a|aa)+$' }],
  ['a pattern with huge repetitions', { type: 'string', pattern: '^((a{1,1000}){1,1000}){1,1000}$' }, { minLength: 1 }],
  [
    'a pattern that needs exponentially many states',
    { type: 'string', pattern: '(a|b)*a(a|b){25}$' },
    { pattern: 'b' },
  ],
  ['texts beyond memory', { type: 'string', minLength: 1e15 }, { minLength: 2e15 }],
  [
    'a list that doubles with every level',
    nested(45, (items) => ({ type: 'array', items, minItems: 2 })),
    { maxItems: 1 },
  ],
  ['arrays beyond memory', { type: 'array', minItems: 1e15 }, { minItems: 2e15 }],
  ['numbers of every size', { type: 'number', multipleOf: 1e-300, minimum: 1e300 }, { multipleOf: 3e-299 }],
  ['two huge enums', { enum: many(20_000, (i) => `a${i}`) }, { enum: many(20_000, (i) => `a${i + 1}`) }],
  [
    'alternatives in exponential number',
    { allOf: many(40, (i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })) },
    { minProperties: 41 },
  ],
  [
    'many branches beside unevaluatedProperties',
    {
      anyOf: many(40, (i) => ({ properties: { [`p${i}`]: true }, required: [`p${i}`] })),
      unevaluatedProperties: false,
    },
    { maxProperties: 39 },
  ],
  [
    'a wide oneOf',
    { oneOf: many(400, (i) => ({ type: 'object', required: [`p${i}`] })) },
    { oneOf: many(400, (i) => ({ required: [`p${i + 1}`] })) },
  ],
  [
    'many properties',
    { type: 'object', properties: named(5000, () => ({ type: 'string' })) },
    { properties: named(5000, () => ({ type: 'string', maxLength: 3 })) },
  ],
  [
    'items that count in many ways',
    { type: 'array', allOf: many(14, (i) => ({ contains: { multipleOf: i + 2 }, maxContains: 1 })), minItems: 14 },
    { maxItems: 13 },
  ],
  [
    'recursion that widens',
    {
      $defs: { a: { items: { anyOf: many(6, () => ({ $ref: '#/$defs/a' })) }, contains: { $ref: '#/$defs/a' } } },
      $ref: '#/$defs/a',
    },
    { type: 'array', uniqueItems: true },
  ],
])('%s', { timeout: 120_000 }, (_, a, b) => {
  expect(['included', 'not-included', 'unknown']).toContain(ask(a, b));
  expect(['included', 'not-included', 'unknown']).toContain(ask(b, a));
});

test('the same schema, however large, is included in itself', () => {
  const wide = { type: 'object', properties: named(2000, (i) => ({ anyOf: [{ maxLength: i }, { minItems: i + 1 }] })) };
  expect(ask(wide, structuredClone(wide))).toBe('included');
});
