import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { today } from './between.ts';
import { describeText } from './describe.ts';

interface Around {
  readonly version?: string;
  readonly type?: string;
  readonly schemas?: string;
}

/** A response of a schema. */
function answer(schema: string, { version = '3.1.0', type = 'application/xml', schemas = '{}' }: Around = {}): string {
  const content = `{ ${type}: { schema: ${schema} } }`;
  return `{ openapi: ${version}, info: { title: T, version: '1' }, components: { schemas: ${schemas} },
    paths: { /a: { get: { responses: { 200: { description: ok, content: ${content} } } } } } }`;
}

function between(before: string, after: string): Change[] {
  const [base, head] = [before, after].map((text) => describeText(JSON.stringify(parse(text) as JsonObject)));
  return base === undefined || head === undefined ? [] : compare(base, head, { today });
}

function messages(before: string, after: string): string[] {
  return between(before, after).map(({ message }) => message);
}

function property(schema: string): string {
  return `{ type: object, properties: { a: ${schema} } }`;
}

const text = (xml: string): string => `{ type: string, xml: ${xml} }`;
const list = (xml: string, items = '{ type: string }'): string => `{ type: array, xml: ${xml}, items: ${items} }`;

describe('a property in XML', () => {
  test.each([
    ['is renamed', text('{ name: id }'), text('{ name: key }'), '<id> is written as <key>'],
    ['gets another name than its own', text('{}'), text('{ name: key }'), '<a> is written as <key>'],
    ['loses it', text('{ name: key }'), '{ type: string }', '<key> is written as <a>'],
    ['gets the name that it has', '{ type: string }', text('{ name: a }'), undefined],
    ['becomes an attribute', text('{}'), text('{ attribute: true }'), '<a> is written as the attribute a'],
    ['is one in newer words', text('{ attribute: true }'), text('{ nodeType: attribute }'), undefined],
    ['is an element in more words', text('{ name: b }'), text('{ name: b, nodeType: element }'), undefined],
    [
      'becomes the text of what is around it',
      text('{ name: b }'),
      text('{ nodeType: text }'),
      '<b> is written as text with no element of its own',
    ],
    ['is text in other marks', text('{ nodeType: text }'), text('{ nodeType: cdata, name: b }'), undefined],
    [
      'gets a namespace',
      text('{}'),
      text('{ namespace: "urn:n", prefix: p }'),
      '<a> of no namespace is written as <a> of the namespace urn:n',
    ],
    [
      'gets another prefix for it',
      text('{ namespace: "urn:n", prefix: p }'),
      text('{ namespace: "urn:n", prefix: q }'),
      undefined,
    ],
    ['gets another prefix for none', text('{ prefix: p }'), text('{ prefix: q }'), '<p:a> is written as <q:a>'],
    [
      'is a list that is wrapped',
      list('{ name: b }'),
      list('{ wrapped: true }'),
      'a list with no element around it is written as a list in <a>',
    ],
    ['is a wrapped list in newer words', list('{ wrapped: true }'), list('{ nodeType: element }'), undefined],
    ['is a list in no element that is renamed', list('{ name: b }'), list('{ name: c }'), undefined],
    [
      'is a list in an element that is renamed',
      list('{ name: b, wrapped: true }'),
      list('{ name: c, wrapped: true }'),
      'a list in <b> is written as a list in <c>',
    ],
    ['is wrapped and no list', text('{ wrapped: true }'), text('{}'), undefined],
    ['is a list no more', list('{ wrapped: true }'), text('{ name: b }'), undefined],
    [
      'is within a choice',
      `{ oneOf: [${text('{}')}] }`,
      `{ oneOf: [${text('{ name: b }')}] }`,
      '<a> is written as <b>',
    ],
    [
      'is within a choice that has a name',
      `{ xml: { name: c }, oneOf: [${text('{}')}, { type: integer }] }`,
      `{ xml: { name: c }, oneOf: [${text('{ name: b }')}, { type: integer }] }`,
      undefined,
    ],
    ['must not be that', `{ not: ${text('{}')} }`, `{ not: ${text('{ name: b }')} }`, undefined],
    [
      'is the content of a text',
      `{ type: string, contentSchema: ${property(text('{}'))} }`,
      `{ type: string, contentSchema: ${property(text('{ name: b }'))} }`,
      undefined,
    ],
  ])('%s', (_name, before, after, expected) => {
    const said = expected === undefined ? [] : [`Response property a: ${expected} in XML.`];
    expect(messages(answer(property(before)), answer(property(after))).filter((each) => each.endsWith('XML.'))).toEqual(
      said,
    );
  });
});

