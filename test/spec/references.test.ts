import { describe, expect, it } from 'vitest';
import type { Description, Resolved } from '../../src/spec/description.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { described, loadTexts, problemsOf } from './files.ts';

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n';

function schema(description: Description, name: string): Resolved {
  const components = description.root['components'] as JsonObject;
  return description.resolve((components['schemas'] as JsonObject)[name] as JsonObject);
}

function withSchemas(schemas: string, version = '3.1.0'): string {
  return `${head.replace('3.1.0', version)}components:\n  schemas:\n${schemas.replaceAll(/^/gm, '    ')}\n`;
}

function nodeOf(resolved: Resolved): JsonObject {
  if (!resolved.ok) throw new Error(resolved.problem.message);
  return resolved.node;
}

describe('a reference', () => {
  it('leads to the same object each time, and remembers where it was followed', () => {
    const description = described({
      'api.yaml': withSchemas(
        'A: { $ref: "#/components/schemas/B" }\nB: { $ref: "#/components/schemas/C" }\nC: { type: string }',
      ),
    });
    const first = schema(description, 'A');
    expect(nodeOf(first)).toBe(nodeOf(schema(description, 'C')));
    expect(first.ok && first.via.map(({ start }) => start.line)).toEqual([6, 7]);
    expect(schema(description, 'A')).toBe(first);
    expect(schema(description, 'C')).toMatchObject({ ok: true, via: [] });
  });

  it.each([
    ['an escaped slash and tilde', '#/components/schemas/a~1b~0c', 'a/b~c'],
    ['percent-encoding', '#/components/schemas/a%20b%7B%7D', 'a b{}'],
    ['an escape of an escape', '#/components/schemas/~01', '~1'],
    ['an anchor', '#there', 'anchored'],
    ['its own file by name', 'api.yaml#/components/schemas/own', 'own'],
    ['its own file by a longer way', './x/../api.yaml#/components/schemas/own', 'own'],
  ])('reads %s', (_, reference, name) => {
    const schemas = `R: { $ref: ${JSON.stringify(reference)} }\n? ${JSON.stringify(name)}\n: { title: found, $anchor: there }`;
    expect(nodeOf(schema(described({ 'api.yaml': withSchemas(schemas) }), 'R'))['title']).toBe('found');
  });

  it('by the address that a file has given itself leads into it, from other files too', () => {
    const self = 'https://a.example/api';
    const description = described({
      'api.yaml': `$self: ${self}\n${withSchemas(`A: { $ref: "${self}#/components/schemas/B" }\nB: { title: found }\nC: { $ref: "c.yaml" }`, '3.2.0')}`,
      'c.yaml': `$ref: "${self}#/components/schemas/B"\n`,
    });
    expect(description.problems).toEqual([]);
    expect(['A', 'C'].map((name) => nodeOf(schema(description, name))['title'])).toEqual(['found', 'found']);
  });

  it('is read in the address that the file has given itself', () => {
    const description = described({
      'api.yaml': `$self: https://a.example/x/api\n${withSchemas('A: { $ref: "b#/B" }\nC: { $ref: "files/b.yaml#/C" }', '3.2.0')}`,
      'files/b.yaml': '$self: https://a.example/x/b\nB: { title: found }\nC: { type: string }\n',
    });
    expect(description.problems).toEqual([]);
    expect(nodeOf(schema(description, 'A'))['title']).toBe('found');
  });

  it('is relative to the file that it stands in', () => {
    const description = described(
      {
        'apis/orders/api.yaml': withSchemas('A: { $ref: "../shared/a.json#/A" }'),
        'apis/shared/a.json': '{ "A": { "$ref": "sub/b.yaml" } }',
        'apis/shared/sub/b.yaml': '$ref: "../../orders/api.yaml#/components/schemas/Z"\n',
      },
      'apis/orders/api.yaml',
    );
    expect(problemsOf({ kind: 'loaded', description })).toEqual(['ref-unresolved 1:1']);
    expect(description.problems[0]?.range?.file).toBe('apis/shared/sub/b.yaml');
  });

  it.each([
    ['http://169.254.169.254/latest', 'ref-remote'],
    ['https://example.com/a.yaml#/A', 'ref-remote'],
    ['HTTPS://example.com/a.yaml', 'ref-remote'],
    ['http://[::1]/', 'ref-remote'],
    ['//host/a.yaml', 'ref-remote'],
    ['\\\\host\\share\\a.yaml', 'ref-remote'],
    ['%2f%2fhost/a.yaml', 'ref-remote'],
    ['file:///etc/passwd', 'ref-remote'],
    ['gopher://x', 'ref-remote'],
    ['C:\\a.yaml', 'ref-remote'],
    ['/etc/passwd', 'ref-outside'],
    ['\\etc\\passwd', 'ref-outside'],
    ['../../a.yaml', 'ref-outside'],
    ['%2e%2e/%2e%2e/a.yaml', 'ref-outside'],
    ['x/../../../a.yaml', 'ref-outside'],
    ['%zz', 'ref-syntax'],
    ['none.yaml', 'ref-unresolved'],
    ['#/components/schemas/None', 'ref-unresolved'],
    ['#/components/schemas/__proto__', 'ref-unresolved'],
    ['#/info/title', 'ref-unresolved'],
    ['#nowhere', 'ref-unresolved'],
    ['#/components/schemas/R', 'ref-cycle'],
  ])('to %s is %s, and nothing else is read', (reference, code) => {
    const asked: string[] = [];
    const text = withSchemas(`R: { $ref: '${reference}' }`);
    const files = { 'api/api.yaml': text };
    const result = loadTexts(
      new Proxy(files, {
        getOwnPropertyDescriptor: (target, key) => {
          asked.push(String(key));
          return Object.getOwnPropertyDescriptor(target, key);
        },
      }),
      'api/api.yaml',
    );
    expect(problemsOf(result)).toEqual([`${code} 6:10`]);
    expect(asked.filter((path) => path !== 'api/api.yaml' && path !== 'api/none.yaml')).toEqual([]);
  });

  it('in data is data', () => {
    const text = `openapi: 3.1.0
info: { title: t, version: "1", x-info: { $ref: 'http://a' } }
paths:
  /a:
    x-path: { $ref: 'http://b' }
    get:
      parameters:
        - { name: p, in: query, schema: { type: string }, example: { $ref: 'http://c' } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              examples: { one: { value: { $ref: 'http://d' } } }
              schema:
                default: { $ref: 'http://e' }
                enum: [{ $ref: 'http://f' }]
                const: { $ref: 'http://g' }
                examples: [{ $ref: 'http://h' }]
                properties:
                  $ref: { type: string }
                  example: { $ref: '#/components/schemas/A' }
components:
  schemas: { A: { properties: { $ref: { $ref: '#/components/schemas/B' } } }, B: { type: string } }
`;
    const description = described({ 'api.yaml': text });
    expect(description.problems).toEqual([]);
    const a = nodeOf(schema(description, 'A'));
    const named = (a['properties'] as JsonObject)['$ref'] as JsonObject;
    expect(nodeOf(description.resolve(named))['type']).toBe('string');
  });

  it('is found wherever one may stand, in each version', () => {
    const three = `openapi: 3.2.0
paths:
  /a: { $ref: '#/1' }
  /b:
    parameters: [{ $ref: '#/2' }]
    query: { requestBody: { $ref: '#/3' } }
    additionalOperations:
      COPY: { responses: { default: { $ref: '#/4' } }, callbacks: { c: { $ref: '#/5' } } }
webhooks: { w: { post: { requestBody: { content: { a/b: { schema: { items: { $ref: '#/6' } } } } } } } }
components:
  headers: { h: { $ref: '#/7' } }
  schemas: { s: { allOf: [{ $ref: '#/8' }], $defs: { x: { not: { $ref: '#/9' } } } } }
`;
    const two = `swagger: '2.0'
paths: { /a: { get: { parameters: [{ $ref: '#/1' }], responses: { '200': { schema: { $ref: '#/2' } } } } } }
definitions: { D: { additionalProperties: { $ref: '#/3' } } }
responses: { r: { $ref: '#/4' } }
parameters: { p: { in: body, name: b, schema: { $ref: '#/5' } }, q: { in: query, type: array, items: { $ref: '#/6' } } }
`;
    expect(problemsOf(loadTexts({ 'api.yaml': three }))).toHaveLength(9);
    expect(problemsOf(loadTexts({ 'api.yaml': two }))).toHaveLength(6);
  });

  it('in the place of an operation is followed and said', () => {
    const text = 'openapi: 3.0.0\npaths: { /a: { get: { $ref: "ops.yaml#/get" } } }\n';
    const description = described({ 'api.yaml': text, 'ops.yaml': 'get: { responses: {} }\n' });
    expect(description.problems).toMatchObject([{ code: 'ref-misplaced', warning: true }]);
    expect(description.files).toEqual(['api.yaml', 'ops.yaml']);
  });

  it.each([
    ['nothing, for what is written is a comment', 'paths: { /a: { get: { requestBody: {\n $ref: #/b\n } } } }', 3],
    ['nothing, in a schema', 'definitions:\n  A:\n    $ref: #/definitions/B', 4],
    ['a number', 'paths: { /a: { $ref: 5 } }', 2],
    ['a mapping', 'paths: { /a: { get: { parameters: [{\n $ref: { a: b } }] } } }', 3],
    ['nothing, in the place of a map', 'components: { schemas: { A: { properties: {\n $ref: } } } }', 3],
  ])('that is no text but %s is told', (_, text, line) => {
    const [problem = '', ...others] = problemsOf(loadTexts({ 'api.yaml': `openapi: 3.0.0\n${text}\n` }));
    expect(problem).toMatch(new RegExp(`^ref-syntax ${line}:`));
    expect(others).toEqual([]);
  });

  it('is what a name may be', () => {
    const named = '{ $ref: { type: string } }';
    const text = `A: { properties: ${named}, $defs: ${named}, dependencies: { $ref: [a] }, default: { $ref: 5 } }
$ref: true`;
    expect(problemsOf(loadTexts({ 'api.yaml': withSchemas(text) }))).toEqual([]);
  });

  it('to a broken file names what is wrong there, once', () => {
    const text = withSchemas('A: { $ref: "bad.yaml#/A" }\nB: { $ref: "bad.yaml#/B" }');
    const result = loadTexts({ 'api.yaml': text, 'bad.yaml': 'A: 1\nA: 2\n' });
    expect(problemsOf(result)).toEqual(['duplicate-key 2:1']);
  });
});

