import fc from 'fast-check';
import { dump, load as loadYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json, type JsonObject } from '../../src/spec/json.ts';
import { load } from '../../src/spec/load.ts';
import type { Position } from '../../src/spec/place.ts';
import { described, fileSet, loadTexts, problemsOf } from './files.ts';

const minimal = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n';

function at(root: JsonObject, ...path: string[]): JsonObject {
  let node = root;
  for (const key of path) node = node[key] as JsonObject;
  return node;
}

describe('values', () => {
  it.each([
    ['NO', 'NO'],
    ['yes', 'yes'],
    ['~', null],
    ['Null', null],
    ['TRUE', true],
    ['012', 12],
    ['0o14', 12],
    ['0x1F', 31],
    ['-7', -7],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1_000', '1_000'],
    ['.inf', '.inf'],
    ['.nan', '.nan'],
    ['1e999', '1e999'],
    ['2001-12-14', '2001-12-14'],
    ['12:30:45', '12:30:45'],
    ['"1"', '1'],
    ["'it''s'", "it's"],
    ['!!str 5', '5'],
    ['!!int "5"', 5],
    ['! 5', '5'],
    ['! [5]', [5]],
    ['|\n  a\n  b', 'a\nb\n'],
    ['>-\n  a\n  b', 'a b'],
  ])('of the core schema: %s', (text, value) => {
    expect(described({ 'api.yaml': `${minimal}x-value: ${text}\n` }).root['x-value']).toEqual(value);
  });

  it('keeps keys as they are written', () => {
    const root = described({
      'api.yaml': `${minimal}x: { 200: a, true: b, __proto__: c, constructor: d, 1e3: e }\n`,
    }).root;
    expect(Object.entries(at(root, 'x'))).toEqual([
      ['200', 'a'],
      ['true', 'b'],
      ['__proto__', 'c'],
      ['constructor', 'd'],
      ['1e3', 'e'],
    ]);
    expect(Object.getPrototypeOf(at(root, 'x'))).toBe(Object.prototype);
  });

  it('shares what an alias repeats, and merges what a mapping does not say itself', () => {
    const text = `${minimal}x-a: &a { one: 1, two: 2 }
x-b: &b { two: 3, four: 4 }
x-c: { <<: [*a, *b], one: 0 }
x-d: *a
`;
    const { root } = described({ 'api.yaml': text });
    expect(root['x-c']).toEqual({ one: 0, two: 2, four: 4 });
    expect(root['x-d']).toBe(root['x-a']);
  });
});

describe('a closing bracket below its key', () => {
  const texts: [string, string, Json][] = [
    ['alone', 'a: [\n  1,\n  2\n]\nb:\n  c: {\n    d: 3,\n  }\n', { a: [1, 2], b: { c: { d: 3 } } }],
    ['left of its key', 'a:\n    b: [\n    1\n]\n'.replace('    1', '     1'), { a: { b: [1] } }],
    ['several', 'a: [\n  { b: [\n    1\n  ]\n  }\n]\nc: [\n\n\n]\n', { a: [{ b: [1] }], c: [] }],
    [
      'behind comments',
      'a: [\n  1, # one\n  "#", # two\n  x#y # ] it\'s\n\n  # four ]\n  , z\n# five\n]\n',
      { a: [1, '#', 'x#y', 'z'] },
    ],
    [
      'in text too',
      'a: [\n  1\n]\nb: |\n  {\n    x # y\n  }\nc: "[\n  ]"\nd: e\n  ]\n',
      { a: [1], b: '{\n  x # y\n}\n', c: '[ ]', d: 'e ]' },
    ],
    [
      'in text that begins with one',
      'a: [\n  1\n]\nb: |\n  }x\nc:\n  - >- # folded\n\n    ]\n',
      { a: [1], b: '}x\n', c: ['\n]'] },
    ],
  ];
  it.each(texts)('%s', (_, text, value) => {
    const both = { ...described({ 'api.yaml': minimal }).root, ...(value as JsonObject) };
    const withAnchor = { ...both, 'x-anchor': 1 };
    expect(described({ 'api.yaml': minimal + text }).root).toEqual(both);
    expect(described({ 'api.yaml': `${minimal}x-anchor: &a 1\n${text}` }).root).toEqual(withAnchor);
    expect(described({ 'api.yaml': (minimal + text).replaceAll('\n', '\r\n') }).root).toEqual(both);
  });

  it('keeps every place', () => {
    const text = `${minimal}x-a: &a [\n  1, # one\n  2\n]\nx-b: 1\n`;
    const description = described({ 'api.yaml': text });
    expect(description.range(description.root, 'x-a')).toMatchObject({
      start: { line: 4, column: 1 },
      end: { line: 7, column: 2 },
    });
    expect(description.range(description.root, 'x-b')?.start).toEqual({ line: 8, column: 1 });
  });

  it.each([
    ['something else', 'a: [\n1\n]\n', 'yaml-syntax 5:1'],
    ['another fault beside it', 'a: [\n]\nb: *c\nd: [\n', 'yaml-syntax 8:1'],
  ])('leaves %s alone', (_, text, problem) => {
    expect(problemsOf(loadTexts({ 'api.yaml': minimal + text }))).toEqual([problem]);
  });
});

