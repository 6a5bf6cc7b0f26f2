import { describe, expect, test } from 'vitest';
import { between } from './between.ts';

/** `level id: operations` of each change. */
function named(before: string, after: string): string[] {
  return between(before, after)
    .map(({ level, id, operations }) => `${level} ${id}: ${operations.map(({ path }) => path).join(' ')}`)
    .sort();
}

const shared = '{ $ref: "#/components/schemas/Shared" }';
const offsetting = '{ $ref: "#/components/schemas/Offsetting" }';

/** A description in which each path takes a schema made with the shared one. */
function using(schemas: Readonly<Record<string, string>>, sharedSchema: string, beside = '{}'): string {
  const paths = Object.entries(schemas).map(
    ([path, schema]) =>
      `${path}: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } }`,
  );
  return `{ paths: { ${paths.join(', ')} }, components: { schemas: { Shared: ${sharedSchema}, Offsetting: ${beside} } } }`;
}

const open = '{ type: object, properties: { x: { type: string } } }';
const asking = '{ type: object, properties: { x: { type: string } }, required: [x] }';
const alone = { '/alone': shared };
const offset = { '/offset': `{ allOf: [${shared}, ${offsetting}] }` };
const breaking = 'error request-property-became-required: /alone';
const lowered = 'warning request-property-became-required: /offset';

describe('an error names the operations that break', () => {
  test.each([
    ['before', { ...alone, ...offset }],
    ['after', { ...offset, ...alone }],
  ])('and not those whose allOf offsets it, which come %s', (_, paths) => {
    const of = (schema: string): string => using(paths, schema, '{ required: [x] }');
    expect(named(of(open), of(asking))).toEqual([breaking, lowered]);
  });

  test('and those whose allOf does not', () => {
    const of = (schema: string): string => using({ ...offset, ...alone }, schema, '{ minProperties: 1 }');
    expect(named(of(open), of(asking))).toEqual(['error request-property-became-required: /alone /offset']);
  });

  test('and not those of which a choice takes all the same', () => {
    const of = (schema: string): string =>
      using({ ...alone, '/choice': `{ anyOf: [${shared}, { type: object }] }` }, schema);
    expect(named(of(open), of(asking))).toEqual([breaking]);
  });

  test('and not those under whose not it widens', () => {
    const of = (schema: string): string => using({ ...alone, '/not': `{ type: object, not: ${shared} }` }, schema);
    expect(named(of(open), of(asking))).toEqual([breaking, 'info request-property-became-required: /not']);
  });

  test('further in, past a holder that breaks by something else', () => {
    const inside = (schema: string): string => `{ type: object, properties: { in: ${schema} } }`;
    const paths = { '/alone': inside(shared), '/offset': inside(offset['/offset']) };
    const of = (schema: string): string => using(paths, schema, '{ required: [x] }');
    expect(named(of(open), of(asking))).toEqual([breaking, lowered]);
  });

  test('by a value that no check of the form tells of', () => {
    const of = (pattern: string): string =>
      using({ ...alone, ...offset }, `{ type: string, pattern: '${pattern}' }`, `{ pattern: '^[a-f]+$' }`);
    expect(named(of('^[a-z]+$'), of('^[a-f]+$'))).toContain('error request-body-accepts-less: /alone');
  });
});

test.each([
  ['string', 'boolean'],
  ['number', 'integer'],
])('a webhook is not named that only writes other texts: %s to %s', (from, to) => {
  const of = (type: string): string => {
    const operation = `{ post: { parameters: [{ name: q, in: query, schema: ${shared} }], responses: {} } }`;
    return `{ paths: { /asked: ${operation} }, webhooks: { sent: ${operation} }, components: { schemas: { Shared: { type: ${type} } } } }`;
  };
  expect(named(of(from), of(to))).toEqual(['error request-parameter-type-changed: /asked']);
});