describe('a schema with an address of its own', () => {
  const other = 'Other: { $anchor: s, type: integer }';
  const n = "N: { $id: N, properties: { a: { $ref: '#s' } }, $defs: { s: { $anchor: s, type: string } } }";

  function propertyOf(description: Description, name: string): JsonObject {
    const holder = nodeOf(schema(description, name))['properties'] as JsonObject;
    return nodeOf(description.resolve(holder['a'] as JsonObject));
  }

  it.each([
    ['an anchor', '#s'],
    ['a pointer', '#/$defs/s'],
    ['its own address', 'N#s'],
    ['its own address in full', 'https://a.example/x/N#/$defs/s'],
  ])('holds what is meant by %s in it', (_, reference) => {
    const text = n.replace('#s', reference).replace('$id: N', '$id: https://a.example/x/N');
    const description = described({ 'api.yaml': withSchemas(`${other}\n${text}`) });
    expect(description.problems).toEqual([]);
    expect(propertyOf(description, 'N')['type']).toBe('string');
  });

  it('keeps its anchors to itself', () => {
    const description = described({ 'api.yaml': withSchemas(`${n}\nR: { $ref: '#s' }\n${other}`) });
    expect(nodeOf(schema(description, 'R'))['type']).toBe('integer');
    expect(problemsOf(loadTexts({ 'api.yaml': withSchemas(`${n}\nR: { $ref: '#s' }`) }))).toEqual([
      'ref-unresolved 7:10',
    ]);
    const outside = withSchemas(`${other}\n${n.replace('$anchor: s', '$anchor: t')}`);
    expect(problemsOf(loadTexts({ 'api.yaml': outside }))).toEqual(['ref-unresolved 7:37']);
  });

  it.each(['N', 'https://a.example/N', 'urn:example:n'])('is found by it: %s', (id) => {
    const text = `R: { $ref: '${id}' }\nS: { $ref: '${id}#s' }\n${other}\n${n.replace('$id: N', `$id: '${id}'`)}`;
    const description = described({ 'api.yaml': withSchemas(text) });
    expect(description.problems).toEqual([]);
    expect(nodeOf(schema(description, 'R'))).toBe(nodeOf(schema(description, 'N')));
    expect(nodeOf(schema(description, 'S'))['type']).toBe('string');
  });

  it('is found in another file that was read, and what it refers to is read too', () => {
    const description = described({
      'api.yaml': withSchemas("A: { $ref: 'https://a.example/b' }\nB: { $ref: 'b.yaml#/x' }"),
      'b.yaml': 'x: { type: integer }\ny: { $id: "https://a.example/b", properties: { a: { $ref: c.yaml } } }\n',
      'c.yaml': '{ type: boolean }\n',
    });
    expect(description.problems).toEqual([]);
    expect(propertyOf(description, 'A')['type']).toBe('boolean');
    expect(description.files).toEqual(['api.yaml', 'b.yaml', 'c.yaml']);
  });

  it('is read in the address around it', () => {
    const text = `N: { $id: 'https://a.example/x/', $defs: { o: { $id: o, title: found } }, properties: { a: { $ref: o } } }
R: { $ref: 'https://a.example/x/o' }`;
    const description = described({ 'api.yaml': withSchemas(text) });
    expect(nodeOf(schema(description, 'R'))['title']).toBe('found');
    expect(propertyOf(description, 'N')['title']).toBe('found');
  });

  it('may speak of the file around it, as all other tools let it', () => {
    const text = `N: { $id: 'https://a.example/n', properties: { a: { $ref: '#/components/schemas/O' } } }\nO: { title: found }`;
    expect(propertyOf(described({ 'api.yaml': withSchemas(text) }), 'N')['title']).toBe('found');
  });

  it.each([
    ['is none in data', "D: { default: { $id: 'b.yaml', title: wrong } }", '3.1.0'],
    ['is none before 3.1', "D: { $id: 'b.yaml', title: wrong }", '3.0.3'],
  ])('%s', (_, text, version) => {
    const api = withSchemas(`${text}\nR: { $ref: b.yaml }`, version);
    const description = described({ 'api.yaml': api, 'b.yaml': 'title: found\n' });
    expect(nodeOf(schema(description, 'R'))['title']).toBe('found');
  });

  it('of the same address as another: the first, each with its own anchors', () => {
    const text = `${n}\nM: ${n.slice(3).replace('string', 'boolean')}\nR: { $ref: N }`;
    const description = described({ 'api.yaml': withSchemas(text) });
    expect(propertyOf(description, 'M')['type']).toBe('boolean');
    expect(nodeOf(schema(description, 'R'))).toBe(nodeOf(schema(description, 'N')));
  });
});

