import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { assertedFormats, integerFormat } from '../../../src/compare/inclusion/formats.ts';
import { decide } from '../../../src/compare/inclusion/index.ts';
import type { Json } from '../../../src/spec/json.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
addFormats.default(ajv);

const references = { document: '3.1' } as const;
const sample = (schema: Json): Json | undefined => {
  const verdict = decide({ schema, references }, { schema: false, references }, { formats: 'asserted' });
  return verdict.verdict === 'not-included' ? verdict.witness : undefined;
};

/** The shortest texts, and long ones; a host name is never longer than 253 characters (RFC 1123, section 2.1). */
const lengths = [0, 1, 2, 3, 4, 5, 6, 8, 10, 16, 20, 30, 40, 60, 100, 200];

test.each(assertedFormats)('what is made up as %s passes another validator', (format) => {
  const schemas: Json[] =
    integerFormat(format) === undefined
      ? lengths.map((minLength) => ({ type: 'string', format, minLength }))
      : [
          { type: 'integer', format },
          { type: 'integer', format, exclusiveMinimum: 7 },
        ];
  const made = schemas.map(sample).filter((value) => value !== undefined);
  expect(made.length).toBeGreaterThan(1);
  expect(made.filter((value) => !ajv.validate({ format }, value))).toEqual([]);
});

test('what only a whole number of 64 bits refuses is not shown: numbers of other validators do not hold so many', () => {
  const [any, long] = [
    { type: 'integer', minimum: 0 },
    { type: 'integer', format: 'int64' },
  ];
  const verdict = decide({ schema: any, references }, { schema: long, references }, { formats: 'asserted' });
  expect(verdict).toMatchObject({ verdict: 'unknown', why: 'unconfirmed' });
});
