import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { between, told } from './between.ts';
import { describeText } from './describe.ts';

describe('parameters', () => {
  const parameters = (list: string, beside = ''): string =>
    `{ paths: { /a: { ${beside} get: { parameters: [${list}], responses: {} } } } }`;
  const simple = (name: string): string => `{ name: ${name}, in: query, schema: { type: integer } }`;
  const exploded = (type: string, more = ''): string =>
    `{ name: page, in: query, ${more} schema: { type: object, properties: { number: { type: ${type} }, size: { type: integer } } } }`;

  test('an exploded object is the same as a parameter for each of its properties', () => {
    const two = parameters(`${simple('number')}, ${simple('size')}`);
    expect(told(two, parameters(exploded('integer')))).toEqual([]);
    expect(told(parameters(exploded('integer')), two)).toEqual([]);
    expect(told(two, parameters(exploded('boolean')))).toContain('request-parameter-type-changed error');
    expect(told(parameters(simple('number')), parameters(exploded('integer')))).toEqual([
      'new-optional-request-parameter info',
    ]);
    expect(told(two, parameters(exploded('integer', 'explode: false,')))).toContain(
      'request-parameter-removed warning',
    );
  });

  test.each([
    '{ anyOf: [%] }',
    '{ anyOf: [%, { type: boolean }] }',
    '{ allOf: [%, { minLength: 0 }] }',
    '{ oneOf: [{ allOf: [%] }] }',
  ])('a text is no list of one in %s, which speaks of none', (within) => {
    const pairs = [
      'maxLength: 2 / maxLength: 1',
      'minLength: 1 / minLength: 2',
      "pattern: '^a' / pattern: '^ab'",
      ' / maxLength: 3',
    ];
    const of = (schema = '', place = ''): string =>
      parameters(`{ name: p, in: ${place}, schema: ${within.replace('%', `{ ${schema} }`)} }`);
    for (const place of ['query', 'header', 'cookie']) {
      for (const [before, after] of pairs.map((pair) => pair.split(' / '))) {
        expect(told(of(before, place), of(after, place))).toContainEqual(expect.stringMatching(/ error$/));
        expect(told(of(after, place), of(before, place))).not.toContainEqual(expect.stringMatching(/ error$/));
      }
    }
    const list = '{ name: p, in: query, schema: { type: array, items: { type: string, maxLength: 1 } } }';
    const lists = within.replace('%', '{ items: { maxLength: 1 } }');
    expect(told(parameters(list), parameters(`{ name: p, in: query, schema: ${lists} }`))).not.toContainEqual(
      expect.stringMatching(/ error$/),
    );
  });

  test('a parameter of the whole path has an id of its own', () => {
    expect(told(parameters(''), parameters('', `parameters: [${simple('q')}],`))).toEqual([
      'new-optional-request-default-parameter-to-existing-path info',
    ]);
  });

  test('what OpenAPI 3 says is ignored is no parameter', () => {
    const header = (name: string): string => `{ name: ${name}, in: header, required: true, schema: { type: string } }`;
    const ignored = ['Accept', 'content-type', 'Authorization'].map(header).join(', ');
    expect(told(parameters(''), parameters(ignored))).toEqual([]);
    const old = (list: string): string =>
      `{ swagger: "2.0", paths: { /a: { get: { parameters: [${list}], responses: {} } } } }`;
    const typed = '{ name: Authorization, in: header, required: true, type: string }';
    expect(told(old(''), old(typed))).toEqual(['new-required-request-parameter error']);
  });

  test('an operation’s own header stands for its path’s in other letters', () => {
    const header = (name: string, rest: string): string => `{ name: ${name}, in: header, ${rest} schema: {} }`;
    const shared = `parameters: [${header('X-A', '')}],`;
    expect(told(parameters('', shared), parameters(header('x-a', 'required: true,'), shared))).toEqual([
      'request-parameter-became-required error',
    ]);
  });

  const of = (type: string, rest: string, place = 'query'): string =>
    parameters(`{ name: p, in: ${place}, ${rest} schema: { type: ${type} } }`);

  const choice = (schema: string, explode: string): string =>
    `{ name: p, in: query, explode: ${explode}, schema: { ${schema} } }`;

  test.each([
    ['the default written out', of('array', ''), of('array', 'style: form, explode: true,'), []],
    [
      'a list with commas',
      of('array', ''),
      of('array', 'explode: false,'),
      ['request-parameter-explode-changed error'],
    ],
    ['explode of a single value', of('string', ''), of('string', 'explode: false,'), []],
    [
      'pipes for commas',
      of('array', 'explode: false,'),
      of('array', 'style: pipeDelimited,'),
      ['request-parameter-style-changed error'],
    ],
    ['deepObject', of('object', ''), of('object', 'style: deepObject,'), ['request-parameter-style-changed error']],
    ['style of a single value in a query', of('string', ''), of('string', 'style: pipeDelimited,'), []],
    ['explode of a list in a header', of('array', '', 'header'), of('array', 'explode: true,', 'header'), []],
    [
      'explode of an object in a header',
      of('object', '', 'header'),
      of('object', 'explode: true,', 'header'),
      ['request-parameter-explode-changed error'],
    ],
    ['explode of values', parameters(choice('enum: [a, 1]', 'true')), parameters(choice('enum: [a, 1]', 'false')), []],
    [
      'explode of a choice of single values',
      parameters(choice('oneOf: [{ type: string }, { anyOf: [{ type: integer }, { const: all }] }]', 'true')),
      parameters(choice('oneOf: [{ type: string }, { anyOf: [{ type: integer }, { const: all }] }]', 'false')),
      [],
    ],
    [
      'explode of a choice with a list',
      parameters(choice('anyOf: [{ type: string }, { type: array }]', 'true')),
      parameters(choice('anyOf: [{ type: string }, { type: array }]', 'false')),
      ['request-parameter-explode-changed error'],
    ],
    ...[
      'allOf: [{ type: string }, { minLength: 1 }]',
      'allOf: [{ anyOf: [{ type: string }, { type: array }] }, { oneOf: [{ type: string }, { type: object }] }]',
      'oneOf: [{ type: string }, { type: array }], anyOf: [{ type: string }, { type: object }]',
    ].map((schema): [string, string, string, string[]] => [
      `explode of single values alone: ${schema}`,
      parameters(choice(schema, 'true')),
      parameters(choice(schema, 'false')),
      [],
    ]),
    [
      'explode of a list in allOf',
      parameters(choice('allOf: [{ type: array }, { minItems: 1 }]', 'true')),
      parameters(choice('allOf: [{ type: array }, { minItems: 1 }]', 'false')),
      ['request-parameter-explode-changed error'],
    ],
    [
      'a charset of JSON',
      parameters('{ name: p, in: query, content: { application/json: { schema: { type: object } } } }'),
      parameters('{ name: p, in: query, content: { application/json; charset=utf-8: { schema: { type: object } } } }'),
      [],
    ],
    [
      'reserved characters',
      of('string', ''),
      of('string', 'allowReserved: true,'),
      ['request-parameter-became-allow-reserved info'],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  test.each([
    ['{}', '{ a: { explode: false } }', ['request-parameter-explode-changed error']],
    ['{}', '{ a: { style: pipeDelimited } }', ['request-parameter-style-changed error']],
    ['{}', '{ a: { allowReserved: true } }', ['request-parameter-became-allow-reserved info']],
    ['{}', '{ a: { style: form } }', []],
  ])('a field of a whole query is written in another way: %s → %s', (before, after, expected) => {
    const schema = '{ type: object, properties: { a: { type: array, items: { type: string } } } }';
    const whole = (encoding: string): string =>
      `{ openapi: 3.2.0, ${parameters(`{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { schema: ${schema}, encoding: ${encoding} } } }`).slice(1)}`;
    expect(told(whole(before), whole(after))).toEqual(expected);
    expect(between(whole(before), whole(after)).every(({ message }) => message.includes('parameter q: field a'))).toBe(
      true,
    );
  });

  const empty = (schema: string, rest = 'allowEmptyValue: true,'): string =>
    parameters(`{ name: p, in: query, ${rest} schema: { ${schema} } }`);

  test.each([
    ['type: integer', 'error'],
    ['type: boolean', 'error'],
    ['type: string, minLength: 1', 'error'],
    ['type: string, enum: [a, b]', 'error'],
    ['type: string, format: date', 'error'],
    ["type: string, pattern: '^a+$'", 'error'],
    ["type: string, pattern: '^a*$'", 'warning'],
    ['anyOf: [{ type: integer }, { enum: [all] }]', 'error'],
    ["allOf: [{ type: string }, { pattern: '^a+$' }]", 'error'],
    ['type: string', 'warning'],
    ["type: string, enum: ['', a]", 'warning'],
    ['type: [string, integer]', 'warning'],
    ["type: [integer, 'null']", 'warning'],
    ['type: array, items: { type: string }', 'warning'],
    ['', 'warning'],
  ])('an empty value of { %s } is not allowed any more', (schema, level) => {
    expect(told(empty(schema), empty(schema, ''))).toEqual([`request-parameter-became-not-allow-empty-value ${level}`]);
    expect(told(empty(schema, ''), empty(schema))).toEqual(['request-parameter-became-allow-empty-value info']);
  });

  test.each([
    ['text/plain', 'integer', ['request-parameter-became-not-allow-empty-value error']],
    ['text/plain', 'string', ['request-parameter-became-not-allow-empty-value warning']],
    ['application/json', 'integer', ['request-parameter-became-not-allow-empty-value error']],
  ])('an empty value is not allowed as a content of %s, %s', (media, type, expected) => {
    const content = parameters(`{ name: p, in: query, content: { ${media}: { schema: { type: ${type} } } } }`);
    expect(told(empty(`type: ${type}`), content)).toEqual(expected);
  });

  test.each([
    ['false as if it were not said', empty('type: integer', 'allowEmptyValue: false,'), empty('type: integer', '')],
    [
      'in a style that has no empty value',
      empty('type: array', 'allowEmptyValue: true, explode: false, style: pipeDelimited,'),
      empty('type: array', 'explode: false, style: pipeDelimited,'),
    ],
    [
      'of a header',
      parameters('{ name: p, in: header, allowEmptyValue: true, schema: { type: integer } }'),
      parameters('{ name: p, in: header, schema: { type: integer } }'),
    ],
  ])('an empty value is no matter: %s', (_name, before, after) => {
    expect(told(before, after)).toEqual([]);
  });

  test('in a webhook it is the client who has to take what is empty or reserved', () => {
    const hook = (rest: string): string =>
      `{ webhooks: { w: { post: { parameters: [{ name: p, in: query, ${rest} schema: { type: integer } }], responses: {} } } } }`;
    expect(told(hook(''), hook('allowEmptyValue: true,'))).toEqual([
      'request-parameter-became-allow-empty-value error',
    ]);
    expect(told(hook('allowEmptyValue: true,'), hook(''))).toEqual([
      'request-parameter-became-not-allow-empty-value info',
    ]);
    expect(told(hook(''), hook('allowReserved: true,'))).toEqual(['request-parameter-became-allow-reserved error']);
    expect(told(hook('allowReserved: true,'), hook(''))).toEqual(['request-parameter-became-not-allow-reserved info']);
  });

  test('OpenAPI 2.0 allows an empty value too', () => {
    const old = (rest: string) =>
      describeText(
        `{ swagger: '2.0', info: { title: t, version: '1' }, paths: { /a: { get: { parameters: [{ name: p, in: query, type: integer, ${rest} }], responses: {} } } } }`,
      );
    const changes = compare(old('allowEmptyValue: true'), old(''), { today: '2026-11-20' });
    expect(changes.map(({ id }) => id)).toEqual(['request-parameter-became-not-allow-empty-value']);
  });

  const within = (type: string, rest: string, media = 'application/json'): string =>
    parameters(
      `{ name: p, in: query, content: { ${media}: { schema: { type: object, properties: { a: { type: ${type}, ${rest} } } } } } }`,
    );

  test('what is within a parameter that is JSON is held to its values', () => {
    const [found] = between(within('string', ''), within('string', 'maxLength: 3'));
    expect(found).toMatchObject({
      id: 'request-parameter-accepts-less',
      property: 'p.a',
      witness: { part: 'query', instance: 'aaaa' },
    });
    expect(told(within('string', 'maxLength: 3'), within('string', ''))).toEqual([]);
    expect(told(within('integer', ''), within('string', ''))).toContain('request-parameter-accepts-less error');
  });

  test('a parameter in a media type that is none of JSON is text', () => {
    const plain = (type: string): string =>
      parameters(`{ name: p, in: query, content: { text/plain: { schema: { type: ${type} } } } }`);
    expect(told(plain('integer'), plain('string'))).toEqual([]);
    expect(told(plain('string'), plain('integer'))).toEqual(['request-parameter-type-changed error']);
  });
});

test('a parameter of a path comes and goes once, for all of its operations', () => {
  const api = (parameters: string) =>
    describeText(`openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a:
    parameters: [${parameters}]
    get: { responses: {} }
    put: { responses: {} }
`);
  const [without, having] = [api(''), api('{ name: q, in: query, required: true, schema: { type: string } }')];
  const toldOnce = (before: typeof having, after: typeof having) =>
    compare(before, after, { today: '2026-11-20' })
      .filter(({ operations }) => operations.length > 0)
      .map(({ id, cause, operations }) => [id, cause, operations.map(({ method }) => method)]);
  const cause = '#/paths/~1a/parameters query:q';
  expect(toldOnce(without, having)).toEqual([
    ['new-required-request-default-parameter-to-existing-path', cause, ['GET', 'PUT']],
  ]);
  expect(toldOnce(having, without)).toEqual([['request-parameter-removed', cause, ['GET', 'PUT']]]);
});