describe('a dynamic reference', () => {
  it.each([
    ['a pointer', '#/components/schemas/T'],
    ['an anchor that is not dynamic', '#t'],
    ['another file', 'b.yaml'],
    ['an anchor in another file', 'b.yaml#n'],
    ['an address', 'https://a.example/u'],
  ])('leads to %s as any other does', (_, reference) => {
    const text = `A: { $dynamicRef: '${reference}' }
T: { $anchor: t, title: found }
U: { $id: https://a.example/u, title: found }`;
    const files = { 'api.yaml': withSchemas(text), 'b.yaml': '{ $dynamicAnchor: n, title: found }\n' };
    const description = described(files);
    expect(description.problems).toEqual([]);
    expect(nodeOf(schema(description, 'A'))['title']).toBe('found');
  });

  it.each([
    ['nothing', '#nobody', 'ref-unresolved'],
    ['a file that is not there', 'b.yaml#n', 'ref-unresolved'],
    ['another machine', 'https://b.example/u', 'ref-remote'],
    ['itself', '#/components/schemas/A', 'ref-cycle'],
  ])('to %s is told', (_, reference, code) => {
    const text = withSchemas(`A: { $dynamicRef: '${reference}' }`);
    expect(problemsOf(loadTexts({ 'api.yaml': text }))).toEqual([`${code} 6:10`]);
    expect(problemsOf(loadTexts({ 'api.yaml': text.replace('3.1.0', '3.0.0') }))).toEqual([]);
  });
});

