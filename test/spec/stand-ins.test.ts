import { describe, expect, it } from 'vitest';
import type { Description } from '../../src/spec/description.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { load } from '../../src/spec/load.ts';
import { described, fileSet, loadTexts, problemsOf } from './files.ts';

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n';

function withSchemas(schemas: string): string {
  return `${head}components:\n  schemas:\n${schemas.replaceAll(/^/gm, '    ')}\n`;
}

function schema(description: Description, name: string): JsonObject {
  const { schemas } = description.root['components'] as { readonly schemas: Readonly<Record<string, JsonObject>> };
  const resolved = description.resolve(schemas[name] ?? {});
  if (!resolved.ok) throw new Error(resolved.problem.message);
  return resolved.node;
}

describe('a reference in the place of a list or value', () => {
  it.each([
    ['enum', '["a", "b"]'],
    ['required', '["a"]'],
    ['allOf', '[{ "type": "string" }]'],
    ['type', '["string", "integer"]'],
    ['maximum', '5'],
    ['uniqueItems', 'true'],
  ])(
    'in the place of %s is followed and said, through files and other references, each time it is read',
    (key, value) => {
      const files = {
        'api.yaml': withSchemas(
          `A: { title: t, ${key}: { $ref: "b.yaml#/x" } }\nB: { $ref: "#/components/schemas/A" }`,
        ),
        'b.yaml': `x: { $ref: c.yaml }\n`,
        'c.yaml': `${value}\n`,
      };
      const description = described(files);
      expect(description.problems).toMatchObject([{ code: 'ref-misplaced', warning: true }]);
      expect(description.problems[0]?.range?.start.line).toBe(6);
      const found = schema(description, 'A');
      expect(found).toEqual({ title: 't', [key]: JSON.parse(value) as Json });
      expect(schema(description, 'B')).toBe(found);
      expect(description.range(found, key)?.start).toMatchObject({ line: 6 });
      expect(description.pointer(found)).toBe('api.yaml#/components/schemas/A');
    },
  );

  it('to one object in the place of a list of them is a list of one', () => {
    const text = withSchemas('A: { allOf: { $ref: "#/components/schemas/B" } }\nB: { type: string }');
    const description = described({ 'api.yaml': text });
    expect(description.problems).toMatchObject([{ code: 'ref-misplaced', warning: true }]);
    const [only] = schema(description, 'A')['allOf'] as JsonObject[];
    expect(description.resolve(only as JsonObject)).toMatchObject({ ok: true, node: { type: 'string' } });
  });

  it.each([
    ['one object in the place of values', 'A: { enum: { $ref: "#/components/schemas/B" } }\nB: {}', '6:18'],
    ['nothing in the place of a list', 'A: { allOf: { $ref: "#/none" } }', '6:19'],
    ['itself in the place of a list', 'A: { allOf: { $ref: "#/components/schemas/A/allOf" } }', '6:19'],
    ['another machine in the place of a list', 'A: { required: { $ref: "https://a.example/b" } }', '6:22'],
    [
      'what holds the same reference',
      'A: { allOf: { $ref: "#/components/schemas/B/x" } }\nB: { x: [{ items: { allOf: { $ref: "#/components/schemas/B/x" } } }] }',
      '6:19',
    ],
  ])('to %s is a problem', (_, schemas, place) => {
    const [warned, refused = '', ...others] = problemsOf(loadTexts({ 'api.yaml': withSchemas(schemas) }));
    expect(warned).toBe(`ref-misplaced ${place}`);
    expect(refused).toMatch(new RegExp(`^ref-(?:unresolved|cycle|remote|misplaced) ${place}$`));
    expect(others).toEqual([]);
  });

  it('that an alias repeats is followed wherever it stands', () => {
    const text = withSchemas('A: { enum: &x { $ref: "#/x" } }\nB: { enum: *x }\nC: { enum: *x }');
    const description = described({ 'api.yaml': `${text}\nx: [a]\n` });
    expect(['A', 'B', 'C'].map((name) => schema(description, name)['enum'])).toEqual([['a'], ['a'], ['a']]);
  });

  it('is told of and followed in each description that a file is part of', () => {
    const files = {
      'b.yaml': 'B: { enum: { $ref: "#/x" } }\nx: [a]\n',
      'api.yaml': withSchemas('A: { $ref: "b.yaml#/B" }'),
    };
    const set = fileSet(files);
    const [first, second] = [load('api.yaml', set), load('api.yaml', set)];
    for (const result of [first, second]) {
      expect(problemsOf(result)).toEqual(['ref-misplaced 1:14']);
      expect(result.kind === 'loaded' && schema(result.description, 'A')).toEqual({ enum: ['a'] });
    }
  });
});

describe('of such references', () => {
  it('a list of 1,000 values that 1,000 references stand for is refused, as it would be written a million times', () => {
    const names = Array.from({ length: 1000 }, (_, index) => String(index));
    const text = withSchemas(names.map((name) => `S${name}: { enum: { $ref: "#/x" } }`).join('\n'));
    const result = loadTexts({ 'api.yaml': `${text}\nx: [${names.join()}]\n` });
    expect(problemsOf(result)[0]).toMatch(/^too-complex /);
  });

  it('more warnings than are told are still warnings, and what is no warning is told first', () => {
    const text = Array.from({ length: 200 }, (_, index) => `S${index}: { minimum: { $ref: "#/x" } }`).join('\n');
    const files = { 'api.yaml': `${withSchemas(text)}\nx: 5\n` };
    const { problems } = described(files);
    expect(problems).toHaveLength(101);
    expect(problems.every(({ warning }) => warning === true)).toBe(true);
    const broken = { 'api.yaml': `${withSchemas(`${text}\nLast: { $ref: "#/none" }`)}\nx: 5\n` };
    expect(described(broken).problems.filter(({ warning }) => warning !== true)).toMatchObject([
      { code: 'ref-unresolved' },
    ]);
  });
});
