import { expect, test } from 'vitest';
import { shownErrors } from './between.ts';

/** `id property witness` of each error where the schema of a body changed so. */
function errors(direction: string, before: string, after: string): string[] {
  const [old, now] = [before, after].map((schema) => {
    const content = `{ content: { application/json: { schema: ${schema} } } }`;
    const request =
      direction === 'request' ? `requestBody: ${content}, responses: {}` : `responses: { '200': ${content} }`;
    return `{ paths: { /a: { post: { ${request} } } }, components: { schemas: {
      Key: { type: string, readOnly: true }, Keyed: { type: object, properties: { id: { $ref: '#/components/schemas/Key' } } } } } }`;
  }) as [string, string];
  return shownErrors(old, now);
}

const readOnly = '{ type: object, properties: { id: { type: string, readOnly: true } } }';
const writeOnly = '{ type: object, properties: { id: { type: string, writeOnly: true } } }';
const keyed = `{ $ref: '#/components/schemas/Keyed' }`;

test.each([
  ['beside it in allOf', 'request', `{ allOf: [${readOnly}] }`, `{ allOf: [{ required: [id] }, ${readOnly}] }`],
  ['around allOf', 'request', `{ allOf: [${readOnly}] }`, `{ required: [id], allOf: [${readOnly}] }`],
  [
    'in a member, below what declares it',
    'request',
    readOnly,
    readOnly.replace('{ type', '{ allOf: [{ required: [id] }], type'),
  ],
  ['by references', 'request', `{ allOf: [${keyed}] }`, `{ allOf: [{ required: [id] }, ${keyed}] }`],
  [
    'in allOf of the property',
    'request',
    `{ properties: { id: { allOf: [{ type: string }, { $ref: '#/components/schemas/Key' }] } } }`,
    `{ required: [id], properties: { id: { allOf: [{ type: string }, { $ref: '#/components/schemas/Key' }] } } }`,
  ],
  [
    'in each member of a choice',
    'request',
    `{ allOf: [${readOnly}], oneOf: [{ required: [a] }, { required: [b] }] }`,
    `{ allOf: [${readOnly}], oneOf: [{ required: [a, id] }, { required: [b, id] }] }`,
  ],
  [
    'taken apart',
    'request',
    readOnly.replace('{ type', '{ required: [id], type'),
    `{ allOf: [{ required: [id] }, ${readOnly}] }`,
  ],
  ['of what may come', 'response', `{ allOf: [{ required: [id] }, ${writeOnly}] }`, `{ allOf: [${writeOnly}] }`],
  [
    'said by another member than the one that narrows',
    'request',
    `{ allOf: [{ properties: { id: { type: string } } }, ${readOnly}] }`,
    `{ allOf: [{ properties: { id: { type: string, maxLength: 3 } } }, ${readOnly}] }`,
  ],
  ['with names beside it', 'request', readOnly, readOnly.replace('{ type', '{ dependentRequired: { id: [a] }, type')],
  [
    'with a schema beside it',
    'request',
    readOnly,
    readOnly.replace('{ type', '{ dependentSchemas: { id: { required: [a] } }, type'),
  ],
  [
    'with names beside it, of another member',
    'request',
    `{ allOf: [${readOnly}, {}] }`,
    `{ allOf: [${readOnly}, { dependentRequired: { id: [a] } }] }`,
  ],
  [
    'with names that came beside it',
    'response',
    writeOnly.replace('{ type', '{ dependentRequired: { id: [a] }, type'),
    writeOnly,
  ],
])('what does not travel is not asked for: %s', (_name, direction, before, after) => {
  expect(errors(direction, before, after)).toEqual([]);
});

test.each([
  [
    'writeOnly',
    'request',
    `{ allOf: [${writeOnly}] }`,
    `{ allOf: [{ required: [id] }, ${writeOnly}] }`,
    ['request-body-accepts-less {}'],
  ],
  [
    'readOnly',
    'response',
    `{ allOf: [{ required: [id] }, ${readOnly}] }`,
    `{ allOf: [${readOnly}] }`,
    ['response-body-allows-more {}'],
  ],
  [
    'one of the same name further in',
    'request',
    `{ allOf: [${readOnly}], properties: { in: { properties: { id: { type: string } } } } }`,
    `{ allOf: [${readOnly}], properties: { in: { properties: { id: { type: string } }, required: [id] } } }`,
    ['request-property-accepts-less in {}'],
  ],
  [
    'what stands beside it',
    'request',
    `{ allOf: [{ required: [id] }, ${readOnly}], properties: { a: { type: string } } }`,
    `{ allOf: [{ required: [id, a] }, ${readOnly}], properties: { a: { type: string } } }`,
    ['request-body-accepts-less {}'],
  ],
  [
    'what goes beside another name',
    'request',
    readOnly.replace('{ id', '{ a: {}, b: {}, id'),
    readOnly.replace('{ id', '{ a: {}, b: {}, id').replace('{ type', '{ dependentRequired: { a: [b, id] }, type'),
    ['request-body-dependent-required-added {"a":null}'],
  ],
  [
    'that it is there as a condition',
    'request',
    `{ allOf: [${readOnly}], properties: { a: { type: string } }, if: { required: [id] }, else: {} }`,
    `{ allOf: [${readOnly}], properties: { a: { type: string } }, if: { required: [id] }, else: { required: [a] } }`,
    ['request-body-accepts-less {}'],
  ],
])('what travels is asked for: %s', (_name, direction, before, after, expected) => {
  expect(errors(direction, before, after)).toEqual(expected);
});
