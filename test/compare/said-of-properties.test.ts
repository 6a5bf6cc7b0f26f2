import { expect, test } from 'vitest';
import { between } from './between.ts';

const asking = (schema: string): string =>
  `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`;
const answering = (schema: string): string =>
  `{ paths: { /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } } } }`;

const object = (properties: string, required = '[name]'): string =>
  `{ type: object, properties: { x: {}${properties} }, required: ${required} }`;
const declared = ', name: { type: string }';

test.each([
  [asking, object(''), object(declared), 'Request property name has a schema now, and was required before.', 'error'],
  [
    asking,
    object(declared),
    object(''),
    'Request property name has no schema any more, and is still required.',
    'warning',
  ],
  [
    answering,
    object(''),
    object(declared),
    'Response property name has a schema now, and was required before.',
    'info',
  ],
  [
    answering,
    object(declared),
    object(''),
    'Response property name has no schema any more, and is still required.',
    'error',
  ],
  [answering, object(declared), object('', '[]'), 'Response property name is gone.', 'error'],
  [asking, object('', '[]'), object(declared), 'Request property name is new and required.', 'error'],
])('what is required on both sides neither comes nor goes', (message, before, after, expected, level) => {
  expect(between(message(before), message(after))[0]).toMatchObject({ message: expected, level });
});
