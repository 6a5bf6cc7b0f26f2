import { expect, test } from 'vitest';
import { told } from './between.ts';

const open = '{ type: string }';

/** A choice of two animals, the second under a name of its own, whose kind is said by this schema. */
function choice(name: string, { mapping = '', kind = open, keyword = 'oneOf', tag = 'kind' } = {}): string {
  const animal = (own: string): string =>
    `{ type: object, required: [kind, ${own}], properties: { kind: ${kind}, ${own}: { type: string } } }`;
  const at = (schema: string): string => `$ref: '#/components/schemas/${schema}'`;
  const schema = `{ ${keyword}: [{ ${at('Cat')} }, { ${at(name)} }], discriminator: { propertyName: ${tag}${mapping} } }`;
  const content = `content: { application/json: { schema: ${schema} } }`;
  return `{ paths: { /a: { post: { requestBody: { ${content} }, responses: { 200: { description: ok, ${content} } } } } },
    components: { schemas: { Cat: ${animal('meow')}, ${name}: { allOf: [${animal('bark')}, {}] } } } }`;
}

const mapped = (key: string, name: string): string => `, mapping: { ${key}: '#/components/schemas/${name}' }`;

function subtypes(before: string, after: string): string[] {
  return told(before, after).filter((each) => each.includes('subtype'));
}

const gone = ['request-body-subtype-removed warning', 'response-body-subtype-removed info'];
const come = ['request-body-subtype-added info', 'response-body-subtype-added warning'];

test.each(['oneOf', 'anyOf'])('a member of %s that a discriminator knows by its name has another one', (keyword) => {
  expect(subtypes(choice('Dog', { keyword }), choice('Hound', { keyword }))).toEqual([...gone, ...come].sort());
});

test.each([
  ['its kinds are listed', choice('Dog', { kind: '{ const: a }' }), choice('Hound', { kind: '{ const: a }' })],
  [
    'it was known by a mapping',
    choice('Dog', { mapping: mapped('d', 'Dog') }),
    choice('Hound', { mapping: mapped('d', 'Hound') }),
  ],
  ['its old name is kept by a mapping', choice('Dog'), choice('Hound', { mapping: mapped('Dog', 'Hound') })],
  ['another property tells', choice('Dog'), choice('Hound', { tag: 'bark' })],
])('but not where %s', (_name, before, after) => {
  expect(subtypes(before, after)).toEqual([]);
});

test('where a mapping names it otherwise now, its old name goes all the same', () => {
  expect(subtypes(choice('Dog'), choice('Hound', { mapping: mapped('hound', 'Hound') }))).toEqual(gone);
});

test('two members that exchange their names are known by both all along', () => {
  const before = choice('Dog');
  const after = before.replaceAll('Cat', 'X').replaceAll('Dog', 'Cat').replaceAll('X', 'Dog');
  expect(subtypes(before, after)).toEqual([]);
});