describe('encodings', () => {
  const text = 'openapi: "3.1.0"\r\ninfo: {title: "Größe", version: "1"}\r\npaths: {}\r\n';
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  it.each([
    ['UTF-8 with a byte order mark and CRLF', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16, little end first', little],
    ['UTF-16, big end first', Buffer.from(little).swap16()],
  ])('reads %s', (_, bytes) => {
    const description = described({ 'api.yaml': bytes });
    expect(at(description.root, 'info')['title']).toBe('Größe');
    expect(description.range(description.root, 'paths')).toMatchObject({
      start: { line: 3, column: 1 },
      end: { column: 10 },
    });
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x6f, 0x70, 0x0a, 0xff, 0x41]), 'encoding 2:1'],
    ['UTF-16 without a mark', Buffer.from('openapi: 3', 'utf16le'), 'encoding 1:2'],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid x\n'), 'lfs-pointer 1:1'],
    ['an empty file', Buffer.from(''), 'file-empty 1:1'],
    ['comments alone', Buffer.from('# nothing\n'), 'file-empty 1:1'],
  ])('says what is wrong with %s', (_, bytes, problem) => {
    expect(problemsOf(loadTexts({ 'api.yaml': bytes }))).toEqual([problem]);
  });
});

describe('positions', () => {
  const yaml = `openapi: 3.0.3
info:
  title: T   # a comment
  version: '1'
paths:
  /a:
    get:
      tags: [x, 'y']
      description: |
        two
        lines

      responses:
        '200': { description: ok }   # }
`;
  const json = JSON.stringify(
    { openapi: '3.0.3', info: { 'ti"tle': 'T', version: '1' }, paths: { '/a': { get: { tags: ['x', 'y'] } } } },
    null,
    2,
  );

  it('of keys with their values in YAML, without the space and the comments after them', () => {
    const description = described({ 'api.yaml': yaml });
    const get = at(description.root, 'paths', '/a', 'get');
    const spans = (node: object, key?: string | number): string => {
      const range = description.range(node, key);
      return range === undefined
        ? ''
        : `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
    };
    expect(spans(at(description.root, 'info'), 'title')).toBe('3:3-3:11');
    expect(spans(at(description.root, 'info'), 'version')).toBe('4:3-4:15');
    expect(spans(get)).toBe('8:7-14:35');
    expect(spans(get, 'tags')).toBe('8:7-8:21');
    expect(spans(get['tags'] as object, 1)).toBe('8:17-8:20');
    expect(spans(get, 'description')).toBe('9:7-11:14');
    expect(spans(at(get, 'responses'), '200')).toBe('14:9-14:35');
    expect(spans(get, 'nothing')).toBe('');
    expect(spans({})).toBe('');
  });

  it('of keys with their values in JSON', () => {
    const description = described({ 'api.json': json }, 'api.json');
    const get = at(description.root, 'paths', '/a', 'get');
    expect(description.range(get['tags'] as object, 1)).toEqual({
      file: 'api.json',
      start: { line: 12, column: 11 },
      end: { line: 12, column: 14 },
    });
    expect(description.range(at(description.root, 'info'), 'ti"tle')?.start).toEqual({ line: 4, column: 5 });
    expect(description.pointer(get)).toBe('api.json#/paths/~1a/get');
    expect(description.pointer(description.root)).toBe('api.json#');
  });

  it('are the same in YAML and in JSON read as YAML', () => {
    const asJson = described({ 'api.json': json }, 'api.json');
    const asYaml = described({ 'api.yaml': `# first\n${json}` });
    const path = ['paths', '/a', 'get'];
    const inJson = asJson.range(at(asJson.root, ...path), 'tags');
    const inYaml = asYaml.range(at(asYaml.root, ...path), 'tags');
    expect(inYaml?.start).toEqual({ ...inJson?.start, line: (inJson?.start.line ?? 0) + 1 });
    expect(inYaml?.end).toEqual({ ...inJson?.end, line: (inJson?.end.line ?? 0) + 1 });
  });
});

describe('positions beside an anchor', () => {
  it.each([
    ['a key without a value', '{a}'],
    ['two of them', '{a,b }'],
    ['a mapping without brackets', '[a: b]'],
    ['several of them', '[ a: b, c: [d], e: ]'],
  ])('end where the bracket is: %s', (_, written) => {
    const description = described({ 'api.yaml': `${minimal}x: &x ${written}\ny: [1]\n` });
    const end = { line: 4, column: 'x: &x '.length + written.length + 1 };
    expect(description.range(description.root, 'x')?.end).toEqual(end);
  });
});

describe('what is wrong is a problem with its place', () => {
  it.each([
    ['a doubled key in YAML', 'api.yaml', `${minimal}info: {}\n`, ['duplicate-key 4:1']],
    ['a doubled key in JSON', 'api.json', '{"openapi":"3.0.0",\n "a": {"b": 1, "b": 2}}', ['duplicate-key 2:16']],
    [
      'a doubled key in JSON, written in another way',
      'api.json',
      '{"openapi":"3.0.0","\\u006fpenapi":1}',
      ['duplicate-key 1:20'],
    ],
    ['a comma too many', 'api.json', '{"openapi": "3.0.0",\n}', ['json-syntax 2:1']],
    ['a JSON file that ends early', 'api.json', '{"openapi": "3.0.0"', ['json-syntax 1:20']],
    ['a broken escape', 'api.json', '{"openapi": "\\x"}', ['json-syntax 1:14']],
    ['an open bracket', 'api.yaml', 'openapi: 3.0.0\npaths: [\n', ['yaml-syntax 3:1']],
    [
      'a tag of another language',
      'api.yaml',
      'openapi: 3.0.0\na: !!python/object x\nb: !mine {}\n',
      ['yaml-tag 2:4', 'yaml-tag 3:4'],
    ],
    ['two documents in one file', 'api.yaml', `${minimal}---\n${minimal}`, ['yaml-documents 5:1']],
    ['an unknown alias', 'api.yaml', 'openapi: *nothing\n', ['yaml-alias 1:10']],
    ['an alias within its own anchor', 'api.yaml', `${minimal}x: &a { b: *a }\n`, ['too-complex 4:12']],
    ['a merge of something else', 'api.yaml', `${minimal}x: { <<: 5 }\n`, ['yaml-merge 4:6']],
    ['a mapping as a key', 'api.yaml', `${minimal}? { a: b }\n: c\n`, ['yaml-key 4:3']],
    ['a list', 'api.yaml', '- openapi: 3.0.0\n', ['not-openapi 1:1']],
    ['no description', 'api.yaml', 'name: x\n', ['not-openapi 1:1']],
    ['a version of the future', 'api.yaml', 'info: {}\nopenapi: 3.3.0\n', ['version-unsupported 2:1']],
  ])('%s', (_, file, text, problems) => {
    const result = loadTexts({ [file]: text }, file);
    expect(result.kind).toBe('unreadable');
    expect(problemsOf(result)).toEqual(problems);
  });

  it('a file that is not there', () => {
    expect(problemsOf(loadTexts({}))).toEqual(['file-missing']);
  });
});

describe('budgets', () => {
  it.each([
    ['aliases that multiply', 'api.yaml', bomb(9), /values once aliases are expanded/],
    ['aliases that nest', 'api.yaml', chain(1000), /nested deeper/],
    ['merge keys that multiply', 'api.yaml', merges(), /merge keys/],
    ['deep YAML', 'api.yaml', `x: ${'['.repeat(100_000)}`, /nested deeper/],
    [
      'deep block YAML',
      'api.yaml',
      Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      /nested deeper/,
    ],
    ['deep JSON', 'api.json', '['.repeat(100_000) + ']'.repeat(100_000), /nested deeper/],
    ['deep JSON by its content', 'api.yaml', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), /nested deeper/],
  ])('%s end in a problem', (_, file, text, message) => {
    const started = performance.now();
    const result = loadTexts({ [file]: text }, file);
    expect(problemsOf(result)[0]).toMatch(/^too-complex \d+:\d+$/);
    expect(result.kind === 'unreadable' && result.problems[0]?.message).toMatch(message);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('more than 50 MB are not read', () => {
    const result = loadTexts({ 'api.json': new Uint8Array(50 * 1024 * 1024 + 1) }, 'api.json');
    expect(problemsOf(result)).toEqual(['too-complex 1:1']);
  });

  it('hundreds of thousands of schemas are only many', () => {
    const schemas = Array.from({ length: 300_000 }, (_, index) => `"S${index}":{"type":"object"}`);
    const text = `{"openapi":"3.0.3","paths":{},"components":{"schemas":{${schemas.join(',')}}}}`;
    expect(described({ 'api.json': text }, 'api.json').problems).toEqual([]);
  });

  it('as many aliases as anybody uses are fine', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `  - *a # ${index}`);
    expect(described({ 'api.yaml': `${minimal}x: &a [1, 2, 3]\ny:\n${lines.join('\n')}\n` }).problems).toEqual([]);
  });
});