test.each([
  ['a name of their own', list('{ name: b }'), list('{ name: b }', text('{ name: c }')), '<a> is written as <c>'],
  ['the name of the property', list('{ name: b }'), list('{ name: b }', text('{ name: a }')), undefined],
  [
    'the name of what is around them',
    list('{ name: b, wrapped: true }'),
    list('{ name: b, wrapped: true }', text('{ name: b }')),
    undefined,
  ],
])('items get %s', (_name, before, after, expected) => {
  const said = expected === undefined ? [] : [`Response property a[]: ${expected} in XML.`];
  expect(messages(answer(property(before)), answer(property(after)))).toEqual(said);
});

describe('the root of a message', () => {
  const schema = "{ $ref: '#/components/schemas/Pet' }";
  const pet = (xml: string, rest: Around = {}): string =>
    answer(schema, { ...rest, schemas: `{ Pet: { type: object, xml: ${xml} } }` });

  test.each([
    ['another name', '{}', '{ name: pet }', ['Response body: <Pet> is written as <pet> in XML.']],
    ["the component's name", '{}', '{ name: Pet }', []],
    [
      'another namespace',
      '{ namespace: "urn:1" }',
      '{ namespace: "urn:2" }',
      ['Response body: <Pet> of the namespace urn:1 is written as <Pet> of the namespace urn:2 in XML.'],
    ],
  ])('gets %s', (_name, before, after, expected) => {
    expect(messages(pet(before), pet(after))).toEqual(expected);
  });

  test('has none that anybody said without a component', () => {
    expect(messages(answer('{ type: object }'), answer('{ type: object, xml: { name: pet } }'))).toEqual([]);
  });

  test('is no list of the name that its items have', () => {
    const pets = (xml: string): string =>
      answer(`{ type: array, items: ${schema} }`, { schemas: `{ Pet: { type: object, xml: ${xml} } }` });
    expect(messages(pets('{}'), pets('{ name: Pet }'))).toEqual([]);
    expect(messages(pets('{}'), pets('{ name: pet }'))).toEqual([
      'Response property []: <Pet> is written as <pet> in XML.',
    ]);
  });

  test.each([
    ['application/json', 0],
    ['text/html', 0],
    ["'*/*'", 0],
    ['text/xml', 1],
    ["'application/atom+xml; charset=utf-8'", 1],
  ])('of the type %s', (type, told) => {
    expect(messages(pet('{}', { type }), pet('{ name: pet }', { type }))).toHaveLength(told);
  });

  test('is not compared with JSON', () => {
    const json = pet('{}', { type: 'application/json' });
    expect(between(json, pet('{ name: pet }')).map(({ id }) => id)).not.toContain('response-body-xml-changed');
  });
});

