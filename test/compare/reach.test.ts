import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

/** Schemas by number: which each refers to, and at which each operation's answer starts. */
interface Web {
  readonly links: readonly (readonly number[])[];
  readonly starts: readonly number[];
}

const webs: fc.Arbitrary<Web> = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const schema = fc.nat(size - 1);
  return fc.record({
    links: fc.array(fc.array(schema, { maxLength: 3 }), { minLength: size, maxLength: size }),
    starts: fc.array(schema, { minLength: 1, maxLength: 6 }),
  });
});

const named = (schema: number): JsonObject => ({ $ref: `#/components/schemas/S${schema}` });

function written({ links, starts }: Web, typeOf: (schema: number) => string): JsonObject {
  const schemas = links.map((to, schema) => {
    const properties = to.map((other): [string, JsonObject] => [`r${other}`, named(other)]);
    const own: [string, JsonObject] = ['own', { type: typeOf(schema) }];
    return [`S${schema}`, { type: 'object', properties: Object.fromEntries([own, ...properties]) }];
  });
  const paths = starts.map((start, index) => {
    const answer = { description: 'ok', content: { 'application/json': { schema: named(start) } } };
    return [`/o${index}`, { get: { responses: { '200': answer } } }];
  });
  return { paths: Object.fromEntries(paths), components: { schemas: Object.fromEntries(schemas) } };
}

function leadsTo({ links }: Web, start: number, schema: number): boolean {
  const seen = new Set([start]);
  for (const at of seen) for (const to of links[at] ?? []) seen.add(to);
  return seen.has(schema);
}

test('a cause names the operations from which it is reached, and no other, whatever they share on the way', () => {
  fc.assert(
    fc.property(webs, (web) => {
      const [base, head] = [written(web, () => 'string'), written(web, () => 'boolean')];
      const changes = compare(describeObject(base), describeObject(head), { today: '2026-11-20' });
      const reached = new Map(changes.map(({ cause, operations }) => [cause, operations.map(({ path }) => path)]));
      for (const schema of web.links.keys()) {
        const paths = web.starts.flatMap((start, index) => (leadsTo(web, start, schema) ? [`/o${index}`] : []));
        expect(reached.get(`#/components/schemas/S${schema}/properties/own/type`) ?? []).toEqual(paths);
      }
    }),
    { numRuns: 200 },
  );
});