it('asks for the files that it lacks, and reads each of them once', () => {
  const texts: Record<string, string> = {
    'api.yaml': `${minimal}components:\n  schemas:\n    A: { $ref: a.yaml }\n    B: { $ref: 'b.yaml#/B' }\n`,
    'a.yaml': 'type: object\nproperties: { c: { $ref: ./deep/c.yaml } }\n',
    'b.yaml': 'B: { type: string }\n',
    'deep/c.yaml': 'type: integer\n',
  };
  const here = new Map<string, Uint8Array>();
  const asked: (readonly string[])[] = [];
  const files = { read: (path: string) => here.get(path) };
  let result = load('api.yaml', files);
  while (result.kind === 'incomplete') {
    asked.push(result.missing);
    for (const path of result.missing) here.set(path, new TextEncoder().encode(texts[path]));
    result = load('api.yaml', files);
  }
  expect(asked.map((paths) => paths.toSorted())).toEqual([['api.yaml'], ['a.yaml', 'b.yaml'], ['deep/c.yaml']]);
  expect(result.kind === 'loaded' && result.description.files.toSorted()).toEqual(Object.keys(texts).toSorted());
});

it('does not mix up two files with the same bytes', () => {
  const same = 'A: { $ref: "part.yaml" }\n';
  const bytes = new TextEncoder().encode(same);
  const others = fileSet({
    'api.yaml': `${minimal}components: { schemas: { X: { $ref: 'x/s.yaml#/A' }, Y: { $ref: 'y/s.yaml#/A' } } }\n`,
    'x/part.yaml': 'type: string\n',
    'y/part.yaml': 'type: integer\n',
  });
  const result = load('api.yaml', { read: (path) => (path.endsWith('s.yaml') ? bytes : others.read(path)) });
  if (result.kind !== 'loaded') throw new Error(result.kind);
  const { description } = result;
  const schemas = at(description.root, 'components', 'schemas');
  const types = ['X', 'Y'].map((name) => {
    const resolved = description.resolve(at(schemas, name));
    return resolved.ok ? resolved.node['type'] : resolved.problem.code;
  });
  expect(types).toEqual(['string', 'integer']);
});

