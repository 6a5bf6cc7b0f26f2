import { expect, test } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { compare } from '../../src/compare/compare.ts';
import { described } from '../spec/files.ts';
import { today } from './between.ts';

type Texts = Readonly<Record<string, string>>;

function between(before: string | Texts, after: string | Texts): Change[] {
  const side = (texts: string | Texts) => described(typeof texts === 'string' ? { 'api.yaml': texts } : texts);
  return compare(side(before), side(after), { today });
}

/** `level id property operations` of each change, sorted. */
function told(before: string | Texts, after: string | Texts): string[] {
  return between(before, after)
    .map(({ level, id, property = '', operations }) =>
      [level, id, property, operations.map(({ path }) => path).join()].filter((part) => part !== '').join(' '),
    )
    .sort();
}

/** Nobody refers to Cat or Lion; Dog is answered by itself. */
const pets = `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /pets:
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '201': { description: ok } }
    get:
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } } } } }
  /dog:
    get:
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Dog' } } } } }
components:
  schemas:
    Pet:
      type: object
      required: [petType]
      discriminator: { propertyName: petType }
      properties: { petType: { type: string }, name: { type: string } }
    Cat: { type: object, allOf: [{ $ref: '#/components/schemas/Pet' }], properties: { claws: { type: integer } } }
    Lion: { allOf: [{ $ref: '#/components/schemas/Cat' }, { type: object, properties: { mane: { type: boolean } } }] }
    Dog: { type: object, allOf: [{ $ref: '#/components/schemas/Pet' }], properties: { bark: { type: integer } } }
`;
const typed = (name: string): string => pets.replace(`${name}: { type: integer }`, `${name}: { type: string }`);

test('a change in a subtype is told wherever its supertype is, and nowhere else', () => {
  expect(told(pets, typed('claws'))).toEqual([
    'error request-property-type-changed claws /pets',
    'error response-property-type-changed pets[].claws /pets',
  ]);
});

test('it stands where the subtype is written, with a witness there and a message of the subtype around it', () => {
  const [inResponse, inRequest] = between(pets, typed('claws'));
  const at = 'api.yaml#/components/schemas/Cat/properties/claws';
  expect(inRequest).toMatchObject({
    witness: { instance: 0, acceptedBy: 'base', base: at, head: at },
    example: { method: 'POST', path: '/pets', body: { petType: 'Cat', claws: 0 } },
  });
  expect(inRequest?.unproved).toBeUndefined();
  expect(inResponse?.example).toMatchObject({ method: 'GET', body: { pets: [{ petType: 'Cat', claws: '' }] } });
});

test('a subtype of a subtype is one too, and what only a value shows names the subtype in it', () => {
  const head = pets.replace(
    '{ type: object, properties: { mane',
    '{ type: object, required: [mane], properties: { mane',
  );
  const [error, ...others] = between(pets, head);
  expect(error).toMatchObject({ id: 'request-property-accepts-less', witness: { instance: { petType: 'Lion' } } });
  expect(error?.example).toMatchObject({ body: { petType: 'Lion' } });
  expect(others.filter(({ level }) => level === 'error')).toEqual([]);
});

test('who answers one subtype has nothing to do with another', () => {
  expect(told(pets, typed('bark'))).toEqual([
    'error request-property-type-changed bark /pets',
    'error response-property-type-changed pets[].bark /pets,/dog',
  ]);
});

test('what all inherit is told once', () => {
  expect(told(pets, typed('name').replace('name: { type: string }', 'name: { type: integer }'))).toEqual([
    'error request-property-type-changed name /pets',
    'error response-property-type-changed pets[].name /pets,/dog',
  ]);
});

test('also where subtypes say nothing of their own', () => {
  const plain = (text: string): string =>
    text.replace(/Cat: .*/, "Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }], description: purrs }");
  const head = plain(pets.replace('name: { type: string }', 'name: { type: integer }'));
  expect(told(plain(pets), head)).toEqual([
    'error request-property-type-changed name /pets',
    'error response-property-type-changed pets[].name /pets,/dog',
  ]);
});

