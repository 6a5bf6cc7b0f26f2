import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Steps, Undecided } from '../../../src/compare/inclusion/budget.ts';
import { bundle } from '../../../src/compare/inclusion/bundle.ts';
import { Evaluator } from '../../../src/compare/inclusion/evaluate.ts';
import { groundsOf } from '../../../src/compare/inclusion/grounds.ts';
import { Patterns } from '../../../src/compare/inclusion/patterns.ts';
import { readerOf } from '../../../src/compare/inclusion/node.ts';
import type { Json } from '../../../src/spec/json.ts';
import { schema, value } from './schemas.ts';

const pool = fc.sample(value, { seed: 20261121, numRuns: 24 });

/** What ajv is given for one instance; undefined where the schema makes no sense for it. */
function given(of: Json, instance: Json): { readonly text: Json; readonly valid: boolean } | undefined {
  const root = readerOf({ schema: of, references: { document: '3.1' } }, 'a').node(of, []);
  const evaluator = new Evaluator(new Steps(200_000), false, new Patterns());
  try {
    const valid = evaluator.valid(root, instance);
    return { text: bundle(root, groundsOf(root, instance, evaluator)), valid };
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

const options = { strict: false, logger: false, ownProperties: true, allErrors: true, validateFormats: false } as const;

function accepts(of: Json, instance: Json): unknown {
  return new Ajv2020({ ...options, meta: false, validateSchema: false }).compile(of as boolean | object)(instance);
}

test('what ajv is given says of the instance what the whole schema says', { timeout: 120_000 }, () => {
  const told = { true: 0, false: 0 };
  fc.assert(
    fc.property(schema, schema, (a, b) => {
      const $defs = { self: b };
      for (const of of [
        { $defs, allOf: [a] },
        { $defs, anyOf: [a, b] },
        { $defs, allOf: [b, { not: a }] },
      ]) {
        for (const instance of pool) {
          const found = given(of, instance);
          if (found === undefined) continue;
          expect(accepts(found.text, instance), JSON.stringify([of, instance, found.text])).toBe(found.valid);
          told[found.valid ? 'true' : 'false'] += 1;
        }
      }
    }),
    { seed: 20261121, numRuns: 20 },
  );
  expect(Math.min(told.true, told.false)).toBeGreaterThan(100);
});

test('one member accepts, and each refuses for one reason', () => {
  const kind = (of: string): Json => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: [of] }, size: { type: 'integer' }, name: { type: 'string', maxLength: 8 } },
  });
  const either = { anyOf: [kind('a'), kind('b'), kind('c')] };
  const accepted = JSON.stringify(given(either, { kind: 'b', size: 1, name: 'x' })?.text);
  expect(accepted).toContain('"enum":["b"]');
  expect(accepted).not.toContain('"enum":["a"]');
  expect(accepted).toContain('maxLength');
  const refused = JSON.stringify(given(either, { kind: 'd', size: 1, name: 'x' })?.text);
  expect(refused).toContain('"enum":["a"]');
  expect(refused).toContain('"enum":["c"]');
  expect(refused).not.toContain('maxLength');
});
