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
  expect(said(two('string'), two('integer'))).toEqual(['dynamic-reference-not-compared']);
});

test('one that leads to itself ends', () => {
  const alone = (beside: string): string =>
    `{ properties: { a: { $dynamicAnchor: a, $dynamicRef: '#a' }, ${beside} } }`;
  expect(said(alone('b: { type: string }'), alone('b: { type: integer }'))).toContain(
    'request-property-type-changed b ""',
  );
});

/** A page of anything, and pages of two kinds of things. */
function pages(user: string, beside = ''): string {
  const list = (name: string): string =>
    `{ $id: 'https://a.example/${name}', $ref: 'https://a.example/page', $defs: { t: { $dynamicAnchor: t, $ref: '#/components/schemas/${name}' } } }`;
  const page = `{ $id: 'https://a.example/page', properties: { items: { type: array, items: { $dynamicRef: '#t' } } }, $defs: { t: { $dynamicAnchor: t } } }`;
  const answer = (name: string): string =>
    `{ responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/${name}s' } } } } } }`;
  const schemas = `User: ${user}, Pet: { type: object }, Page: ${page}, Users: ${list('User')}, Pets: ${list('Pet')} ${beside}`;
  return `{ paths: { /users: { get: ${answer('User')} }, /pets: { get: ${answer('Pet')} } }, components: { schemas: { ${schemas} } } }`;
}

test('what differs behind the name that several schemas have is said not to be compared, and nothing where nothing does', () => {
  const name = (type: string): string => `{ type: object, properties: { name: { type: ${type} } } }`;
  const told = (before: string, after: string): string[] =>
    between(before, after).map(({ id, level }) => `${id} ${level}`);
  expect(told(pages(name('string')), pages(name('integer')))).toEqual(['dynamic-reference-not-compared warning']);
  const others = ', Other: { type: string }';
  expect(told(pages(name('string')), pages(name('string'), others))).toEqual([]);
});