test.each([
  ['no discriminator', (text: string) => text.replace('      discriminator: { propertyName: petType }\n', '')],
  [
    'a choice beside it',
    (text: string) =>
      text.replace('{ propertyName: petType }', '{ propertyName: petType }\n      oneOf: [{ type: object }]'),
  ],
  [
    'a supertype that is excluded',
    (text: string) =>
      text
        .replace(
          "schema: { $ref: '#/components/schemas/Pet' }",
          "schema: { not: { $ref: '#/components/schemas/Pet' } }",
        )
        .replace("items: { $ref: '#/components/schemas/Pet' }", 'items: {}'),
  ],
])('nothing is told of subtypes with %s', (_, change) => {
  expect(told(change(pets), change(typed('claws')))).toEqual([]);
});

test.each([
  ['what stands beside the reference', "items: { $ref: '#/components/schemas/Pet', description: one }"],
  ['a wrapper', "items: { allOf: [{ $ref: '#/components/schemas/Pet' }], description: one }"],
  ['a choice', "items: { oneOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'null' }] }"],
])('subtypes are reached through %s', (_, items) => {
  const through = (text: string): string => text.replace("items: { $ref: '#/components/schemas/Pet' }", items);
  expect(told(through(pets), through(typed('claws'))).join('\n')).toMatch(
    /^error response-property-(?:type-changed|allows-more) pets\[\]\.claws \/pets$/m,
  );
});

test('an operation on a subtype in the middle takes those below it', () => {
  const ofCat = (text: string): string => text.replace("schemas/Pet' } } } }\n", "schemas/Cat' } } } }\n");
  const head = ofCat(pets.replace('mane: { type: boolean }', 'mane: { type: string }'));
  expect(told(ofCat(pets), head)).toContain('error request-property-accepts-less mane /pets');
  expect(told(ofCat(pets), ofCat(typed('bark')))).toEqual([
    'error response-property-type-changed pets[].bark /pets,/dog',
  ]);
});

test('schemas that a mapping names are subtypes without inheriting', () => {
  const mapped = (text: string): string =>
    text
      .replace(
        '{ propertyName: petType }',
        "{ propertyName: petType, mapping: { c: '#/components/schemas/Cat' }, defaultMapping: Dog }",
      )
      .replace(/(Cat|Dog): \{ type: object, allOf: \[[^\]]*\],/g, '$1: { type: object,');
  expect(told(mapped(pets), mapped(typed('claws')))).toEqual([
    'error request-property-type-changed claws /pets',
    'error response-property-type-changed pets[].claws /pets',
  ]);
  expect(told(mapped(pets), mapped(typed('bark')))).toContain('error request-property-type-changed bark /pets');
  expect(between(mapped(pets), mapped(typed('claws')))[1]?.example).toMatchObject({ body: { petType: 'c', claws: 0 } });
});

test('a subtype that moves below a new one is the same subtype', () => {
  const head = pets.replace(
    "Cat: { type: object, allOf: [{ $ref: '#/components/schemas/Pet' }]",
    "Feline: { allOf: [{ $ref: '#/components/schemas/Pet' }, { description: new }] }\n    Cat: { type: object, allOf: [{ $ref: '#/components/schemas/Feline' }]",
  );
  const added = ['info request-body-subtype-added /pets', 'warning response-property-subtype-added pets[] /pets'];
  expect(
    told(pets, head)
      .filter((text) => !text.includes('all-of'))
      .sort(),
  ).toEqual(added);
  const changed = told(pets, head.replace('claws: { type: integer }', 'claws: { type: string }'));
  expect(changed).toContain('error request-property-type-changed claws /pets');
});

