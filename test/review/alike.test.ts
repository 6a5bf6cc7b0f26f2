import { describe, expect, test } from 'vitest';
import { alike, ownerOf, tallied, type Said } from '../../src/review/alike.ts';

interface Item extends Said {
  readonly name: string;
}

const item = (name: string, over: Partial<Said>): Item => ({
  name,
  id: 'x',
  level: 'error',
  args: [],
  cause: '#',
  ...over,
});

const tax = (schema: string, value: string): Item =>
  item(`${schema}=${value}`, {
    id: 'enum-value-added',
    args: [value],
    property: `${schema}.type`,
    cause: `#/components/schemas/${schema}/properties/type/enum`,
  });
const gone = (schema: string, name: string): Item =>
  item(`${schema}.${name}`, {
    id: 'gone',
    args: [name],
    property: name,
    cause: `#/components/schemas/${schema}/properties/${name.replace('~', '~0').replace('/', '~1')}`,
  });
const nullable = (schema: string, property: string): Item =>
  item(`${schema}.${property}`, {
    id: 'nullable',
    property,
    cause: `#/components/schemas/${schema}/properties/${property}`,
  });

const member = (name: string, look: string, digest: string): Item =>
  item(name, { id: 'added', args: [look, { digest }], cause: '#/components/schemas/a/oneOf' });

/** Items, and the groups as `first / other values / other places`. */
const rows: readonly (readonly [string, readonly Item[], readonly string[]])[] = [
  ['values of one enum', [tax('a', 'v'), tax('a', 'w')], ['a=v / "w" /']],
  ['one value in two enums', [tax('a', 'v'), tax('b', 'v')], ['a=v /  / b=v']],
  [
    'the same values in two enums, in any order',
    [tax('a', 'v'), tax('a', 'w'), tax('b', 'w'), tax('b', 'v')],
    ['a=v / "w" / b=w'],
  ],
  [
    'nameless members of one choice, each look once',
    [member('1', 'string', 'aa'), member('2', 'string', 'bb'), member('3', 'array', 'cc'), member('4', 'array', 'dd')],
    ['1 / "array" /'],
  ],
  ['other values in another enum', [tax('a', 'v'), tax('a', 'w'), tax('b', 'w')], ['a=v / "w" /', 'b=w /  /']],
  ['properties of one object', [gone('a', 'p'), gone('a', 'q~/r'), gone('b', 's')], ['a.p / "q~/r" /', 'b.s /  /']],
  [
    'nothing but where: the same name',
    [nullable('a', 'x.p'), nullable('b', 'y.p'), nullable('b', 'q')],
    ['a.x.p /  / b.y.p', 'b.q /  /'],
  ],
  ['nothing but where, and no name', [item('1', {}), item('2', {})], ['1 /  /', '2 /  /']],
  ['other levels', [item('1', { args: [1, 2] }), item('2', { args: [1, 2], level: 'warning' })], ['1 /  /', '2 /  /']],
  [
    'other APIs',
    [item('1', { args: [1, 2], scope: 'a' }), item('2', { args: [1, 2], scope: 'b' })],
    ['1 /  /', '2 /  /'],
  ],
  [
    'what stands by a convention and what does not',
    [tax('a', 'v'), { ...tax('a', 'w'), convention: 'c' }],
    ['a=v /  /', 'a=w /  /'],
  ],
  ['what was proved and what was not', [tax('a', 'v'), { ...tax('a', 'w'), unproved: true }], ['a=v /  /', 'a=w /  /']],
];

describe('what reads as one', () => {
  test.each(rows)('%s', (_, items, expected) => {
    const groups = alike(items, (each) => each);
    const shown = groups.map(({ first, values, places }) =>
      `${first.name} / ${values.map((value) => JSON.stringify(value)).join(', ')} / ${places.map(({ name }) => name).join(', ')}`.trimEnd(),
    );
    expect(shown).toEqual(expected);
    expect(new Set(groups.flatMap(({ all }) => all))).toEqual(new Set(items));
  });

  test('an item of which nothing is known stays alone', () => {
    expect(alike([1, 2, 2], () => undefined).map(({ all }) => all)).toEqual([[1], [2], [2]]);
  });
});

test.each([
  ['#/components/schemas/Order/properties/a', 'Order'],
  ['common.yaml#/components/parameters/limit/schema', 'limit'],
  ['#/definitions/Order/properties/a', 'Order'],
  ['#/paths/~1orders~1{id}/get/responses/200', 'GET /orders/{id}'],
  ['#/paths/~1orders/parameters/query:a', '/orders'],
  ['#/info/version', ''],
  ['#', ''],
])('%s belongs to %j', (cause, owner) => {
  expect(ownerOf(cause)).toBe(owner);
});

test('kinds are counted, the most frequent first', () => {
  const changes = [
    gone('a', 'p'),
    nullable('a', 'p'),
    nullable('b', 'p'),
    nullable('b', 'q'),
    item('1', { id: 'gone' }),
  ];
  expect(tallied(changes)).toEqual([
    {
      id: 'nullable',
      count: 3,
      owners: [
        { name: 'b', count: 2 },
        { name: 'a', count: 1 },
      ],
    },
    { id: 'gone', count: 2, owners: [{ name: 'a', count: 1 }] },
  ]);
});
