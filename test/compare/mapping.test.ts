import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { described } from '../spec/files.ts';
import { today } from './between.ts';

const dog = '{ type: object, required: [kind], properties: { kind: { type: string }, bark: { type: string } } }';
const cat = '{ type: object, required: [kind], properties: { kind: { type: string }, meow: { type: integer } } }';

/** A choice of two animals, a mapping of its own for the first, and other schemas. */
function choice(first: string, mapping: string, schemas: string): string {
  return `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                oneOf: [{ $ref: '${first}' }, { $ref: '#/components/schemas/Cat' }]
                discriminator: { propertyName: kind, mapping: { a: '${mapping}' } }
components: { schemas: { Cat: ${cat}, ${schemas} } }
`;
}

const name = '#/components/schemas/Dog';
const whole = choice(name, name, `Dog: ${dog}`);

function told(texts: Readonly<Record<string, string>>): string[] {
  return compare(described({ 'api.yaml': whole }), described(texts), { today }).map(({ id }) => id);
}

const changed = 'response-body-discriminator-mapping-changed';

test('a mapping to a schema that moved into a file is the same mapping', () => {
  expect(told({ 'api.yaml': choice('./Dog.yaml', './Dog.yaml', ''), 'Dog.yaml': dog })).toEqual(['api-schema-removed']);
});

test('also where the schema changed on the way', () => {
  const head = { 'api.yaml': choice('./Dog.yaml', './Dog.yaml', ''), 'Dog.yaml': dog.replace('bark', 'growl') };
  expect(told(head).filter((id) => /discriminator|one-of/.test(id))).toEqual([]);
});

test('the name of a schema is as good as a reference to it', () => {
  expect(told({ 'api.yaml': choice(name, 'Dog', `Dog: ${dog}`) })).toEqual([]);
});

test('a mapping to another schema, or to nothing, is told', () => {
  for (const to of ['#/components/schemas/Cat', 'Cat', 'Nobody', './Dog.yaml', 'http://a.example/Dog', '#/%zz']) {
    expect(told({ 'api.yaml': choice(name, to, `Dog: ${dog}`), 'Dog.yaml': dog })).toEqual([changed]);
  }
});

test('what is meant without a word that the mapping knows', () => {
  const byDefault = (rest: string): string => whole.replace('propertyName: kind,', `propertyName: kind, ${rest}`);
  const between = (before: string, after: string): string[] =>
    compare(described({ 'api.yaml': byDefault(before) }), described({ 'api.yaml': byDefault(after) }), { today }).map(
      ({ id, level }) => `${id} ${level}`,
    );
  const id = 'response-body-discriminator-default-mapping';
  expect(between('', 'defaultMapping: Dog,')).toEqual([`${id}-added info`]);
  expect(between('defaultMapping: Dog,', '')).toEqual([`${id}-deleted warning`]);
  expect(between('defaultMapping: Dog,', 'defaultMapping: Cat,')).toEqual([`${id}-changed warning`]);
  expect(between('defaultMapping: Dog,', `defaultMapping: '${name}',`)).toEqual([]);
});
