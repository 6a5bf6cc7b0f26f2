import { expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeText } from './describe.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const list = { type: 'array', items: text };

/** What OpenAPI 2.0 and 3.0 say in the same words, wherever it stands. */
const pairs: readonly (readonly [JsonObject, JsonObject])[] = [
  [text, { type: 'string', enum: ['a'] }],
  [
    { type: 'string', enum: ['a', 'b'] },
    { type: 'string', enum: ['a'] },
  ],
  [
    { type: 'integer', enum: [1, 2] },
    { type: 'integer', enum: [1] },
  ],
  [{ type: 'number' }, whole],
  [text, whole],
  [text, { type: 'boolean' }],
  [{ type: 'boolean' }, whole],
  [text, list],
  [whole, { type: 'integer', maximum: 5 }],
  [
    { type: 'number', maximum: 5 },
    { type: 'number', maximum: 5, exclusiveMaximum: true },
  ],
  [whole, { type: 'integer', multipleOf: 10 }],
  [whole, { type: 'integer', format: 'int32' }],
  [text, { type: 'string', maxLength: 5 }],
  [text, { type: 'string', minLength: 5 }],
  [text, { type: 'string', pattern: '^a' }],
  [text, { type: 'string', format: 'uuid' }],
  [list, { ...list, maxItems: 4 }],
  [list, { ...list, minItems: 1 }],
  [list, { ...list, uniqueItems: true }],
  [list, { type: 'array', items: whole }],
  [list, { type: 'array', items: { type: 'string', enum: ['a'] } }],
];

const done = { '200': { description: 'Done.' } };
const commas = { style: 'form', explode: false };
const inBody = (type: string, schema: JsonObject, encoding?: JsonObject): JsonObject => ({
  requestBody: { content: { [type]: { schema, ...(encoding && { encoding }) } } },
  responses: done,
});
const form = (schema: Json): JsonObject => ({ type: 'object', properties: { q: schema } });

/** Each place in the words of 2.0 and in those of 3.0. */
const places: Readonly<
  Record<string, readonly [(schema: JsonObject) => JsonObject, (schema: JsonObject) => JsonObject]>
> = {
  'a query parameter': [
    (schema) => ({ parameters: [{ name: 'q', in: 'query', ...schema }], responses: done }),
    (schema) => ({ parameters: [{ name: 'q', in: 'query', schema, ...commas }], responses: done }),
  ],
  'a header': [
    (schema) => ({ parameters: [{ name: 'q', in: 'header', ...schema }], responses: done }),
    (schema) => ({ parameters: [{ name: 'q', in: 'header', schema }], responses: done }),
  ],
  'a field of a form': [
    (schema) => ({
      consumes: ['application/x-www-form-urlencoded'],
      parameters: [{ name: 'q', in: 'formData', ...schema }],
      responses: done,
    }),
    (schema) => inBody('application/x-www-form-urlencoded', form(schema), { q: commas }),
  ],
  'a part': [
    (schema) => ({
      consumes: ['multipart/form-data'],
      parameters: [{ name: 'q', in: 'formData', ...schema }],
      responses: done,
    }),
    (schema) => inBody('multipart/form-data', form(schema)),
  ],
  'a body': [
    (schema) => ({
      consumes: ['application/json'],
      parameters: [{ name: 'body', in: 'body', schema }],
      responses: done,
    }),
    (schema) => inBody('application/json', schema),
  ],
  'a response': [
    (schema) => ({ produces: ['application/json'], responses: { '200': { description: 'Done.', schema } } }),
    (schema) => ({ responses: { '200': { description: 'Done.', content: { 'application/json': { schema } } } } }),
  ],
  "a response's header": [
    (schema) => ({ responses: { '200': { description: 'Done.', headers: { 'X-A': schema } } } }),
    (schema) => ({ responses: { '200': { description: 'Done.', headers: { 'X-A': { schema } } } } }),
  ],
};

const within = (version: JsonObject, post: JsonObject) =>
  describeText(JSON.stringify({ ...version, info: { title: 'Test', version: '1' }, paths: { '/a': { post } } }));
const two = (post: JsonObject) => within({ swagger: '2.0' }, post);
const three = (post: JsonObject) => within({ openapi: '3.0.3' }, post);

function told(changes: readonly Change[]): readonly unknown[] {
  return changes.map(({ id, level, args, witness, unproved }) => ({
    id,
    level,
    args,
    value: witness?.instance,
    unproved,
  }));
}

it.each(Object.entries(places))('%s says in 2.0 what it says in 3.0', (_name, [older, newer]) => {
  for (const [wide, narrow] of pairs) {
    for (const [before, after] of [
      [wide, narrow],
      [narrow, wide],
    ] as const) {
      const options = { today: '2026-11-20' };
      const inTwo = compare(two(older(before)), two(older(after)), options);
      expect(told(inTwo), JSON.stringify([before, after])).toEqual(
        told(compare(three(newer(before)), three(newer(after)), options)),
      );
      expect(compare(two(older(before)), three(newer(before)), options)).toEqual([]);
    }
  }
});
