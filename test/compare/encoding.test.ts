import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { today } from './between.ts';
import { describeText } from './describe.ts';

const list = '{ type: array, items: { type: string } }';

function form(encoding: string, schema = list, type = 'application/x-www-form-urlencoded', openapi = '3.1.0'): string {
  const content = `{ ${type}: { schema: { type: object, properties: { a: ${schema} } }, encoding: ${encoding} } }`;
  return `{ openapi: ${openapi}, info: { title: T, version: '1' }, paths: { /a: { post: { requestBody: { content: ${content} }, responses: {} } } } }`;
}

function old(field: string): string {
  return `{ swagger: '2.0', info: { title: T, version: '1' }, paths: { /a: { post: { consumes: [application/x-www-form-urlencoded], parameters: [{ in: formData, name: a, ${field} }], responses: {} } } } }`;
}

function told(before: string, after: string): string[] {
  const [base, head] = [before, after].map((text) => describeText(JSON.stringify(parse(text) as JsonObject)));
  if (base === undefined || head === undefined) return [];
  return compare(base, head, { today }).map(({ id, level }) => `${id} ${level}`);
}

describe('a field of a form', () => {
  test.each([
    ['{}', '{ a: { explode: false } }', 'explode-changed error'],
    ['{ a: { explode: true } }', '{ a: { style: spaceDelimited, explode: false } }', 'style-changed error'],
    ['{}', '{ a: { allowReserved: true } }', 'became-allow-reserved info'],
  ])('%s → %s', (before, after, id) => {
    expect(told(form(before), form(after))).toEqual([`request-body-encoding-${id}`]);
  });

  const composed = (schema: string, encoding: string, type?: string): string =>
    form(encoding, list, type).replace(`{ type: object, properties: { a: ${list} } }`, `{ type: object, ${schema} }`);
  const of = (name: string, schema = list): string => `{ properties: { ${name}: ${schema} } }`;
  const text = '{ type: string }';

  test.each([
    ['a member of allOf', `allOf: [${of('a')}, ${of('b')}]`],
    ['a member of a member of allOf', `allOf: [{ allOf: [${of('a')}, ${of('b')}] }, ${of('c')}]`],
    ['a member of oneOf', `oneOf: [${of('a')}, ${of('b')}]`],
    ['members of anyOf', `anyOf: [${of('a')}, ${of('a', text)}]`],
    ['what stands beside allOf', `properties: { a: ${list} }, allOf: [${of('b')}, ${of('c')}]`],
    ['a member beside properties', `properties: { b: ${text} }, allOf: [${of('a')}, ${of('c')}]`],
    ['the schema of additional properties', `additionalProperties: ${list}`],
  ])('is found in %s', (_name, schema) => {
    expect(told(composed(schema, '{}'), composed(schema, '{ a: { explode: false } }'))).toEqual([
      'request-body-encoding-explode-changed error',
    ]);
    const required = '{ a: { headers: { X-A: { required: true, schema: { type: string } } } } }';
    const multipart = (encoding: string): string => composed(schema, encoding, 'multipart/form-data');
    expect(told(multipart('{}'), multipart(required))).toEqual(['request-body-encoding-header-became-required error']);
  });

  test.each([
    ['a text is', `allOf: [${of('a', text)}, ${of('b')}]`],
    ['one of two members makes it a text', `allOf: [${of('a', '{ minLength: 1 }')}, ${of('a', text)}]`],
    ['each member of a choice makes it a text', `oneOf: [${of('a', text)}, ${of('a', '{ enum: [x] }')}, ${of('b')}]`],
    ['nothing describes it', `allOf: [${of('b')}, ${of('c')}]`],
    ['nothing is said of it', `additionalProperties: true, allOf: [${of('b')}, ${of('c')}]`],
    ['it is refused', `additionalProperties: false, properties: { b: ${text} }`],
  ])('is not written otherwise where %s', (_name, schema) => {
    expect(told(composed(schema, '{}'), composed(schema, '{ a: { explode: false } }'))).toEqual([]);
  });

  test('written in the same way in other words is the same', () => {
    expect(told(form('{}'), form('{ a: { style: form } }'))).toEqual([]);
    expect(told(form('{}', '{ type: string }'), form('{ a: { explode: false } }', '{ type: string }'))).toEqual([]);
  });

  test('has a style in a multipart form since 3.1', () => {
    const multipart = (encoding: string, version: string): string =>
      form(encoding, list, 'multipart/form-data', version);
    const split = '{ a: { explode: false } }';
    expect(told(multipart('{}', '3.1.0'), multipart(split, '3.1.0'))).toHaveLength(1);
    expect(told(multipart('{}', '3.0.3'), multipart(split, '3.0.3'))).toEqual([]);
  });

  test('of OpenAPI 2.0 has its collectionFormat', () => {
    const multi = old('type: array, items: { type: string }, collectionFormat: multi');
    const csv = old('type: array, items: { type: string }');
    expect(told(multi, csv)).toEqual(['request-body-encoding-explode-changed error']);
    expect(told(multi, form('{}', list, undefined, '3.0.3'))).toEqual([]);
    expect(told(csv, form('{ a: { explode: false } }', list, undefined, '3.0.3'))).toEqual([]);
  });
});

