import { describe, expect, test } from 'vitest';
import { between, told } from './between.ts';

type Direction = 'request' | 'response';

function body(schema: string, direction: Direction): string {
  const content = `content: { application/json: { schema: ${schema} } }`;
  const post =
    direction === 'request'
      ? `requestBody: { ${content} }, responses: {}`
      : `responses: { 200: { description: ok, ${content} } }`;
  return `{ paths: { /a: { post: { ${post} } } } }`;
}

/** `id witness` of each error. */
function errors(direction: Direction, before: string, after: string): string[] {
  return between(body(before, direction), body(after, direction))
    .filter(({ level }) => level === 'error')
    .map(({ id, witness }) => `${id} ${JSON.stringify(witness?.instance)}`);
}

const base = '{ type: object, properties: { id: { type: string }, x: { type: string } } }';
const y = 'type: object, properties: { y: { type: string } }';
const ofB = 'type: object, properties: { a: { type: integer }, b: { type: string } }, required: [a]';
const ofC = 'type: object, properties: { c: { type: integer } }, required: [c]';

describe('what a member does with names that only the whole declares', () => {
  const both = (more: string): string => `{ allOf: [${base}, { ${y}${more} }] }`;
  const chosen = (more: string): string => `{ anyOf: [{ ${ofB} }, { ${ofC}${more} }], allOf: [{ maxProperties: 4 }] }`;
  const beside = (more: string): string =>
    `{ type: object, properties: { country: {}, state: {}, zip: {} }, allOf: [{ required: [country]${more} }] }`;
  const named = ', if: { properties: { id: { const: q } }, required: [id] }, then: { required: [y] }';

  test.each<[string, Direction, string, string, string]>([
    ['a condition in allOf', 'request', both(''), both(named), 'request-body-accepts-less {"id":"q"}'],
    ['not in allOf', 'request', both(''), both(', not: { required: [id] }'), 'request-body-accepts-less {"id":""}'],
    [
      'a condition beside properties',
      'request',
      beside(''),
      beside(', if: { required: [state] }, then: { required: [zip] }'),
      'request-body-accepts-less {"country":null,"state":null}',
    ],
    ['a condition of a response', 'response', both(named), both(''), 'response-body-allows-more {"id":"q"}'],
    [
      'not in anyOf',
      'response',
      chosen(', not: { required: [b] }'),
      chosen(''),
      'response-body-allows-more {"c":0,"b":null}',
    ],
  ])('%s', (_name, direction, before, after, error) => {
    expect(errors(direction, before, after)).toEqual([error]);
  });
});

describe('a property that only a member declared', () => {
  test.each([
    ['nothing else is taken', 'allOf', 'id: { type: string }', 'false', '{"id":""}'],
    ['only texts are taken', 'allOf', 'n: { type: integer }', '{ type: string }', '{"n":0}'],
    ['in anyOf', 'anyOf', 'id: { type: string }', 'false', '{"id":""}'],
  ])('is refused once it is gone where %s', (_name, keyword, property, rest, witness) => {
    const schema = (properties: string): string =>
      `{ ${keyword}: [{ type: object, properties: { ${properties} } }], properties: { claws: { type: integer } }, unevaluatedProperties: ${rest} }`;
    expect(errors('request', schema(property), schema(''))).toEqual([`request-body-accepts-less ${witness}`]);
  });

  test('is none of the breaks beside it', () => {
    const schema = (properties: string, type: string): string =>
      `{ allOf: [{ type: object, properties: { ${properties} } }], properties: { claws: { type: ${type} } }, unevaluatedProperties: true }`;
    expect(errors('request', schema('id: {}', 'integer'), schema('', 'boolean'))).toEqual([
      'request-property-accepts-less 0',
    ]);
  });
});

test('a limit of how many properties a member may have is shown by a whole value', () => {
  const schema = (more: string): string =>
    `{ type: object, properties: { a: { type: string }, b: { type: string } }, anyOf: [{ required: [a]${more} }, { required: [b] }] }`;
  const [error] = errors('request', schema(''), schema(', maxProperties: 2'));
  expect(error).toMatch(/^request-property-max-properties-set \{"a":"","/);
});

test.each(['false', '{ type: integer }'])(
  'what opens the objects of a response is no warning under allOf: %s',
  (said) => {
    const open = '{ type: object, properties: { b: {} } }';
    const closed = open.replace('{ type', `{ unevaluatedProperties: ${said}, type`);
    const api = (schema: string): string => body(`{ allOf: [${schema}, { minProperties: 0 }] }`, 'response');
    const held = ['response-property-unevaluated-properties-removed warning'];
    expect(told(api(closed), api(open))).toEqual(said === 'false' ? [] : held);
  },
);
