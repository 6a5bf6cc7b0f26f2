import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../src/compare/inclusion/index.ts';
import type { Json } from '../../../src/spec/json.ts';
import { document, schema, value } from './schemas.ts';

const references = { document: '3.1' } as const;
const pool = fc.sample(value, { seed: 20261120, numRuns: 200 });

/** ajv with all errors (stopping at the first, it overlooks some); undefined where it does not take the schema. */
function plainAjv(of: Json): ((instance: Json) => boolean | undefined) | undefined {
  try {
    const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true, allErrors: true });
    const validate = ajv.compile(of as boolean | object);
    return (instance) => {
      try {
        return validate(instance);
      } catch {
        return undefined;
      }
    };
  } catch {
    return undefined;
  }
}

function check(a: Json, b: Json): void {
  const [byA, byB] = [plainAjv(a), plainAjv(b)];
  fc.pre(byA !== undefined && byB !== undefined);
  const verdict = decide({ schema: a, references }, { schema: b, references }, { steps: 30_000 });
  if (verdict.verdict === 'not-included') {
    expect([byA(verdict.witness), byB(verdict.witness)], 'the witness').toEqual([true, false]);
  } else if (verdict.verdict === 'included') {
    expect(
      pool.find((instance) => byA(instance) === true && byB(instance) === false),
      'an instance that refutes it',
    ).toBeUndefined();
  }
}

const runs = { seed: 20261121, numRuns: 150 };

test('never says included where an instance refutes it, nor shows a witness that is none', { timeout: 120_000 }, () => {
  fc.assert(fc.property(document, document, check), runs);
});

test('a schema is included in what it widens to, and holds what it narrows to', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(schema, schema, (a, b) => {
      check({ allOf: [a, b] }, a);
      check(a, { anyOf: [b, a] });
      check({ oneOf: [a, b] }, { anyOf: [a, b] });
      check({ not: { anyOf: [a, b] } }, { not: a });
    }),
    runs,
  );
});
