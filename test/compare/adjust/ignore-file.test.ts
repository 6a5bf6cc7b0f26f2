import { describe, expect, test } from 'vitest';
import { applyIgnores, parseIgnoreFile } from '../../../src/compare/adjust/ignore-file.ts';
import type { Change, Level } from '../../../src/compare/change.ts';

const id = 'request-property-max-decreased';

function change(level: Level, operations: readonly string[]): Change {
  return {
    id,
    level,
    operations: operations.map((text) => ({ method: text.split(' ')[0] ?? '', path: text.split(' ')[1] ?? '' })),
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
      [4, 'matches no change', []],
    ]);
  });

  test('stays quick on a line without an end', () => {
    expect(parseIgnoreFile('a'.repeat(5_000_000), 'err-ignore.txt')).toHaveLength(1);
  });
});
