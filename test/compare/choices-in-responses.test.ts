import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

/** `id property witness` of each error where the schema of a body changed so. */
function errors(direction: 'request' | 'response', before: Side, after: Side): string[] {
  const [old, now] = [before, after].map(({ openapi = '3.1.0', schema }) => {
    const content = `{ content: { application/json: { schema: ${schema} } } }`;
    const message =
      direction === 'request' ? `requestBody: ${content}, responses: {}` : `responses: { '200': ${content} }`;
    return `{ openapi: ${openapi}, paths: { /a: { post: { ${message} } } } }`;
  }) as [string, string];
  return shownErrors(old, now).sort();
}

interface Side {
  readonly openapi?: string;
  readonly schema: string;
}

const object = (properties: string, required: string, rest = ''): string =>
  `{ type: object, properties: { ${properties} }, required: [${required}] ${rest} }`;
const oneOf = (...members: readonly string[]): Side => ({ schema: `{ oneOf: [${members.join(', ')}] }` });
const [foo, bar] = [object('foo: { type: string }, bar: { type: string }', 'foo'), object('bar: {}, foo: {}', 'bar')];
const closed = ', additionalProperties: false';
const [cat, dog] = [
  object('kind: { enum: [cat] }, claws: {}', 'kind'),
  object('kind: { enum: [dog] }', 'kind', closed),
];
const named = (limit: string): string => object(`id: { type: integer }, name: { type: string ${limit} }`, 'id');
const other = object('id: { type: integer }', 'id');

test.each([
  ['a new optional property', oneOf(foo, bar), oneOf(foo.replace('{ foo', '{ zz: { type: string }, foo'), bar)],
  ['a member that was opened', oneOf(cat, dog), oneOf(cat, dog.replace(closed, ''))],
  ['a closed member with another property', oneOf(cat, dog), oneOf(cat, dog.replace('{ kind', '{ tail: {}, kind'))],
  ['a member that became narrower', oneOf(named(''), other), oneOf(named(', maxLength: 3'), other)],
  ['a discriminator with a value of its own', oneOf(object('kind: {}', 'kind'), dog), oneOf(cat, dog)],
  [
    'a choice within a property',
    { schema: object(`p: ${oneOf(named(''), other).schema}`, 'p') },
    { schema: object(`p: ${oneOf(named(', maxLength: 3'), other).schema}`, 'p') },
  ],
  [
    'beside an anyOf',
    { schema: oneOf(named(''), other).schema.replace('{ oneOf', `{ anyOf: [{ required: [id] }], oneOf`) },
    { schema: oneOf(named(', maxLength: 3'), other).schema.replace('{ oneOf', `{ anyOf: [{ required: [id] }], oneOf`) },
  ],
])('what several members took before is not new in a response: %s', (_name, before, after) => {
  expect(errors('response', before, after)).toEqual([]);
});

test.each([
  ['a member that is wider', oneOf(named(', maxLength: 3'), other.replace('integer', 'string')), 'name'],
  ['a limit that is gone beside a narrower member', oneOf(named(', maxLength: 3'), dog), 'name'],
])('what no member took is new in a response: %s', (_name, before) => {
  const after = { schema: before.schema.replace(', maxLength: 3', '') };
  expect(errors('response', before, after)).toEqual(['response-property-max-length-unset name "aaaa"']);
});

test('a new member beside a closed one that stays is new', () => {
  const cow = object('horns: { type: integer }', 'horns');
  expect(errors('response', oneOf(cat, dog), oneOf(cat, dog, cow))).toEqual(['response-body-one-of-added {"horns":0}']);
});

test('a request that satisfies several members is refused', () => {
  const errorsThere = errors('request', oneOf(named(', maxLength: 3'), other), oneOf(named(''), other));
  expect(errorsThere).toEqual(['request-body-accepts-less {"id":0,"name":"aaaa"}']);
});

test('under not a choice is read by the letter', () => {
  const not = (schema: Side): Side => ({ schema: `{ type: object, not: ${schema.schema} }` });
  const found = errors('response', not(oneOf(named(', maxLength: 3'), other)), not(oneOf(named(''), other)));
  expect(found).toEqual(['response-body-allows-more {"id":0,"name":"aaaa"}']);
});

test.each([
  ['response', '3.0.3', '3.1.0'],
  ['request', '3.1.0', '3.0.3'],
] as const)('nullable that is read in either way is no witness in a %s', (direction, from, to) => {
  const { schema } = oneOf(
    object('x: { type: string }', 'x'),
    object('x: { type: string }, c: { type: string, nullable: true }', 'x, c'),
  );
  expect(errors(direction, { openapi: from, schema }, { openapi: to, schema })).toEqual([]);
});