describe('a field that may be sent without a value, in OpenAPI 2.0', () => {
  const id = 'request-body-encoding-became-not-allow-empty-value';
  test.each([
    ['where the type refuses an empty text', 'type: integer', `${id} error`],
    ['where a text takes one', 'type: string', `${id} warning`],
    ['where a text has to be longer', 'type: string, minLength: 1', `${id} error`],
  ])('must not any more: %s', (_name, field, expected) => {
    expect(told(old(`${field}, allowEmptyValue: true`), old(field))).toEqual([expected]);
    expect(told(old(field), old(`${field}, allowEmptyValue: true`))).toEqual([
      'request-body-encoding-became-allow-empty-value info',
    ]);
  });

  test('is written as it was', () => {
    const list = (beside: string): string =>
      old(`type: array, items: { type: string }, collectionFormat: multi${beside}`);
    expect(told(list(''), list(', allowEmptyValue: true'))).toEqual([
      'request-body-encoding-became-allow-empty-value info',
    ]);
  });

  test('is no word of later versions', () => {
    const said = form('{ a: { allowEmptyValue: true } }', '{ type: integer }');
    expect(told(said, form('{ a: {} }', '{ type: integer }'))).toEqual([]);
    expect(told(old('type: string, allowEmptyValue: true'), form('{}', '{ type: string }'))).toEqual([]);
  });
});

