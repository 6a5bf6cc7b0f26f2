import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decide, type Verdict } from '../../../src/compare/inclusion/index.ts';
import type { Json } from '../../../src/spec/json.ts';
import { shared } from '../shared.ts';

interface Line {
  readonly name: string;
  readonly set: string;
  readonly openapi: string;
  readonly base: Json;
  readonly revision: Json;
  readonly direction: 'request' | 'response';
  readonly breaking: boolean;
}

const file = shared('corpora/inclusion.jsonl');

function judge({ openapi, base, revision, direction }: Line): Verdict['verdict'] {
  const references = { document: openapi.startsWith('3.0') ? '3.0' : '3.1' } as const;
  const [before, after] = [base, revision].map((schema) => ({ schema, references }));
  if (before === undefined || after === undefined) return 'unknown';
  return (direction === 'request' ? decide(before, after) : decide(after, before)).verdict;
}

test('gives no wrong answer on the corpus, and few that are none', { timeout: 300_000 }, (context) => {
  if (!existsSync(file)) return context.skip(`${file} is not there`);
  const answered = { easy: [0, 0], hard: [0, 0] } as const satisfies Record<string, [number, number]>;
  const counts: { easy: number[]; hard: number[] } = { easy: [...answered.easy], hard: [...answered.hard] };
  const wrong: string[] = [];
  for (const text of readFileSync(file, 'utf8').trim().split('\n')) {
    const line = JSON.parse(text) as Line;
    const verdict = judge(line);
    const count = counts[line.set.startsWith('hard-') ? 'hard' : 'easy'];
    count[0]! += verdict === 'unknown' ? 0 : 1;
    count[1]!++;
    const right = line.breaking ? 'not-included' : 'included';
    if (verdict !== 'unknown' && verdict !== right) wrong.push(`${line.name}: ${verdict}`);
  }
  expect(wrong).toEqual([]);
  expect(counts.easy[0]! / counts.easy[1]!, 'outside the hard sets').toBeGreaterThanOrEqual(0.995);
  expect(counts.hard[0]! / counts.hard[1]!, 'in the hard sets').toBeGreaterThanOrEqual(0.99);
});
