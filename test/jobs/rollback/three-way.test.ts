import { describe, expect, it } from 'vitest';
import { threeWay } from '../../../src/jobs/rollback/three-way.ts';

const bytes = (text: string | null): Uint8Array | null => (text === null ? null : Buffer.from(text));

function reverted(tip: string | null, after: string | null, before: string | null): string | null {
  const merged = threeWay(bytes(tip), bytes(after), bytes(before));
  if (!merged.ok) return 'conflict';
  return merged.content === null ? null : Buffer.from(merged.content).toString('utf8');
}

describe('taking one change back on a newer tip', () => {
  it.each([
    ['nothing came after it', 'a\nB\nc\n', 'a\nB\nc\n', 'a\nb\nc\n', 'a\nb\nc\n'],
    ['other lines changed since', 'a\nB\nc\nd\nE\n', 'a\nB\nc\nd\ne\n', 'a\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n'],
    ['it was taken back already', 'a\nb\n', 'a\nB\n', 'a\nb\n', 'a\nb\n'],
    ['the file was new', 'x\n', 'x\n', null, null],
    ['the file was removed', null, null, 'x\n', 'x\n'],
    ['no line end at the end stays so', 'a\nB\nc', 'a\nB\nc', 'a\nb\nc', 'a\nb\nc'],
    [
      'CRLF stays CRLF',
      'a\r\nB\r\nc\r\nd\r\nE\r\n',
      'a\r\nB\r\nc\r\nd\r\ne\r\n',
      'a\r\nb\r\nc\r\nd\r\ne\r\n',
      'a\r\nb\r\nc\r\nd\r\nE\r\n',
    ],
    ['the same lines changed since', 'a\nX\nc\n', 'a\nB\nc\n', 'a\nb\nc\n', 'conflict'],
    ['somebody removed the file since', null, 'a\nB\n', 'a\nb\n', 'conflict'],
    ['somebody edited a file that it made', 'x\ny\n', 'x\n', null, 'conflict'],
  ])('%s', (_, tip, after, before, expected) => {
    expect(reverted(tip, after, before)).toBe(expected);
  });
});