describe('one schema at several places', () => {
  const owner = (xml: string, names: string, version = '3.0.3'): string =>
    answer(`{ type: object, properties: { ${names} } }`, {
      version,
      schemas: `{ Tag: { type: string, xml: ${xml} } }`,
    });
  const tag = "{ $ref: '#/components/schemas/Tag' }";

  test('is told of once, at one where it is written otherwise', () => {
    const names = `tag: ${tag}, label: ${tag}, mark: ${tag}`;
    expect(messages(owner('{}', names), owner('{ name: tag }', names))).toEqual([
      'Response property label: <label> is written as <tag> in XML.',
    ]);
  });

  test('may have the name of the component since 3.2', () => {
    const change = (version: string): string[] =>
      messages(owner('{}', `tag: ${tag}`, version), owner('{ name: Tag }', `tag: ${tag}`, version));
    expect(change('3.1.0')).toEqual(['Response property tag: <tag> is written as <Tag> in XML.']);
    expect(change('3.2.0')).toEqual([]);
  });

  test('is an error within allOf too, where a member among others does not name the whole', () => {
    const dog = (name: string): string =>
      answer(
        `{ allOf: [{ type: object, xml: { name: ${name} }, properties: { a: ${text(`{ name: ${name} }`)} } }, { type: object, required: [a] }] }`,
      );
    expect(between(dog('x'), dog('y'))).toMatchObject([
      { level: 'error', message: 'Response property a: <x> is written as <y> in XML.' },
    ]);
  });

  test('has the prefix that is bound around it', () => {
    const bound = (prefix: string, namespace: string): string =>
      answer(
        `{ type: object, xml: { prefix: ${prefix}, namespace: "${namespace}" }, properties: { a: ${text(`{ prefix: ${prefix} }`)} } }`,
      );
    expect(messages(bound('p', 'urn:n'), bound('q', 'urn:n'))).toEqual([]);
  });
});

describe('where it is told', () => {
  const lines = (xml: string): string => `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/A' } }
          application/xml: { schema: { $ref: '#/components/schemas/A' } }
      responses: {}
components:
  schemas:
    A:
      type: object
      properties:
        a:
          type: string${xml}
`;
  const named = (name: string): string => lines(`\n          xml: { name: ${name} }`);
  const changes = (before: string, after: string): Change[] =>
    compare(describeText(before), describeText(after), { today });
  const told = { id: 'request-property-xml-changed', level: 'error', property: 'a', count: 1 };
  const range = { start: { line: 18, column: 11 } };

  test.each([
    ['changed', named('b'), named('c'), range, range],
    ['new', lines(''), named('c'), undefined, range],
    ['gone', named('b'), lines(''), range, undefined],
  ])('what is %s', (_name, before, after, base, head) => {
    const [change, ...rest] = changes(before, after);
    expect(rest).toEqual([]);
    expect(change).toMatchObject({ ...told, ...(base && { base }), ...(head && { head }) });
    expect([change?.base === undefined, change?.head === undefined]).toEqual([base === undefined, head === undefined]);
    expect([change?.witness, change?.unproved, change?.convention]).toEqual([undefined, undefined, undefined]);
  });

  test('what no check tells is found beside it', () => {
    const body = (rest: string): string => answer(`{ type: object, properties: { b: {}, c: {} }, ${rest} }`);
    const ids = between(body('xml: { name: x }, dependencies: { b: [c] }'), body('xml: { name: y }')).map(
      ({ id }) => id,
    );
    expect(ids).toEqual(['response-body-allows-more', 'response-body-xml-changed']);
  });

  test('of OpenAPI 2.0 and what does not travel', () => {
    const old = (xml: string): string =>
      JSON.stringify(
        parse(`{ swagger: '2.0', info: { title: T, version: '1' }, consumes: [application/xml], produces: [application/xml],
          paths: { /a: { put: { parameters: [{ in: body, name: b, schema: { $ref: '#/definitions/A' } }], responses: { 200: { description: ok, schema: { $ref: '#/definitions/A' } } } } } },
          definitions: { A: { type: object, properties: { a: { type: string, readOnly: true, xml: ${xml} } } } } }`),
      );
    expect(changes(old('{}'), old('{ attribute: true }')).map(({ id, level }) => `${id} ${level}`)).toEqual([
      'response-property-xml-changed error',
      'request-property-xml-changed info',
    ]);
  });
});