describe('the content type of a part', () => {
  const bytes = '{ type: string, format: binary }';
  const object = '{ type: object, properties: { b: { type: string } } }';
  const png = '{ a: { contentType: image/png } }';
  const [added, removed] = ['added', 'removed'].map((event) => `request-body-encoding-content-type-${event}`);
  const part = (encoding: string, schema: string): string => form(encoding, schema, 'multipart/form-data', '3.0.3');
  const answer = (encoding: string): string =>
    part(encoding, bytes)
      .replace('requestBody: {', 'responses: { 200: { description: ok,')
      .replace(', responses: {} }', ' } }');

  test.each([
    ['where bytes had none', bytes, '{}', png, [`${removed} warning`]],
    ['where bytes have none any more', bytes, png, '{}', [`${added} info`]],
    [
      'where an object was JSON',
      object,
      '{}',
      '{ a: { contentType: application/xml } }',
      [`${removed} error`, `${added} info`],
    ],
    [
      'where an object is JSON again',
      object,
      '{ a: { contentType: text/csv } }',
      '{}',
      [`${removed} error`, `${added} info`],
    ],
    [
      'where a number was plain text',
      '{ type: integer }',
      '{}',
      '{ a: { contentType: text/html } }',
      [`${removed} error`, `${added} info`],
    ],
    [
      'of each item of a list',
      `{ type: array, items: ${object} }`,
      '{}',
      '{ a: { contentType: text/csv } }',
      [`${removed} error`, `${added} info`],
    ],
    ['that says what is usual', object, '{}', '{ a: { contentType: application/json; charset=utf-8 } }', []],
    ['that takes what is usual', '{ type: string }', '{}', '{ a: { contentType: "text/*" } }', [`${added} info`]],
    ['where another part is described', bytes, '{}', '{ a: { style: form } }', []],
  ])('%s', (_name, schema, before, after, expected) => {
    expect(told(part(before, schema), part(after, schema)).sort()).toEqual([...expected].sort());
  });

  test.each([
    ['a list', list, '{ a: { style: form, explode: true } }', '{ a: { contentType: application/json } }', true],
    ['a text', '{ type: string }', '{}', '{ a: { contentType: application/json } }', true],
    [
      'a list of numbers',
      '{ type: array, items: { type: integer } }',
      '{}',
      '{ a: { contentType: application/json } }',
      true,
    ],
    ['a number', '{ type: integer }', '{}', '{ a: { contentType: application/json } }', false],
    ['what says nothing of itself', '{}', '{}', '{ a: { contentType: application/json } }', false],
    ['a style counts', list, '{}', '{ a: { style: form, contentType: application/json } }', false],
    ['the same in more words', list, '{}', '{ a: { contentType: text/plain } }', false],
  ])('of a field in an address’s manner: %s', (_name, schema, before, after, isTold) => {
    const [text, json] = [form(before, schema), form(after, schema)];
    expect(told(text, json).sort()).toEqual(isTold ? [`${added} info`, `${removed} error`] : []);
    expect(told(json, text).sort()).toEqual(isTold ? [`${added} info`, `${removed} error`] : []);
  });

  test('is no news of an object in an address’s manner, nor of a part that is new', () => {
    const urlencoded = (encoding: string): string => form(encoding, object);
    expect(told(urlencoded('{}'), urlencoded(png))).toEqual([]);
    const other = part(png, bytes).replace('{ a: {', '{ b: {');
    expect(told(other, part(png, bytes)).filter((each) => each.includes('encoding'))).toEqual([]);
  });

  test('that a response says or ceases to say', () => {
    expect(told(answer('{}'), answer(png))).toEqual(['response-body-encoding-content-type-removed info']);
    expect(told(answer(png), answer('{}'))).toEqual(['response-body-encoding-content-type-added warning']);
  });
});

describe('a part that has a place instead of a name', () => {
  const parts = (encodings: string): string =>
    `{ openapi: 3.2.0, info: { title: T, version: '1' }, paths: { /a: { post: { requestBody: { content: { multipart/mixed: { ${encodings} } } }, responses: {} } } } }`;
  const png = '{ contentType: image/png }';
  const gif = '{ contentType: image/gif }';
  const [added, removed] = ['added info', 'removed error'].map(
    (event) => `request-body-encoding-content-type-${event}`,
  );

  test.each([
    ['one of the first', `prefixEncoding: [${png}, ${png}]`, `prefixEncoding: [${png}, ${gif}]`],
    ['any other', `itemEncoding: ${png}`, `itemEncoding: ${gif}`],
    [
      'one of the first that was any other',
      `prefixEncoding: [${png}], itemEncoding: ${png}`,
      `prefixEncoding: [${png}, ${gif}], itemEncoding: ${png}`,
    ],
  ])('%s', (_name, before, after) => {
    expect(told(parts(before), parts(after))).toEqual([removed, added]);
  });

  test.each([
    [
      'a first one that is written as the others are',
      `itemEncoding: ${png}`,
      `prefixEncoding: [${png}], itemEncoding: ${png}`,
    ],
    ['a first one that nothing was said of', 'prefixEncoding: []', `prefixEncoding: [${png}]`],
    ['more types', `itemEncoding: ${png}`, 'itemEncoding: { contentType: image/* }'],
  ])('breaks nothing: %s', (_name, before, after) => {
    expect(told(parts(before), parts(after)).filter((each) => each.endsWith('error'))).toEqual([]);
  });
});

