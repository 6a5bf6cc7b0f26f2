import { load as parse } from 'js-yaml';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { isContainer, type Json, type JsonObject } from '../../src/spec/json.ts';
import { loadTexts } from '../spec/files.ts';

const text = `
openapi: 3.1.0
info: { title: t, version: '1' }
servers: [{ url: 'https://{t}.example/{v}', variables: { t: { default: a }, v: { default: v1, enum: [v1, v2] } } }]
security: [{ o: [read] }]
tags: [{ name: pets }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, style: label, schema: { type: string, pattern: a, format: uuid } }]
    post:
      operationId: addPet
      tags: [pets]
      deprecated: true
      x-sunset: '2030-01-01'
      x-stability-level: beta
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Pet' } }
          multipart/form-data: { schema: { properties: { a: { type: string } } }, encoding: { a: { contentType: text/a, headers: { X: { schema: { type: string } } } } } }
      responses:
        '200':
          description: ok
          headers: { X-A: { required: true, schema: { type: integer, maximum: 5, multipleOf: 1 } } }
          content: { application/xml: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' }, xml: { wrapped: true } } } }
          links: { next: { operationId: addPet, parameters: { id: $request.path.id } } }
      callbacks: { done: { '{$request.body#/url}': { post: { responses: { '200': { description: ok } } } } } }
components:
  securitySchemes:
    o: { type: oauth2, flows: { implicit: { authorizationUrl: https://a.example, scopes: { read: reads } } } }
  schemas:
    Pet:
      type: object
      required: [kind]
      discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat' } }
      properties: { kind: { type: string, enum: [cat], x-extensible-enum: [dog], xml: { attribute: true } }, friend: { $ref: '#/components/schemas/Pet' } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { claws: { type: integer, default: 5, const: 5 } } }], not: { type: string } }
`;

/** What stands where something else belongs; none of them is the same object when it is read again. */
const misplaced: readonly Json[] = [null, 7, 'x', [], [{ a: 1 }], { a: { b: 1 } }];

interface Spot {
  readonly holder: object;
  readonly key: string;
}

function spotsIn(root: Json): Spot[] {
  const spots: Spot[] = [];
  const waiting = [root];
  // The list grows while it is read.
  for (const value of waiting) {
    if (!isContainer(value)) continue;
    for (const [key, child] of Object.entries<Json>(value)) {
      spots.push({ holder: value, key });
      waiting.push(child);
    }
  }
  return spots;
}

/** Undefined: it cannot be read any more. */
function changesToItself(document: JsonObject): string[] | undefined {
  const [base, head] = [0, 1].map(() => loadTexts({ 'api.json': JSON.stringify(document) }, 'api.json'));
  if (base?.kind !== 'loaded' || head?.kind !== 'loaded') return undefined;
  return compare(base.description, head.description, { today: '2026-11-20' }).map(({ message }) => message);
}

test('a description with itself gives nothing, whatever stands anywhere in it', () => {
  const document = parse(text) as JsonObject;
  expect(changesToItself(document)).toEqual([]);
  const spots = spotsIn(document);
  expect(spots.length).toBeGreaterThan(100);
  let read = 0;
  const found = spots.flatMap(({ holder, key }) => {
    const values = holder as Record<string, Json>;
    const kept = values[key] as Json;
    const told = misplaced.flatMap((value) => {
      values[key] = value;
      const messages = changesToItself(document);
      if (messages !== undefined) read += 1;
      return (messages ?? []).map((message) => `${key} ${JSON.stringify(value)}: ${message}`);
    });
    values[key] = kept;
    return told;
  });
  expect(found).toEqual([]);
  expect(read).toBeGreaterThan(spots.length);
});
