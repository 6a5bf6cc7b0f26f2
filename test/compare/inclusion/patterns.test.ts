import { expect, test, vi } from 'vitest';
import { decide, Patterns, type Verdict } from '../../../src/compare/inclusion/index.ts';
import { loadRefa } from '../../../src/compare/inclusion/packages.ts';
import { compilePattern } from '../../../src/compare/inclusion/pattern.ts';
import type { Json } from '../../../src/spec/json.ts';

const references = { document: '3.1' } as const;

function ask(a: Json, b: Json, patterns = new Patterns()): Verdict {
  return decide({ schema: a, references }, { schema: b, references }, { patterns });
}

/** Different patterns, each of which needs too many states. */
const costly = (i: number): string => `^([a-z]{1,20}(x|y1*|z${i})){0,30}$`;

/** At which of many questions about costly patterns the first is not answered for all that was made before. */
function asked(): { readonly questions: number; readonly last: Verdict } {
  const patterns = new Patterns();
  for (let questions = 1; ; questions++) {
    const last = ask({ type: 'string', pattern: costly(questions) }, { maxLength: 3 }, patterns);
    if (last.verdict !== 'unknown' || last.why !== 'pattern') return { questions, last };
  }
}

test('the patterns of several questions are bounded together, by what they take and not by what is remembered', () => {
  const first = asked();
  expect(first.last).toMatchObject({ verdict: 'unknown', why: 'budget' });
  expect(first.questions).toBeGreaterThan(5);
  const made = vi.spyOn(loadRefa().DFA, 'fromTransitionIterator');
  expect(asked()).toEqual(first);
  expect(made).not.toHaveBeenCalled();
});

test('a pattern that was paid for is answered for after the bound too', () => {
  const patterns = new Patterns();
  const known = [{ type: 'string', pattern: '^[ab]{1,3}$' }, { maxLength: 3 }] as const;
  expect(ask(...known, patterns)).toEqual({ verdict: 'included' });
  for (let i = 0; i < 100; i++) ask({ type: 'string', pattern: costly(i) }, { maxLength: 3 }, patterns);
  expect(ask({ type: 'string', pattern: '^[ab]{1,2}$' }, { maxLength: 3 }, patterns)).toMatchObject({ why: 'budget' });
  expect(ask(...known, patterns)).toEqual({ verdict: 'included' });
});

/** Few states, but millions of links between them, or of ranges of characters on these. */
test.each([
  String.raw`^((a?){60}){60}$`,
  String.raw`^(?!(\p{L}{1,60}){1,60}$)\p{N}{1,1000}$`,
  String.raw`(\p{L}|\p{N}){1,2000}x`,
  String.raw`^\p{L}{1,2000}$`,
])('%s: takes no more than a pattern may', (source) => {
  const { automaton, steps } = compilePattern(source, 'ecma');
  expect(automaton).toMatchObject({ why: 'pattern' });
  expect(steps).toBeLessThan(3_100_000);
});

test.each([
  String.raw`^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[^\w]).{8,64}$`,
  String.raw`^[\p{L}\p{M}\p{N} .'-]{1,100}$`,
  '^[a-z]{1000,2000}$',
])('%s: people write such, and it is read', (source) => {
  expect(compilePattern(source, 'ecma').automaton).toHaveProperty('accepting');
});