describe('a header of a part', () => {
  const multipart = (headers: string, type = 'multipart/form-data'): string =>
    form(`{ a: { headers: { ${headers} } } }`, list, type);
  const required = 'X-A: { required: true, schema: { type: string } }';
  const optional = 'X-A: { schema: { type: string } }';
  const id = 'request-body-encoding-header-became';

  test.each([
    ['is new and required', '', required, [`${id}-required error`]],
    ['became required', optional, required, [`${id}-required error`]],
    ['became optional', required, optional, [`${id}-optional info`]],
    ['is new', '', optional, []],
    ['is written in other letters', required, required.replace('X-A', 'x-a'), []],
    ['says what the encoding says', '', required.replace('X-A', 'Content-Type'), []],
  ])('%s', (_name, before, after, expected) => {
    expect(told(multipart(before), multipart(after))).toEqual(expected);
  });

  test.each([
    ['of another type', optional, optional.replace('string', 'integer'), ['request-parameter-type-changed error']],
    [
      'in other letters, of fewer values',
      optional,
      'x-a: { schema: { type: string, maxLength: 3 } }',
      ['request-parameter-max-length-set error'],
    ],
    [
      'of more values',
      'X-A: { schema: { type: string, maxLength: 3 } }',
      optional,
      ['request-parameter-max-length-unset info'],
    ],
    [
      'of another encoding',
      'Content-Type: { schema: { type: string } }',
      'Content-Type: { schema: { type: integer } }',
      [],
    ],
  ])('is compared as headers are: %s', (_name, before, after, expected) => {
    expect(told(multipart(before), multipart(after))).toEqual(expected);
  });

  const words = 'schema: { type: array, items: { type: string } }';
  const object = 'schema: { type: object, properties: { p: { type: string } } }';
  test.each([
    ['explode of an object', object, `explode: true, ${object}`, ['explode-changed error']],
    ['explode of a list', words, `explode: true, ${words}`, []],
    ['pipes for commas', words, `style: pipeDelimited, ${words}`, ['style-changed error']],
    ['a list as JSON', words, `content: { application/json: { ${words} } }`, ['content-changed error']],
    ['JSON in other words', `content: { application/json: { ${words} } }`, words, ['content-changed error']],
    ['a text as a text', 'schema: { type: string }', 'content: { text/plain: { schema: { type: string } } }', []],
  ])('is written in another way: %s', (_name, before, after, expected) => {
    const headers = (rest: string): string => `X-A: { required: true, ${rest} }`;
    const ids = expected.map((event) => `request-body-encoding-header-${event}`);
    expect(told(multipart(headers(before)), multipart(headers(after)))).toEqual(ids);
    const type = 'application/x-www-form-urlencoded';
    expect(told(multipart(headers(before), type), multipart(headers(after), type))).toEqual([]);
    const other = multipart(headers(before)).replace('{ a: {', '{ b: {');
    expect(told(other, multipart(headers(after))).filter((each) => each.includes('encoding'))).toEqual([]);
  });

  test('is said to be one of its part, with a value that shows what breaks', () => {
    const [base, head] = [optional, optional.replace('string', 'integer')].map((headers) =>
      describeText(JSON.stringify(parse(multipart(headers)) as JsonObject)),
    );
    const [found] = compare(base, head, { today });
    expect(found).toMatchObject({ property: 'X-A', witness: { part: 'header' } });
    expect(found?.message).toMatch(/^Header X-A of part a: /);
    expect(found?.example).toBeUndefined();
  });

  test('counts in forms of several parts alone', () => {
    const type = 'application/x-www-form-urlencoded';
    expect(told(multipart('', type), multipart(required, type))).toEqual([]);
  });

  test('of a part that is new asks nothing of those that were sent', () => {
    expect(told(form('{}', list, 'multipart/form-data').replace('{ a:', '{ b:'), multipart(required))).toEqual([
      'request-property-removed warning',
      'new-optional-request-property info',
    ]);
  });
});