describe('siblings of a reference', () => {
  const schemas = `A: { $ref: "#/components/schemas/T", description: mine }
B: { $ref: "#/components/schemas/T", maxLength: 5 }
C: { $ref: "#/components/schemas/T", minLength: 2 }
T: { type: string, minLength: 1, description: theirs }`;

  it.each([
    ['says what the target says', '{ type: string, minLength: 1 }', {}],
    ['is no keyword any more', '{ nullable: true }', {}],
    ['adds to what the target says', '{ type: string, maxLength: 5 }', { maxLength: 5 }],
  ])('are merged where one %s', (_name, beside, added) => {
    const sibling = beside.replace('{', '{ $ref: "#/components/schemas/T",');
    const description = described({ 'api.yaml': withSchemas(`A: ${sibling}\nT: { type: string, minLength: 1 }`) });
    expect(nodeOf(schema(description, 'A'))).toEqual({ type: 'string', minLength: 1, ...added });
  });

  it('hold too since 3.1: merged, once, or beside an allOf where one speaks of what the target speaks of', () => {
    const description = described({ 'api.yaml': withSchemas(schemas) });
    const target = nodeOf(schema(description, 'T'));
    const a = nodeOf(schema(description, 'A'));
    expect(a).toEqual({ type: 'string', minLength: 1, description: 'mine' });
    expect(nodeOf(schema(description, 'A'))).toBe(a);
    expect(nodeOf(schema(description, 'B'))).toEqual({ ...target, maxLength: 5 });
    expect(nodeOf(schema(description, 'C'))).toEqual({ minLength: 2, description: 'theirs', allOf: [target] });
    expect(description.range(a, 'description')?.start.line).toBe(6);
    expect(description.range(a, 'minLength')?.start.line).toBe(9);
    expect(description.range(a)?.start.line).toBe(6);
    expect(description.pointer(a)).toBe('api.yaml#/components/schemas/A');
  });

  it('say nothing before 3.1', () => {
    const description = described({ 'api.yaml': withSchemas(schemas, '3.0.3') });
    expect(nodeOf(schema(description, 'A'))).toBe(nodeOf(schema(description, 'T')));
  });

  it('do not open what the target closes', () => {
    const text = `A: { $ref: "#/components/schemas/T", properties: { b: {} } }
T: { properties: { a: {} }, additionalProperties: false }`;
    const description = described({ 'api.yaml': withSchemas(text) });
    expect(nodeOf(schema(description, 'A'))).toEqual({
      properties: { b: {} },
      allOf: [nodeOf(schema(description, 'T'))],
    });
  });

  it('reads true and false as schemas', () => {
    const description = described({ 'api.yaml': withSchemas('A: { $ref: "#/components/schemas/N" }\nN: false') });
    expect(nodeOf(schema(description, 'A'))).toEqual({ not: {} });
  });

  it('knows where each of these stands', () => {
    const text = 'A: { $ref: "#/components/schemas/N" }\nN: false\nB: { $ref: "#/components/schemas/M" }\nM: false';
    const description = described({ 'api.yaml': withSchemas(text) });
    const [first, second] = ['A', 'B'].map((name) => nodeOf(schema(description, name)));
    expect(first).not.toBe(second);
    const line = (node: object | undefined): number | undefined => node && description.range(node)?.start.line;
    expect((line(second) ?? 0) - (line(first) ?? 0)).toBe(2);
  });
});

