import { describe, expect, it } from 'vitest';
import { appendAudit, auditPath, brokenLine } from '../../src/github/record-chain.ts';

const entry = (action: string) => ({
  at: '2026-11-21T07:00:00.000Z',
  action,
  subject: 'orders',
  cause: { event: 'sweep', ref: 'x', actor: 'sluice' } as const,
});

describe('the audit chain', () => {
  const file = appendAudit(appendAudit('', [entry('a'), entry('b')]), [entry('c')]);
  const lines = file.trimEnd().split('\n');

  it('holds as long as it is only added to', () => {
    expect(brokenLine('')).toBeUndefined();
    expect(brokenLine(file)).toBeUndefined();
  });

  it.each([
    ['a dropped first line', lines.slice(1), 1],
    ['a dropped middle line', [lines[0], lines[2]], 2],
    ['an edited line', [lines[0], lines[1]?.replace('orders', 'other'), lines[2]], 3],
    ['swapped lines', [lines[1], lines[0], lines[2]], 1],
    ['a line that is no JSON', [...lines, 'x'], 4],
  ])('breaks at %s', (_case, changed, at) => {
    expect(brokenLine(changed.join('\n'))).toBe(at);
  });

  it('is kept by month', () => {
    expect(auditPath(entry('a'))).toBe('audit/2026-11.jsonl');
    expect(() => auditPath({ at: 'yesterday' })).toThrow('ISO 8601');
  });
});
