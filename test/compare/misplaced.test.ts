import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Description } from '../../src/spec/description.ts';
import { described } from '../spec/files.ts';

const today = '2026-11-20';

describe('references where OpenAPI has none', () => {
  const files = (root: string, part: string): Description =>
    described({ 'api.yaml': `openapi: 3.0.3\ninfo: { title: A, version: '1' }\n${root}`, 'part.yaml': part });
  const body = (schema: string): string =>
    `paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } }`;

  test.each([
    [
      'paths',
      'paths: { $ref: part.yaml }',
      '/a: { get: { responses: {} } }',
      '/b: { get: { responses: {} } }',
      'endpoint-added',
    ],
    [
      'an operation',
      'paths: { /a: { get: { $ref: part.yaml } } }',
      'responses: {}',
      'deprecated: true',
      'endpoint-deprecated',
    ],
    [
      'responses',
      'paths: { /a: { get: { responses: { $ref: part.yaml } } } }',
      "'200': {}",
      "'201': {}",
      'response-success-status-removed',
    ],
    [
      'content',
      'paths: { /a: { post: { requestBody: { content: { $ref: part.yaml } }, responses: {} } } }',
      'text/plain: {}',
      'text/html: {}',
      'request-body-media-type-removed',
    ],
    [
      'headers',
      "paths: { /a: { get: { responses: { '200': { headers: { $ref: part.yaml } } } } } }",
      'x-a: {}',
      'x-b: {}',
      'optional-response-header-removed',
    ],
    [
      'a list of parameters',
      'paths: { /a: { get: { parameters: { $ref: part.yaml }, responses: {} } } }',
      '{ name: a, in: query, schema: {} }',
      '{ name: b, in: query, schema: {} }',
      'request-parameter-removed',
    ],
    [
      'a list of several parameters',
      'paths: { /a: { get: { parameters: { $ref: part.yaml }, responses: {} } } }',
      '[{ name: a, in: query, schema: {} }, { name: b, in: query, schema: {} }]',
      '[{ name: a, in: query, schema: {} }]',
      'request-parameter-removed',
    ],
    ['enum', body('{ type: string, enum: { $ref: part.yaml } }'), '[a, b]', '[a]', 'request-body-enum-value-removed'],
    [
      'required',
      body('{ type: object, properties: { a: {} }, required: { $ref: part.yaml } }'),
      '[]',
      '[a]',
      'request-property-became-required',
    ],
    [
      'allOf',
      body('{ allOf: { $ref: part.yaml } }'),
      '[{ type: object, properties: { a: { type: string } } }]',
      '[{ type: object, properties: { a: { type: boolean } } }]',
      'request-property-type-changed',
    ],
    [
      'a limit',
      body('{ type: string, maxLength: { $ref: part.yaml } }'),
      '5',
      '4',
      'request-body-max-length-decreased',
    ],
    [
      'security requirements',
      'security: { $ref: part.yaml }\npaths: { /a: { get: { responses: {} } } }',
      '[{ a: [] }, { b: [] }]',
      '[{ a: [] }]',
      'api-global-security-removed',
    ],
    [
      'an operation’s security requirements',
      'paths: { /a: { get: { security: { $ref: part.yaml }, responses: {} } } }',
      '[{ a: [] }, { b: [] }]',
      '[{ a: [] }]',
      'api-security-removed',
    ],
    ['tags', 'paths: { /a: { get: { tags: { $ref: part.yaml }, responses: {} } } }', '[a]', '[b]', 'api-tag-removed'],
    [
      'properties',
      body('{ type: object, properties: { $ref: part.yaml } }'),
      'a: { type: string }',
      'a: { type: boolean }',
      'request-property-type-changed',
    ],
    [
      'security schemes',
      'components: { securitySchemes: { $ref: part.yaml } }',
      'a: { type: http, scheme: basic }',
      'b: { type: http, scheme: basic }',
      'api-security-component-removed',
    ],
  ])('%s are compared, and said to be misplaced', (_name, root, before, after, expected) => {
    const [base, head] = [files(root, before), files(root, after)];
    expect(head.problems).toMatchObject([{ code: 'ref-misplaced', warning: true, range: { file: 'api.yaml' } }]);
    expect(compare(base, head, { today }).map(({ id }) => id)).toContain(expected);
  });

  test('what stands beside it counts too', () => {
    const root = 'paths: { $ref: part.yaml, /b: { get: { responses: {} } } }';
    const [base, head] = [files(root, '/a: { get: { responses: {} } }'), files('paths: {}', '{}')];
    expect(
      compare(base, head, { today })
        .flatMap(({ operations }) => operations.map(({ path }) => path))
        .sort(),
    ).toEqual(['/a', '/b']);
  });

  test.each([
    ['paths: { $ref: none.yaml }', 'ref-unresolved'],
    ['paths: { /a: { get: { responses: { $ref: "https://x.example/r.yaml" } } } }', 'ref-remote'],
    ['paths: { /a: { get: { parameters: { $ref: "#/x-list" }, responses: {} } } }', 'ref-unresolved'],
  ])('%s is a problem that stops the comparison', (root, code) => {
    expect(files(root, '{}').problems).toContainEqual(expect.objectContaining({ code }));
    expect(files(root, '{}').problems.filter((problem) => problem.warning !== true)).toHaveLength(1);
  });
});