describe('long and round ways end', () => {
  it('a chain of 10,000 references', () => {
    const links = Array.from(
      { length: 10_000 },
      (_, index) => `S${index}: { $ref: "#/components/schemas/S${index + 1}" }`,
    );
    const description = described({ 'api.yaml': withSchemas(`${links.join('\n')}\nS10000: { type: integer }`) });
    expect(nodeOf(schema(description, 'S0'))['type']).toBe('integer');
    const resolved = schema(description, 'S0');
    expect(resolved.ok && resolved.via.length).toBe(10_000);
  });

  it('a ring of references, told once', () => {
    const links = Array.from(
      { length: 1000 },
      (_, index) => `S${index}: { $ref: "#/components/schemas/S${(index + 1) % 1000}" }`,
    );
    expect(problemsOf(loadTexts({ 'api.yaml': withSchemas(links.join('\n')) }))).toEqual([
      expect.stringMatching(/^ref-cycle \d+:\d+$/) as string,
    ]);
  });

  it('a schema within itself, over files', () => {
    const description = described({
      'api.yaml': withSchemas('A: { properties: { b: { $ref: "b.yaml" } } }'),
      'b.yaml': 'items: { $ref: "api.yaml#/components/schemas/A" }\nnot: { $ref: "b.yaml" }\n',
    });
    expect(description.problems).toEqual([]);
  });

  it('10,000 broken references are told by their first hundred and a count', () => {
    const links = Array.from({ length: 10_000 }, (_, index) => `S${index}: { $ref: "#/none/${index}" }`);
    const problems = problemsOf(loadTexts({ 'api.yaml': withSchemas(links.join('\n')) }));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe('more-problems');
  });
});
