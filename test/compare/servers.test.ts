import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { between, open, today, told } from './between.ts';
import { describeText } from './describe.ts';

describe('servers', () => {
  const served = (url: string, path = '/a'): string =>
    `{ servers: [{ url: "${url}" }], paths: { ${path}: { get: { responses: {} } } } }`;

  test('a prefix that moves between path and server is no change', () => {
    expect(told(served('https://x.example', '/v1/a'), served('https://x.example/v1'))).toEqual([]);
    expect(told(served('https://x.example/v1'), served('https://x.example', '/v1/a'))).toEqual([]);
  });

  describe('that take a prefix over from one path, whose name another had', () => {
    const operation = (name: string): string =>
      `{ get: { parameters: [{ name: ${name}, in: query }], responses: {} } }`;
    const apart = `{ servers: [{ url: "https://x.example" }], paths: { /a: ${operation('o')}, /v1/a: ${operation('n')} } }`;
    const below = `{ servers: [{ url: "https://x.example/v1" }], paths: { /a: ${operation('n')} } }`;

    test('keep the one that is served where it was', () => {
      expect(between(apart, below)).toMatchObject([
        { id: 'api-removed-without-deprecation', cause: '#/paths/~1a/get', operations: [{ path: '/a' }] },
      ]);
      expect(between(below, apart)).toMatchObject([{ id: 'endpoint-added', operations: [{ path: '/a' }] }]);
    });

    test('and so on where each has the name of the next', () => {
      const paths = (...names: string[]): string => names.map((name) => `${name}: ${operation('n')}`).join(', ');
      const before = `{ servers: [{ url: / }], paths: { ${paths('/a', '/v1/a', '/v1/v1/a')} } }`;
      const after = `{ servers: [{ url: /v1 }], paths: { ${paths('/a', '/v1/a')} } }`;
      expect(between(before, after).map(({ cause }) => cause)).toEqual(['#/paths/~1a/get']);
    });
  });

  test.each([
    ['another address', 'https://x.example', 'https://y.example', ['server-removed warning']],
    ['another scheme', 'http://x.example', 'https://x.example', ['server-removed warning']],
    ['another port', 'https://x.example', 'https://x.example:8443', ['server-removed warning']],
    ['another path', '/v1', 'https://x.example/v2', ['server-removed warning']],
    ['a slash at the end', 'https://x.example/', 'https://x.example', []],
    ['the host in other letters', 'HTTPS://X.example/v1', 'https://x.example/v1', []],
    ['the path in other letters', 'https://x.example/V1', 'https://x.example/v1', ['server-removed warning']],
    ['the port that is understood', 'https://x.example', 'https://x.example:443', []],
    ['a scheme where none was said', '//x.example/v1', 'https://x.example/v1', []],
    ['an address that is relative', 'https://x.example/v1', '/v1', []],
  ])('%s', (_name, from, to, expected) => {
    expect(told(served(from), served(to))).toEqual(expected);
  });

  describe('with variables', () => {
    const at = (url: string, variables = '', path = '/a'): string =>
      `{ servers: [{ url: "${url}", variables: { ${variables} } }], paths: { "${path}": { get: { responses: {} } } } }`;
    const open = at('https://{t}.x.example', 't: { default: a }');
    const listed = at('https://{t}.x.example', 't: { default: a, enum: [a, b] }');
    const any = (url: string): string => at(url, 'v: { default: v1 }');

    test.each([
      ['a list of values is given up', listed, open],
      ['another default', open, at('https://{t}.x.example', 't: { default: b }')],
      ['another default of a list', listed, at('https://{t}.x.example', 't: { default: b, enum: [a, b] }')],
      ['another name', open, at('https://{tenant}.x.example', 'tenant: { default: a }')],
      ['nobody says what it is', at('https://{t}.x.example'), open],
      ['an address opens', at('https://a.x.example'), open],
      ['an address opens wider', any('https://{v}.x.example'), any('https://{v}.example')],
      [
        'a list becomes several addresses',
        listed,
        '{ servers: [{ url: "https://a.x.example" }, { url: "https://b.x.example" }], paths: { /a: { get: { responses: {} } } } }',
      ],
      ['a scheme opens', at('https://x.example/v1'), at('{s}://x.example/v1', 's: { default: http }')],
      ['the address of a relative one opens', at('/v1'), any('https://{v}.example/v1')],
      ['of a relative one a place opens', at('/v2'), any('https://x.example/{v}')],
      [
        'the port that is understood is its default',
        at('https://x.example'),
        at('https://x.example:{p}', 'p: { default: "443" }'),
      ],
      ['its default is empty', at('https://x.example'), at('https://x.example/{b}', 'b: { default: "" }')],
      ['its default has a slash', at('https://x.example/a/b'), at('https://x.example/{b}', 'b: { default: a/b }')],
      [
        'it is the whole beginning',
        at('https://x.example/v1'),
        at('{base}/v1', 'base: { default: "https://y.example" }'),
      ],
      ['a prefix becomes its default', at('https://x.example', '', '/v1/a'), any('https://x.example/{v}')],
      [
        'another prefix becomes open beside it',
        at('https://b.x.example', '', '/v1/a'),
        at('https://{t}.x.example/v1', 't: { default: a }'),
      ],
    ])('%s: nothing is gone', (_name, from, to) => {
      expect(told(from, to)).toEqual([]);
    });

    test.each([
      [
        'a list of values',
        open,
        listed,
        'https://{t}.x.example takes only some values now; left: https://a.x.example, https://b.x.example.',
      ],
      [
        'a list for one of two',
        at('https://{t}.x.example/{v}'),
        at('https://{t}.x.example/{v}', 'v: { enum: [v1, v2] }'),
        'https://{t}.x.example/{v} takes only some values now; left: https://{t}.x.example/v1, https://{t}.x.example/v2.',
      ],
      [
        'a list of numbers',
        at('https://x.example:{p}', 'p: { default: 80 }'),
        at('https://x.example:{p}', 'p: { default: 80, enum: [80, 81] }'),
        'https://x.example:{p} takes only some values now; left: https://x.example:80, https://x.example:81.',
      ],
      [
        'its default in its place',
        open,
        at('https://a.x.example'),
        'https://{t}.x.example takes only some values now; left: https://a.x.example.',
      ],
      [
        'another host',
        open,
        at('https://{t}.y.example'),
        'https://{t}.x.example is gone; left: https://{t}.y.example.',
      ],
      [
        'a narrower host',
        any('https://{v}.example'),
        any('https://{v}.x.example'),
        'https://{v}.example takes only some values now; left: https://{v}.x.example.',
      ],
      [
        'a value less',
        listed,
        at('https://{t}.x.example', 't: { enum: [a] }'),
        'https://b.x.example is gone; left: https://a.x.example.',
      ],
      [
        'an open place for two',
        at('https://x.example/api/v1'),
        any('https://x.example/{v}'),
        'https://x.example/api/v1 is gone; left: https://x.example/{v}.',
      ],
      [
        'an open place for none',
        at('https://x.example'),
        any('https://x.example/{v}'),
        'https://x.example is gone; left: https://x.example/{v}.',
      ],
      [
        'what is around it twice',
        at('https://a-b.example'),
        any('https://a-{v}-b.example'),
        'https://a-b.example is gone; left: https://a-{v}-b.example.',
      ],
    ])('%s: the rest is gone', (_name, from, to, expected) => {
      expect(between(from, to).map(({ message }) => message)).toEqual([`The server ${expected}`]);
    });

    test('a path that stays below an open address in one place of two is told of once', () => {
      const two = (url: string): string =>
        `{ servers: [{ url: "${url}" }], paths: { "/a/{id}": { get: { responses: {} } }, /b: { get: { responses: {} } } } }`;
      expect(between(two('https://{h}/v1'), two('https://{h}'))).toMatchObject([
        { message: 'The server https://{h}/v1 is gone; left: https://{h}.', operations: [{}, {}] },
      ]);
    });

    describe('whose place is one of the path on the other side', () => {
      const parameters = (...names: string[]): string =>
        `parameters: [${names.map((name) => `{ name: ${name}, in: path, required: true, schema: { type: string } }`).join(', ')}], responses: {}`;
      const inPath = `{ servers: [{ url: "https://x.example" }], paths: { "/{t}/a/{id}": { get: { ${parameters('t', 'id')} } } } }`;
      const inServer = (id: string): string =>
        `{ servers: [{ url: "https://x.example/{u}", variables: { u: { default: a } } }], paths: { "/a/{${id}}": { get: { ${parameters(id)} } } } }`;

      test('nothing is gone or new', () => {
        for (const id of ['id', 't', 'number']) {
          expect(told(inPath, inServer(id))).toEqual([]);
          expect(told(inServer(id), inPath)).toEqual([]);
        }
      });

      test('what differs in the others is told', () => {
        const whole = inServer('id').replace('type: string', 'type: integer');
        expect(told(inPath, whole)).toEqual(told(inServer('id'), whole));
        expect(told(inPath, whole)).toHaveLength(1);
      });
    });
  });

  describe('of a path or an operation', () => {
    const at = (url: string): string => `servers: [{ url: "${url}" }]`;
    const answered = 'responses: { 200: { description: ok } }';
    const whole = (paths: string): string => `{ ${at('https://x.example')}, paths: { ${paths} } }`;
    const prefixed = whole(`/v1/a: { get: { ${answered} } }`);
    const ofPath = (url: string): string => whole(`/a: { ${at(url)}, get: { ${answered} } }`);
    const ofOperation = (url: string): string => whole(`/a: { get: { ${at(url)}, ${answered} } }`);

    test.each([
      ['of the path', ofPath('https://x.example/v1')],
      ['of the operation', ofOperation('https://x.example/v1')],
    ])('a prefix moves into the servers %s, and back', (_name, moved) => {
      expect(told(prefixed, moved)).toEqual([]);
      expect(told(moved, prefixed)).toEqual([]);
    });

    test.each([
      ['of the path', ofPath],
      ['of the operation', ofOperation],
    ])('a prefix %s becomes another', (_name, of) => {
      expect(told(of('https://x.example/v1'), of('https://x.example/v2'))).toEqual(['server-removed warning']);
      expect(told(prefixed, of('https://x.example/v2'))).toContain('api-path-removed-without-deprecation error');
    });

    test('a prefix that moves to another host leaves the old one', () => {
      expect(told(prefixed, ofPath('https://y.example/v1'))).toEqual(['server-removed warning']);
    });

    test('an operation whose own server is forgotten when the document’s take the prefix over', () => {
      const own = (end: string, path: string): string =>
        `{ ${at(`https://x.example${end}`)}, paths: { ${path}: { get: { ${at('https://files.example')}, ${answered} } } } }`;
      expect(between(own('', '/v1/a'), own('/v1', '/a'))).toMatchObject([
        { level: 'warning', message: 'The path is another one now below the server https://files.example.' },
      ]);
    });

    test('several servers have the prefix each', () => {
      const both = (end: string, path: string): string =>
        `{ servers: [{ url: https://x.example${end} }, { url: https://y.example/api${end} }], paths: { ${path}: { get: { ${answered} } } } }`;
      expect(told(both('', '/v1/a'), both('/v1', '/a'))).toEqual([]);
    });

    test('two paths become one that is served at both addresses, and back', () => {
      const apart = whole(`/v1/a: { get: { ${answered} } }, /v2/a: { get: { ${answered} } }`);
      const joined = whole(
        `/a: { servers: [{ url: https://x.example/v1 }, { url: https://x.example/v2 }], get: { ${answered} } }`,
      );
      expect(told(apart, joined)).toEqual([]);
      expect(told(joined, apart)).toEqual([]);
      expect(told(joined, prefixed)).toEqual(['server-removed warning']);
    });

    test('what differs in an operation whose prefix moves is told, and in its callbacks', () => {
      const calling = (required: string): string =>
        `get: { callbacks: { done: { "{$url}": { post: { requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string } }, ${required} } } } }, responses: {} } } } }, ${answered} }`;
      const before = whole(`/v1/a: { ${calling('required: [a]')} }`);
      const after = whole(`/a: { ${at('https://x.example/v1')}, ${calling('')} }`);
      expect(told(before, after)).toEqual(['request-property-became-optional error']);
    });
  });

  test('OpenAPI 2.0 may leave its host out', () => {
    const old = (path: string): string =>
      JSON.stringify({
        swagger: '2.0',
        info: { title: 'T', version: '1' },
        basePath: path,
        paths: { '/a': { get: { responses: {} } } },
      });
    const changes = (from: string, to: string): string[] =>
      compare(describeText(old(from)), describeText(old(to)), { today }).map(({ id }) => id);
    expect(changes('/v1', '/v1/')).toEqual([]);
    expect(changes('/v1', '/v2')).toEqual(['server-removed']);
  });

  test.each([
    ['basePath', { basePath: '/v2' }],
    ['host', { host: 'y.example', basePath: '/v2' }],
    ['schemes', { schemes: ['http'] }],
  ])('OpenAPI 2.0 says them in parts, and %s is what differs', (key, parts) => {
    const text = (more: object): string => {
      const said = { schemes: ['https'], host: 'x.example', basePath: '/v1', ...more };
      const lines = Object.entries(said).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      return `swagger: "2.0"\n${lines.join('\n')}\ninfo: { title: t, version: "1" }\npaths: { /a: { get: { responses: {} } } }\n`;
    };
    const line = 2 + ['schemes', 'host', 'basePath'].indexOf(key);
    const [removed] = compare(describeText(text({})), describeText(text(parts)), { today });
    expect(removed).toMatchObject({ id: 'server-removed', base: { start: { line } }, head: { start: { line } } });
  });

  test('OpenAPI 2.0 has schemes of single operations', () => {
    const old = (beside: string, operation: string): string =>
      `{ swagger: '2.0', host: x.example, ${beside} paths: {\n/a: { get: { ${operation} responses: {} } } } }`;
    const both = 'schemes: [http, https],';
    const one = 'schemes: [https],';
    const changes = (from: string, to: string): (number | undefined)[] =>
      compare(describeText(from), describeText(to), { today }).map(({ head }) => head?.start.line);
    expect(changes(old(both, ''), old(both, one))).toEqual([2]);
    expect(changes(old(both, both), old(both, one))).toEqual([2]);
    expect(changes(old(both, both), old(one, both))).toEqual([]);
    expect(changes(old(both, 'schemes: [],'), old(both, ''))).toEqual([]);
  });

  const list = (urls: readonly string[]): string =>
    `{ servers: [${urls.map((url) => `{ url: "https://${url}" }`).join(', ')}], paths: { /a: { get: { responses: {} } } } }`;

  test('the same is told of it in whatever order the others are listed', () => {
    const [one, other] = [
      ['x', 'y'],
      ['y', 'x'],
    ].map((left) => between(list(['gone', 'x', 'y']), list(left)));
    expect(one?.map(({ fingerprint }) => fingerprint)).toEqual(other?.map(({ fingerprint }) => fingerprint));
  });

  test('of many that are left a few are named', () => {
    const [removed] = between(list(['gone']), list(Array.from({ length: 2000 }, (_, index) => String(index + 1000))));
    expect(removed?.message).toMatch(/gone is gone; left: https:\/\/1000, .* and 1990 more\.$/);
    expect(JSON.stringify(removed?.args).length).toBeLessThan(300);
  });

  test('no server named is nothing known', () => {
    expect(told(served('https://x.example'), open)).toEqual([]);
    expect(told(open, served('https://x.example'))).toEqual([]);
  });
});
