import { expect, test } from 'vitest';
import { between } from './between.ts';

/** `id property witness` of what is said where the schema of a request's body changed so. */
function said(before: string, after: string): string[] {
  const [old, now] = [before, after].map(
    (schema) =>
      `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`,
  ) as [string, string];
  return between(old, now).map(({ id, property, witness, unproved }) =>
    [id, property, witness && JSON.stringify(witness.instance), unproved && 'not proved'].filter(Boolean).join(' '),
  );
}

const choice = (name: string, beside = ''): string =>
  `{ $id: 'https://a.example/choice', properties: { a: { $dynamicRef: '#${name}', ${beside} } },
    $defs: { t: { $dynamicAnchor: t, type: string }, i: { $dynamicAnchor: i, type: integer } } }`;
const tree = (kid: string, a: string): string =>
  `{ $id: 'https://a.example/tree', $dynamicAnchor: node, type: object,
    properties: { kids: { type: array, items: { ${kid} } }, a: { ${a} } } }`;
const dynamic = `$dynamicRef: '#node'`;

test('a dynamic reference leads somewhere else', () => {
  expect(said(choice('t'), choice('i'))).toEqual(['request-property-type-changed a ""']);
  expect(said(choice('t'), choice('t'))).toEqual([]);
});

test('what stands beside it holds as well', () => {
  expect(said(choice('t'), choice('t', 'maxLength: 1'))).toEqual(['request-property-max-length-set a "aa"']);
});

test('a tree that refers to itself this way or that is the same', () => {
  expect(said(tree(dynamic, 'type: string'), tree(`$ref: '#'`, 'type: string'))).toEqual([]);
  expect(said(tree(`$ref: '#'`, 'type: string'), tree(dynamic, 'type: string'))).toEqual([]);
});

test('what changes in it is told once', () => {
  expect(said(tree(dynamic, 'type: string'), tree(dynamic, 'type: string, maxLength: 3'))).toEqual([
    'request-property-max-length-set a "aaaa"',
  ]);
});

test('where several schemas have its name, it is not followed', () => {
  const two = (type: string): string =>
    `{ ${dynamic}, $defs: { x: { $dynamicAnchor: node, type: ${type} }, y: { $dynamicAnchor: node } } }`;
  expect(said(two('string'), two('string'))).toEqual([]);
});

test('one that leads to itself, or nowhere, ends', () => {
  const alone = (beside: string): string =>
    `{ properties: { a: { $dynamicAnchor: a, $dynamicRef: '#a' }, ${beside} } }`;
  expect(said(alone('b: { type: string }'), alone('b: { type: integer }'))).toContain(
    'request-property-type-changed b ""',
  );
  expect(said(choice('nobody'), choice('nobody', 'maxLength: 1'))).toContain(
    'request-property-max-length-set a not proved',
  );
});
