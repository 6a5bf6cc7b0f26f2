import { describe, expect, test } from 'vitest';
import { applyIgnores, ignoringLine, parseIgnoreFile } from '../../../src/compare/adjust/ignore-file.ts';
import type { Change, Level } from '../../../src/compare/change.ts';

const id = 'request-property-max-decreased';

function change(level: Level, operations: readonly string[]): Change {
  return {
    id,
    level,
    operations: operations.map((text) => {
      const [method = '', ...path] = text.split(' ');
      return { method, path: path.join(' ') };
    }),
    args: [],
    message: 'The maximum went down.',
    cause: '#',
    fingerprint: 'aaaaaaaaaaaa',
    via: [],
    count: operations.length,
  };
}

const applied = (text: string, changes: readonly Change[], level: Level = 'error') =>
  applyIgnores(changes, parseIgnoreFile(text, 'err-ignore.txt'), level);

describe('an ignore file', () => {
  test.each([
    ['the id in brackets, as oasdiff prints it', `POST /orders [${id}] the max value was decreased`],
    ['the id alone', `POST /orders ${id}`],
    ['another case', `post /Orders ${id}`],
    ['spaces around', `   POST   /orders   ${id}  `],
    ['a prefix', `error at a.yaml, in API POST /orders ${id}`],
  ])('takes out what a line names: %s', (_, line) => {
    expect(applied(line, [change('error', ['POST /orders'])])).toEqual({ changes: [], unused: [] });
  });

  test.each([
    'M-SEARCH /devices',
    'copy /files/{Id}',
    'GET /a b/{c}',
    'GET /a?x=1&y=#z',
    'GET /endpoint-added/{id}',
    'POST webhook:paid',
    'POST webhook:paid in full',
    'POST callback:done:{$request.body#/url}',
    'POST callback:done:http://a.example/?to={$request.query.to}',
  ])('takes out what the line says that is proposed for it: %s', (operation) => {
    const one = change('error', [operation]);
    expect(applied(ignoringLine(one, one.operations[0]), [one])).toEqual({ changes: [], unused: [] });
  });

  test('takes a path with spaces for no path that ends before them', () => {
    const both = [change('error', ['GET /a']), change('error', ['GET /a b'])];
    expect(applied(`GET /a b ${id}`, both).changes).toEqual([both[0]]);
    expect(applied(`GET /a lost much ${id}`, both).changes).toEqual([both[1]]);
  });

  test('takes only the named operations out of a change that reaches more', () => {
    const { changes } = applied(`POST /orders ${id}`, [change('error', ['POST /orders', 'PUT /orders'])]);
    expect(changes.map(({ operations }) => operations)).toEqual([[{ method: 'PUT', path: '/orders' }]]);
  });

  test('leaves other levels, other methods, other paths and other checks alone', () => {
    const error = change('error', ['POST /orders']);
    expect(applied(`POST /orders ${id}`, [error], 'warning').changes).toEqual([error]);
    const others = [`PUT /orders ${id}`, `POST /orders/1 ${id}`, 'POST /orders request-property-min-increased'];
    for (const line of others) expect(applied(line, [error]).changes).toEqual([error]);
  });

  test('lets an id alone stand for changes of the whole document, and for no operation', () => {
    const document = change('error', []);
    const operation = change('error', ['POST /orders']);
    expect(applied(id, [document, operation]).changes).toEqual([operation]);
  });

  test('tells lines that ignore nothing, with what could stand in their place', () => {
    const text = `# accepted in October\n\nPOST /orders the max value was decreased\nGET /gone ${id}\n`;
    const { changes, unused } = applied(text, [change('error', ['POST /orders'])]);
    expect(changes).toHaveLength(1);
    expect(unused.map(({ line, reason, instead }) => [line.line, reason, instead])).toEqual([
      [3, 'names no check id', [`POST /orders ${id}`]],
      [4, 'matches no error', []],
    ]);
  });

  test('proposes what is found of the whole document for a line that names no operation', () => {
    const { unused } = applied('components removed the schema `rules`\r\n', [change('error', [])]);
    expect(unused.map(({ instead }) => instead)).toEqual([[id]]);
  });

  test('stays quick with as many lines as changes', () => {
    const operations = Array.from({ length: 20_000 }, (_, at) => `GET /${at}`);
    const text = operations.map((operation) => `${operation} ${id}`).join('\n');
    const changes = operations.map((operation) => change('error', [operation]));
    expect(applied(text, changes)).toEqual({ changes: [], unused: [] });
  });

  test('stays quick on a line without an end', () => {
    expect(parseIgnoreFile('a'.repeat(5_000_000), 'err-ignore.txt')).toHaveLength(1);
  });
});