function bomb(levels: number): string {
  const lines = ['a0: &a0 [lol, lol]'];
  for (let level = 1; level <= levels; level++) {
    lines.push(
      `a${level}: &a${level} [${Array<string>(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `openapi: 3.0.3\n${lines.join('\n')}\n`;
}

function chain(length: number): string {
  const lines = Array.from({ length }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
  return `openapi: 3.0.3\na0: &a0 []\n${lines.join('\n')}\n`;
}

function merges(): string {
  const keys = Array.from({ length: 3000 }, (_, index) => `k${index}: 1`);
  const uses = Array.from({ length: 3000 }, (_, index) => `m${index}: { <<: *a }`);
  return `openapi: 3.0.3\na: &a { ${keys.join(', ')} }\n${uses.join('\n')}\n`;
}

it('reads what was written in YAML or JSON back, and finds the text of every member again', () => {
  const style = fc.record({ flowLevel: fc.constantFrom(-1, 0, 3), indent: fc.constantFrom(2, 4) });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), style, (json, options) => {
      const whole = { openapi: '3.1.0', 'x-value': json } as JsonObject;
      const written = { 'api.yaml': dump(whole, options), 'api.json': JSON.stringify(whole, null, 1) };
      for (const [file, text] of Object.entries(written)) {
        const description = described({ [file]: text }, file);
        expect(canonicalJson(description.root)).toBe(canonicalJson(whole));
        for (const [node, key] of members(description.root)) {
          const range = description.range(node, key);
          if (range === undefined) throw new Error(`${String(key)} has no place`);
          if (!Array.isArray(node)) expect(isWrittenAt(text, range.start, String(key))).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

function members(root: JsonObject): [object, string | number][] {
  const found: [object, string | number][] = [];
  const waiting: object[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [key, value] of Object.entries(node) as [string, Json][]) {
      found.push([node, Array.isArray(node) ? Number(key) : key]);
      if (typeof value === 'object' && value !== null) waiting.push(value);
    }
  }
  return found;
}

/** Whether the key is written there, plain or in quotes; keys of several lines are indented and not looked at. */
function isWrittenAt(text: string, { line, column }: Position, key: string): boolean {
  const rest = text
    .split('\n')
    .slice(line - 1)
    .join('\n')
    .slice(column - 1);
  const quoted = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/s.exec(rest);
  const plain = rest.startsWith(key) && key !== '';
  return key.includes('\n') || plain || (quoted !== null && loadYaml(quoted[0]) === key);
}