test('a subtype that moves into a file is the same subtype', () => {
  const cat =
    "{ type: object, allOf: [{ $ref: 'api.yaml#/components/schemas/Pet' }], properties: { claws: { type: integer } } }";
  const head = pets.replace(/Cat: .*/, "Cat: { $ref: './Cat.yaml' }");
  expect(told(pets, { 'api.yaml': head, 'Cat.yaml': cat })).toEqual([]);
  expect(told(pets, { 'api.yaml': head, 'Cat.yaml': cat.replace('integer', 'string') })).toEqual([
    'error request-property-type-changed claws /pets',
    'error response-property-type-changed pets[].claws /pets',
  ]);
});

test('a schema with a composition that gets a name is no error', () => {
  const inline =
    "{ allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { tag: { type: string } } }] }";
  const answered = (schema: string, named = ''): string =>
    pets.replace("{ $ref: '#/components/schemas/Dog' }", schema).replace('    Dog:', `${named}    Dog:`);
  const named = answered("{ $ref: '#/components/schemas/Tagged' }", `    Tagged: ${inline}\n`);
  for (const changes of [told(answered(inline), named), told(named, answered(inline))])
    expect(changes.filter((text) => text.startsWith('error'))).toEqual([]);
});

test('schemas that inherit from each other end', () => {
  const round = (text: string): string =>
    text.replace(
      '      required: [petType]',
      "      allOf: [{ $ref: '#/components/schemas/Lion' }]\n      required: [petType]",
    );
  expect(told(round(pets), round(typed('claws'))).join()).toMatch(/claws \/pets/);
});

test('OpenAPI 2.0, as Azure writes it', () => {
  const azure = `swagger: '2.0'
info: { title: T, version: '1' }
paths:
  /jobs:
    put:
      consumes: [application/json]
      produces: [application/json]
      parameters: [{ name: job, in: body, required: true, schema: { $ref: '#/definitions/Job' } }]
      responses: { '200': { description: ok, schema: { $ref: '#/definitions/Job' } } }
definitions:
  Job: { type: object, properties: { properties: { $ref: '#/definitions/JobBase' } } }
  JobBase:
    type: object
    discriminator: jobType
    required: [jobType]
    properties: { jobType: { type: string, enum: [Command, Sweep] } }
  CommandJob:
    type: object
    x-ms-discriminator-value: Command
    allOf: [{ $ref: '#/definitions/JobBase' }]
    required: [command]
    properties: { command: { type: string, minLength: 1 }, limit: { $ref: '#/definitions/Limit' } }
  Limit: { type: object, properties: { seconds: { type: integer, maximum: 600 } } }
`;
  const head = azure
    .replace('maximum: 600', 'maximum: 60')
    .replace('required: [command]', 'required: [command, limit]');
  const changes = between(azure, head);
  expect(changes.map(({ level, id, property }) => `${level} ${id} ${property ?? ''}`)).toEqual([
    'error request-property-accepts-less properties',
    'error request-property-max-decreased properties.limit.seconds',
    'warning request-property-became-required properties.limit',
    'info response-property-became-required properties.limit',
    'info response-property-max-decreased properties.limit.seconds',
  ]);
  expect(changes.slice(0, 2).map(({ example }) => example?.body)).toEqual([
    { properties: { jobType: 'Command', command: expect.any(String) as string } },
    { properties: { jobType: 'Command', command: expect.any(String) as string, limit: { seconds: 61 } } },
  ]);
});

test('a subtype that goes breaks those who send it, one that is new those who read', () => {
  const less = pets.replace(/ {4}Lion: .*\n/, '');
  expect(told(pets, less)).toEqual([
    'info api-schema-removed',
    'info response-property-subtype-removed pets[] /pets',
    'warning request-property-subtype-removed /pets',
  ]);
  expect(told(less, pets)).toEqual([
    'info request-property-subtype-added /pets',
    'warning response-property-subtype-added pets[] /pets',
  ]);
});
