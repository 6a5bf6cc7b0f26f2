import { describe, expect, test } from 'vitest';
import { Untouched } from '../../src/compare/schemas/untouched.ts';
import type { Description } from '../../src/spec/description.ts';
import { operations } from '../../src/spec/view.ts';
import { described } from '../spec/files.ts';

const text = `openapi: 3.0.3
info: { title: t, version: '1' }
security: [{ key: [] }]
servers: [{ url: /v1 }]
paths:
  /a:
    parameters: [{ name: q, in: query, schema: { type: string } }]
    get: { x-owner: us, x-sunset: 2030-01-01, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } } } }
  /b:
    get:
      summary: what it is
      responses: { '200': { $ref: 'parts.yaml#/Answer' } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Tree: { type: object, properties: { name: { type: string }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }
`;
const leaf = '{ type: string, default: { summary: data }, properties: { description: { enum: [kept] } } }';
const parts = `Answer: { description: ok, content: { application/json: { example: 1, schema: { $ref: "#/Leaf" } } } }
Leaf: ${leaf}
`;
const base = described({ 'api.yaml': text, 'parts.yaml': parts });

function touched(from: string, to: string): string[] {
  const head = described({ 'api.yaml': text.replace(from, to), 'parts.yaml': parts.replace(from, to) });
  const untouched = new Untouched(base, head);
  const after = new Map(operations(head).map((view) => [view.path, view]));
  return operations(base)
    .filter((view) => !untouched.has(view, after.get(view.path) ?? view))
    .map(({ path }) => path);
}

describe('what is untouched', () => {
  test.each<[string, string, string, string[]]>([
    ['nothing', 'title: t', 'title: another', []],
    ['an inline schema of the path', 'type: string } }]', 'type: integer } }]', ['/a']],
    ['a schema that refers to itself', 'name: { type: string }', 'name: { type: integer }', ['/a']],
    ['a schema two references away, in another file', 'Leaf: { type: string', 'Leaf: { type: integer', ['/b']],
    ['the security of all', '[{ key: [] }]', '[]', ['/a', '/b']],
    ['a scheme that requirements name', 'name: X-Key', 'name: X-Token', ['/a', '/b']],
    ['the server', 'url: /v1', 'url: /v2', ['/a', '/b']],
    ['the version of the language', '3.0.3', '3.1.0', ['/a', '/b']],
    ['the patch of that version', '3.0.3', '3.0.4', []],
    ['what an operation says to people', 'what it is', 'what it does', []],
    [
      'what a response says to people, and its example',
      'description: ok, content: { application/json: { example: 1',
      'description: fine, content: { application/json: { example: 2',
      [],
    ],
    ['an extension', 'x-owner: us', 'x-owner: [them]', []],
    ['an extension that a check reads', 'x-sunset: 2030-01-01', 'x-sunset: 2031-01-01', ['/a']],
    ['data that look like it', 'summary: data', 'summary: other', ['/b']],
    ['a property that is called so', 'enum: [kept]', 'enum: [changed]', ['/b']],
    [
      'a reference, which is another one to the same',
      'schema: { $ref: "#/Leaf" }',
      "schema: { $ref: 'parts.yaml#/Leaf' }",
      [],
    ],
    ['a reference, which has become what it led to', 'schema: { $ref: "#/Leaf" }', `schema: ${leaf}`, []],
    [
      'a reference, which has become something else',
      'schema: { $ref: "#/Leaf" }',
      `schema: ${leaf.replace('kept', 'changed')}`,
      ['/b'],
    ],
    [
      'a schema that refers to itself, which is now followed for one more round',
      "items: { $ref: '#/components/schemas/Tree' }",
      "items: { type: object, properties: { name: { type: string }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }",
      [],
    ],
    ['a reference, which leads nowhere now', 'schema: { $ref: "#/Leaf" }', 'schema: { $ref: "#/Stem" }', ['/b']],
  ])('%s', (_, from, to, paths) => {
    expect(touched(from, to)).toEqual(paths);
  });

  test('does not depend on the order in which keys stand', () => {
    expect(touched('type: apiKey, in: header', 'in: header, type: apiKey')).toEqual([]);
  });
});

describe('rings of schemas of different lengths', () => {
  const ring = (length: number): Description => {
    const schema = (index: number): string =>
      `    R${index}: { properties: { next: { $ref: '#/components/schemas/R${(index + 1) % length}' } } }`;
    const body = "{ content: { application/json: { schema: { $ref: '#/components/schemas/R0' } } } }";
    const paths = `paths: { /a: { post: { requestBody: ${body}, responses: {} } } }`;
    const schemas = Array.from({ length }, (_, index) => schema(index)).join('\n');
    return described({
      'api.yaml': `openapi: 3.0.3\ninfo: { title: t, version: '1' }\n${paths}\ncomponents:\n  schemas:\n${schemas}\n`,
    });
  };

  test.each<[string, number, number, boolean]>([
    ['say the same', 20, 21, true],
    ['are not followed through all combinations', 300, 301, false],
  ])('%s: %i and %i', (_, old, now, isUntouched) => {
    const [before, after] = [ring(old), ring(now)];
    const [one, other] = [operations(before)[0], operations(after)[0]];
    if (one === undefined || other === undefined) throw new Error('there is no operation');
    expect(new Untouched(before, after).has(one, other)).toBe(isUntouched);
  });
});
