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
    ['paths: { /a: { get: { parameters: { $ref: "#/x-list" }, responses: {} } } }\nx-list: []', 'ref-unresolved'],
  ])('%s is a problem that stops the comparison', (root, code) => {
    expect(files(root, '{}').problems).toContainEqual(expect.objectContaining({ code }));
    expect(files(root, '{}').problems.filter((problem) => problem.warning !== true)).toHaveLength(1);
  });
});
