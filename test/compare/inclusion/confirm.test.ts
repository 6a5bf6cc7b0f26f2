import { expect, test, vi } from 'vitest';
import { decide, type Verdict } from '../../../src/compare/inclusion/index.ts';
import { loadAjv } from '../../../src/compare/inclusion/packages.ts';

/** Half a minute of questions about one description used to end with a gigabyte of validators. */
test('keeps no validator for so long that what it holds of each schema adds up', () => {
  const compiled = vi.spyOn(loadAjv().Ajv2020.prototype, 'compile');
  const longer = (length: number): Verdict => {
    const source = (minLength: number) => ({
      schema: { type: 'string', minLength },
      references: { dialect: '3.1' as const, resolve: () => undefined },
    });
    return decide(source(length), source(length + 1));
  };
  const verdicts = Array.from({ length: 200 }, (_, length) => longer(length % 20).verdict);
  expect(new Set(verdicts)).toEqual(new Set(['not-included']));
  const uses = new Map<unknown, number>();
  for (const ajv of compiled.mock.contexts) uses.set(ajv, (uses.get(ajv) ?? 0) + 1);
  expect(Math.max(...uses.values())).toBeLessThan(100);
});

test.each([
  ['required', { required: [''] }, {}],
  ['required beside another', { dependentRequired: { a: [''] } }, { a: null }],
])('confirms that a nameless property is missing: %s', (_, schema, witness) => {
  const references = { dialect: '3.1' as const, resolve: () => undefined };
  const asking = { schema: { type: 'object', ...schema }, references };
  expect(decide({ schema: { type: 'object', properties: { a: { const: null } } }, references }, asking)).toEqual({
    verdict: 'not-included',
    witness,
  });
});
