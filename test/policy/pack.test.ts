import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/policy/evaluate.ts';
import { parsePack, type Pack } from '../../src/policy/pack.ts';
import { renderRulesReference } from '../../src/policy/reference.ts';
import { factsOf, type SubjectKind } from '../../src/policy/subject.ts';
import { Subjects } from '../../src/policy/subjects.ts';
import { shippedPacks } from '../../src/config/shipped-packs.ts';
import { describe as read } from './description.ts';

const head = ' - id: a\n   level: error\n   message: m\n   why: w\n';

function pack(rule: string): Pack {
  const parsed = parsePack('acme', `rules:\n${head}${rule.replace(/^/gm, '   ')}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.pack;
}

describe('a mistake in a pack comes with its place', () => {
  test.each([
    [
      'an unknown key',
      '   on: operation\n   asert: { present: x }',
      '7:4 rules.0: there is no key asert here. Did you mean assert?',
    ],
    ['an unknown subject', '   on: operations\n   assert: { present: x }', '6:8 rules.0.on: expected one of: '],
    [
      'a fact that no path has',
      '   on: path\n   assert: { field: $method, equals: GET }',
      '7:12 rules.0.assert: a path has no $method, but $path.',
    ],
    [
      'an unknown test',
      '   on: operation\n   assert: { field: x, mathces: y }',
      '7:24 rules.0.assert: there is no key mathces here. Did you mean matches?',
    ],
    [
      'a field without a test',
      '   on: operation\n   assert: { field: x }',
      '7:12 rules.0.assert: expected a test beside field',
    ],
    [
      'a pattern that is none',
      '   on: operation\n   assert: { field: x, matches: "(" }',
      '7:33 rules.0.assert.matches: not a pattern in RE2 syntax',
    ],
    [
      'a pattern that could run for ever',
      '   on: operation\n   assert: { field: x, matches: "(a)\\\\1" }',
      '7:33 rules.0.assert.matches: not a pattern in RE2 syntax',
    ],
    ['code', '   on: operation\n   assert: { function: "() => true" }', '7:12 rules.0.assert: expected one of'],
    [
      'two rules of one name',
      `   on: operation\n   assert: { present: x }\n${head}   on: path\n   assert: { present: x }`,
      '8:8 rules.1.id: there are two rules a.',
    ],
  ])('%s', (_, rest, message) => {
    const parsed = parsePack('acme', `rules:\n${head}${rest}`, '.sluice/rules/a.yaml');
    const told = parsed.ok
      ? []
      : parsed.problems.map(
          ({ message: text, range }) => `${range?.start.line ?? 0}:${range?.start.column ?? 0} ${text}`,
        );
    expect(told.map((text) => text.slice(0, message.length))).toContain(message);
    if (!parsed.ok) expect(parsed.problem.range?.file).toBe('.sluice/rules/a.yaml');
  });
});

const shop = `openapi: 3.1.0
info:
  title: Shop
  version: 1.0.0
security: [{ token: [] }]
paths:
  /orders:
    parameters:
      - { name: page_no, in: query, schema: { type: integer } }
    get:
      tags: [orders, list]
      deprecated: true
      responses:
        '200':
          description: Fine
          content:
            application/json: { schema: { $ref: '#/components/schemas/Order' } }
    post:
      operationId: create
      security: []
      responses: { '201': { description: Made } }
components:
  schemas:
    Order:
      required: [snake_case]
      properties:
        snake_case: { type: string }
        next: { $ref: '#/components/schemas/Order' }
        lines: { type: array, items: { properties: { SKU: { type: string } } } }
  securitySchemes:
    token: { type: http, scheme: bearer }
`;

describe('conditions and subjects', () => {
  const cases: readonly [string, string[]][] = [
    ['on: operation\nassert: { present: operationId }', ['10']],
    ['on: operation\nassert: { absent: deprecated }', ['12']],
    ['on: operation\nassert: { field: operationId, equals: create }', ['10']],
    ['on: operation\nassert: { field: $method, oneOf: [GET, PUT] }', ['18']],
    ['on: operation\nassert: { field: tags, maxCount: 1 }', ['11']],
    ['on: operation\nassert: { field: tags, minCount: 1 }', ['18']],
    ['on: operation\nassert: { field: operationId, minLength: 7 }', ['10', '19']],
    ['on: operation\nassert: { field: operationId, maxLength: 5 }', ['19']],
    ['on: operation\nwhere: { present: operationId }\nassert: { field: $authenticated, equals: true }', ['18']],
    ['on: operation\nassert: { all: [{ present: operationId }, { absent: tags }] }', ['11']],
    ['on: operation\nassert: { any: [{ present: operationId }, { present: tags }] }', []],
    ['on: operation\nassert: { not: { field: $kind, equals: operation } }', ['10', '18']],
    ['on: document\nassert: { present: info.license }', ['2']],
    ['on: document\nassert: { field: info.title, matches: "^[a-z]" }', ['3']],
    ['on: document\nassert: { present: tags }', ['1']],
    ['on: path\nassert: { field: $path, matches: "^/v[0-9]+/" }', ['7']],
    ['on: parameter\nassert: { field: $name, matches: "^[a-z]+$" }', ['9']],
    ['on: response\nassert: { field: $status, equals: "200" }', ['21']],
    ['on: response\nassert: { field: $mediaTypes, minCount: 1 }', ['21']],
    ['on: schema-property\nassert: { field: $name, matches: "^[a-z]+$" }', ['27', '29']],
    ['on: schema-property\nwhere: { field: $required, equals: true }\nassert: { present: description }', ['27']],
    ['on: security-scheme\nassert: { field: $name, equals: key }', ['31']],
    ['on: operation\nassert: { unique: $kind }', ['18']],
  ];
  test.each(cases)('%s', (rule, lines) => {
    const violations = evaluate([pack(rule)], { head: read(shop) });
    expect(violations.map(({ range }) => String(range?.start.line))).toEqual(lines);
  });
});

describe('what is new', () => {
  const described = pack('on: operation\nassert: { present: summary }');
  const other = shop.replace('openapi: 3.1.0\n', 'openapi: 3.1.0\nx-moved: down\n').replace('    post:', '    put:');

  test('is what the base has not, whatever line it stands on', () => {
    const violations = evaluate([described], { base: read(shop), head: read(other) });
    expect(violations.map(({ operation, isNew }) => [operation?.method, isNew])).toEqual([
      ['GET', false],
      ['PUT', true],
    ]);
  });

  test('is everything where there is no base', () => {
    expect(evaluate([described], { head: read(shop) }).every(({ isNew }) => isNew)).toBe(true);
  });

  test('a parameter keeps its fingerprint when another comes before it', () => {
    const named = pack('on: parameter\nassert: { present: description }');
    const longer = shop.replace('      - {', '      - { name: first, in: query, description: d }\n      - {');
    expect(evaluate([named], { base: read(shop), head: read(longer) })).toMatchObject([{ isNew: false }]);
  });

  test('is what a callback of another operation has that goes by the same name and address', () => {
    const operation = (path: string) =>
      `  /${path}:\n    get: { summary: s, callbacks: { done: { '{$url}': { post: { responses: {} } } } } }\n`;
    const text = (paths: string) => `openapi: 3.0.3\ninfo: { title: a, version: "1" }\npaths:\n${paths}`;
    const [base, head] = [operation('a'), operation('a') + operation('b')].map((paths) => read(text(paths)));
    expect(evaluate([described], { base: base!, head: head! }).map(({ isNew }) => isNew)).toEqual([false, true]);
  });

  test('a fingerprint is twelve digits, and another for another pack', () => {
    const [violation] = evaluate([described], { head: read(shop) });
    const [elsewhere] = evaluate([{ ...described, name: 'other' }], { head: read(shop) });
    expect(violation!.fingerprint).toMatch(/^[0-9a-f]{12}$/);
    expect(elsewhere!.fingerprint).not.toBe(violation!.fingerprint);
  });
});

describe('a fix', () => {
  const named = pack(
    "on: operation\nassert: { present: operationId }\nfix: { add: { key: operationId, value: '{$operationName}' } }",
  );
  const fixOf = (text: string, file = 'openapi.yaml') =>
    evaluate([named], { head: read(text, file), text: () => text })[0]?.fix;
  const applied = (text: string, fix: NonNullable<ReturnType<typeof fixOf>>) => {
    const lines = text.split('\n');
    lines.splice(
      fix.range.start.line - 1,
      fix.range.end.line - fix.range.start.line,
      ...fix.text.replace(/\n$/, '').split('\n'),
    );
    return lines.join('\n');
  };

  test('adds the key where that is certain, and then the rule holds', () => {
    const fix = fixOf(shop)!;
    expect(fix.text).toBe('      operationId: getOrders\n      tags: [orders, list]\n');
    expect(evaluate([named], { head: read(applied(shop, fix)) })).toEqual([]);
  });

  test('in JSON too', () => {
    const json = JSON.stringify(
      { openapi: '3.0.3', info: { title: 'a', version: '1' }, paths: { '/a/{id}': { get: { responses: {} } } } },
      null,
      4,
    );
    const fix = fixOf(json, 'openapi.json')!;
    expect(JSON.parse(applied(json, fix))).toMatchObject({
      paths: { '/a/{id}': { get: { operationId: 'getAById' } } },
    });
  });

  test.each([
    ['where the key is there and empty', 'get:\n      operationId: ""\n      summary: s'],
    ['of a name that another operation has', 'get:\n      summary: s\n    put: { operationId: getAB }'],
    ['of a name that another would be given', 'get:\n      summary: s\n  /a-b:\n    get: { summary: s }'],
    ['to a text that two operations share', 'get: &both\n      summary: s\n    put: *both'],
  ])('is not offered %s', (_, operations) => {
    expect(
      fixOf(`openapi: 3.0.3\ninfo: { title: a, version: "1" }\npaths:\n  /a/b:\n    ${operations}\n`),
    ).toBeUndefined();
  });

  test('is not offered in brackets, nor without the text', () => {
    expect(
      fixOf('openapi: 3.0.3\ninfo: { title: a, version: "1" }\npaths: { /a: { get: { responses: {} } } }'),
    ).toBeUndefined();
    expect(evaluate([named], { head: read(shop) })[0]).not.toHaveProperty('fix');
  });
});

test('a pattern that makes others hang takes no time', () => {
  const evil = pack('on: path\nassert: { field: $path, matches: "^(/a+)+$" }');
  const started = performance.now();
  evaluate([evil], {
    head: read(`openapi: 3.0.3\ninfo: { title: a, version: '1' }\npaths: { /${'a'.repeat(50_000)}b: {} }`),
  });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('every fact that is told is there, and no other', () => {
  const description = read(`${shop}servers: [{ url: 'https://api.example' }]\n`);
  const found = Object.keys(factsOf).map((kind) => {
    const subjects = new Subjects(description).of(kind as SubjectKind);
    return [kind, [...new Set(subjects.flatMap(({ facts }) => Object.keys(facts)))]];
  });
  expect(found).toEqual(Object.entries(factsOf).map(([kind, facts]) => [kind, Object.keys(facts)]));
});

test('the pack that the reference shows can be read', () => {
  const [, text = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(renderRulesReference([])) ?? [];
  expect(parsePack('acme', text)).toMatchObject({ ok: true });
});

test('the published rules are those that are shipped', () => {
  const packs = shippedPacks.map(({ name, file }) => {
    const parsed = parsePack(name, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.pack;
  });
  expect(readFileSync(new URL('../../docs/reference/rules.md', import.meta.url), 'utf8')).toBe(
    renderRulesReference(packs),
  );
});
