import { expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import { describeText } from './describe.ts';

const two = `swagger: '2.0'
info: { title: T, version: '1' }
paths:
  /pets:
    put:
      parameters:
        - { name: body, in: body, schema: { $ref: '#/definitions/Pet' } }
      responses: { '200': { description: ok, schema: { type: file } } }
      produces: [image/png]
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - { name: a, in: formData, type: string, required: true }
        - { name: b, in: formData, type: string }
      responses: {}
definitions:
  Pet: { type: object, discriminator: kind, properties: { kind: { type: string }, sort: { type: string } } }
`;

const three = `openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /pets:
    put:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '200': { description: ok, content: { image/png: { schema: { type: string, format: binary } } } } }
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [a], properties: { a: { type: string }, b: { type: string } } }
      responses: {}
components:
  schemas:
    Pet:
      type: object
      discriminator: { propertyName: kind }
      properties: { kind: { type: string }, sort: { type: string } }
`;

function between(base: string, head: string): Change[] {
  return compare(describeText(base), describeText(head), { today: '2026-11-20' });
}

it('finds nothing between a description and its conversion', () => {
  expect(between(two, three)).toEqual([]);
  expect(between(three, two)).toEqual([]);
});

it('tells of a response that is no file any more where its type stands', () => {
  const changes = between(two, two.replace('type: file', 'type: object'));
  expect(changes).toMatchObject([
    { id: 'response-body-type-changed', base: { start: { line: 8, column: 56 } }, head: { start: { line: 8 } } },
  ]);
});

it('tells of a field that became required where the field stands', () => {
  const changes = between(two, two.replace('name: b, in: formData,', 'name: b, in: formData, required: true,'));
  expect(changes).toMatchObject([
    { id: 'request-property-became-required', head: { start: { line: 14, column: 11 }, end: { line: 14 } } },
  ]);
});

it('tells of a discriminator that is another property', () => {
  const changes = between(two, two.replace('discriminator: kind', 'discriminator: sort'));
  expect(changes).toMatchObject([{ id: 'request-body-discriminator-property-name-changed', args: ['kind', 'sort'] }]);
});

it('shows errors by whole messages, and what breaks by values alone', () => {
  const job = (limit: string): string => `swagger: '2.0'
info: { title: T, version: '1' }
paths:
  /jobs:
    put:
      consumes: [application/json]
      parameters: [{ name: job, in: body, schema: { type: object, properties: { job: { type: object, properties: { a: { ${limit} } } } } } }]
      responses: { '200': { description: ok, schema: { type: object, properties: { a: { ${limit} } } } } }
`;
  const [shown] = between(job('type: integer, maximum: 9'), job('type: integer, maximum: 8'));
  expect(shown?.example).toMatchObject({ body: { job: { a: 9 } } });
  const [wider] = between(job("type: string, pattern: '^[a-f]$'"), job("type: string, pattern: '^[a-z]$'"));
  expect(wider).toMatchObject({ id: 'response-property-allows-more', witness: { instance: 'g' } });
});
