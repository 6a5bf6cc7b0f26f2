import { describe, expect, test } from 'vitest';
import { between } from './between.ts';

type Direction = 'request' | 'response';

function body(schema: string, direction: Direction): string {
  const content = `content: { application/json: { schema: ${schema} } }`;
  const operation =
    direction === 'request'
      ? `{ requestBody: { ${content} }, responses: {} }`
      : `{ responses: { 200: { description: ok, ${content} } } }`;
  return `{ paths: { /a: { post: ${operation} } } }`;
}

/** `property id witness` of each error. */
function errors(before: string, after: string, direction: Direction = 'request'): string[] {
  return between(body(before, direction), body(after, direction))
    .filter(({ level }) => level === 'error')
    .map(({ id, property, witness }) => [property ?? '', id, JSON.stringify(witness?.instance)].join(' ').trim());
}

const object = (properties: string, beside = ''): string => `{ type: object, ${beside} properties: { ${properties} } }`;
/** No check looks at `dependencies`: only values show what they ask for. */
const free = object('b: { type: string }, c: { type: string }');
const bound = object('b: { type: string }, c: { type: string }', 'dependencies: { b: [c] },');
const narrow = "{ type: string, pattern: '^[a-f]+$' }";
const wide = "{ type: string, pattern: '^[a-z]+$' }";
const id = 'request-property-accepts-less';
const shown = `x ${id} {"b":""}`;

describe('what no check tells is found in a body of which something is told already', () => {
  test.each([
    ['a property beside it is gone', `gone: { type: string }, x: ${free}`, `x: ${bound}`],
    ['a pattern beside it', `w: ${narrow}, x: ${free}`, `w: ${wide}, x: ${bound}`],
    [
      'a property in what is beside it is gone',
      `w: ${object('gone: { type: string }')}, x: ${free}`,
      `w: ${object('')}, x: ${bound}`,
    ],
  ])('%s', (_name, before, after) => {
    expect(errors(object(before), object(after))).toEqual([shown]);
  });

  test('where that is an error', () => {
    const before = object(`w: { type: string }, x: ${free}`);
    const after = object(`w: { type: integer }, x: ${bound}`);
    expect(errors(before, after)).toEqual(['w request-property-type-changed ""', shown]);
  });

  test('where the other one has to be there: a value stands for it that both sides take', () => {
    const before = object(
      "w: { type: string, pattern: '^[a-f]+$' }, b: { type: string }, c: { type: string }",
      'required: [w],',
    );
    const after = object(
      "w: { type: string, pattern: '^[b-z]+$' }, b: { type: string }, c: { type: string }",
      'required: [w], dependencies: { b: [c] },',
    );
    expect(errors(before, after).sort()).toEqual([
      'request-body-accepts-less {"w":"b","b":""}',
      'w request-property-accepts-less "a"',
    ]);
  });

  test('in a response, in the items of a list, however deep', () => {
    const deep = (gone: string, x: string): string =>
      object(`list: { type: array, items: ${object(`${gone} inner: ${object(`${gone} x: ${x}`)}`)} }`);
    expect(errors(deep(`w: ${wide},`, bound), deep(`w: ${narrow},`, free), 'response')).toEqual([
      'list[].inner.x response-property-allows-more {"b":""}',
    ]);
  });

  test('in a member of an allOf of which another one has another pattern', () => {
    const both = (gone: string, x: string): string => `{ allOf: [${object(gone)}, ${object(`x: ${x}`)}] }`;
    expect(errors(both(`w: ${narrow}`, free), both(`w: ${wide}`, bound))).toEqual([shown]);
  });

  test('in a schema that holds itself', () => {
    const tree = (gone: string, x: string): string =>
      `{ $id: 'https://a.example/t', ${object(`${gone} x: ${x}, kids: { type: array, items: { $ref: '#' } }`).slice(1)}`;
    expect(errors(tree(`w: ${narrow},`, free), tree(`w: ${wide},`, bound))).toEqual([shown]);
  });
});

describe('no error is', () => {
  test('what the rest of the message makes good', () => {
    // No message has both: what the member refuses nobody could send.
    const both = (gone: string, x: string): string =>
      `{ allOf: [${object(gone)}, ${object(`x: ${x}`)}, ${object('x: { maxProperties: 0 }')}] }`;
    expect(errors(both(`w: ${narrow}`, free), both(`w: ${wide}`, bound))).toEqual([]);
  });

  test('what one of several choices refuses', () => {
    const one = (gone: string, x: string): string =>
      object(`${gone} y: { anyOf: [${object(`x: ${x}`)}, ${object('x: { type: object }')}] }`);
    expect(errors(one(`w: ${narrow},`, free), one(`w: ${wide},`, bound))).toEqual([]);
  });

  test('what a convention has settled: a value is sought beside it alone', () => {
    const before = object(
      `data: { allOf: [${object('old: { type: string }')}, ${object('x: { type: object }')}] }, x: ${free}`,
    );
    const after = object(`data: { allOf: [${object('')}, ${object('x: { type: object }')}] }, x: ${free}`);
    expect(errors(before, after)).toEqual([]);
  });
});
