import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/spec/json.ts';
import type { OperationView } from '../../src/spec/operations.ts';
import { outline } from '../../src/spec/outline.ts';
import { operations } from '../../src/spec/view.ts';
import { described } from './files.ts';

function viewed(text: string): readonly OperationView[] {
  return operations(described({ 'api.yaml': text }));
}

function only(text: string): OperationView {
  const [operation, ...others] = viewed(text);
  if (operation === undefined || others.length > 0) throw new Error('expected one operation');
  return operation;
}

const three = `openapi: 3.1.0
info: { title: Shop, version: 1.2.0 }
security: [{ key: [] }]
paths:
  x-ignored: { get: {} }
  /orders/{id}:
    summary: no operation
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { $ref: '#/components/parameters/trace' }
    get:
      operationId: getOrder
      deprecated: true
      parameters: [{ name: trace, in: header, content: { text/plain: { schema: { type: integer } } } }]
      responses:
        '2xx': { $ref: '#/components/responses/order' }
        default: { description: wrong }
    post:
      security: []
      requestBody: { required: true, content: { Application/JSON: { schema: true } } }
      callbacks:
        done: { $ref: '#/components/callbacks/done' }
      responses: {}
webhooks:
  shipped: { post: { responses: { '200': { description: ok } } } }
components:
  parameters: { trace: { name: trace, in: header, schema: { type: string } } }
  responses:
    order:
      description: ok
      headers: { ETag: { schema: { type: string }, required: true } }
      content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
  schemas: { Order: { type: object } }
  callbacks: { done: { '{$request.body#/url}': { post: { responses: {} } } } }
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
`;

describe('OpenAPI 3', () => {
  const description = described({ 'api.yaml': three });
  const [get, post, hook] = operations(description);

  it('has the operations of the paths, then those of the webhooks', () => {
    expect(operations(description).map(({ kind, method, path }) => `${kind} ${method} ${path}`)).toEqual([
      'operation GET /orders/{id}',
      'operation POST /orders/{id}',
      'webhook POST webhook:shipped',
    ]);
    expect(operations(description)).toBe(operations(description));
    expect(hook?.responses.map(({ status }) => status)).toEqual(['200']);
  });

  it('gives an operation the parameters of its path, its own in front', () => {
    expect(get?.parameters.map(({ in: place, name, required }) => `${place} ${name} ${String(required)}`)).toEqual([
      'path id true',
      'header trace false',
    ]);
    expect(get?.parameters[1]?.schema).toBeUndefined();
    expect(get?.parameters[1]?.content.map(({ type, schema }) => [type, schema])).toEqual([
      ['text/plain', { type: 'integer' }],
    ]);
  });

  it('resolves responses down to the roots of their schemas', () => {
    expect(get?.responses.map(({ status }) => status)).toEqual(['2XX', 'default']);
    const [ok] = get?.responses ?? [];
    expect(ok?.content[0]?.schema).toBe(
      ((description.root['components'] as JsonObject)['schemas'] as JsonObject)['Order'],
    );
    expect(ok?.headers).toMatchObject([{ in: 'header', name: 'ETag', required: true, schema: { type: 'string' } }]);
  });

  it('takes the security of the operation, else of the document', () => {
    expect(get?.security).toEqual([{ key: [] }]);
    expect(get?.securityNode).toBe(description.root);
    expect(post?.security).toEqual([]);
    expect(post?.securityNode).toBe(post?.node);
  });

  it('has bodies and callbacks', () => {
    expect(post?.requestBody).toMatchObject({ required: true, content: [{ type: 'application/json', schema: true }] });
    expect(post?.callbacks.map(({ kind, method, path }) => `${kind} ${method} ${path}`)).toEqual([
      'callback POST callback:done:{$request.body#/url}',
    ]);
  });

  it('has an outline without schemas', () => {
    expect(outline(description)).toEqual({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1.2.0' },
      paths: { '/orders/{id}': { get: { operationId: 'getOrder', deprecated: true }, post: { security: [] } } },
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    });
  });
});

describe('OpenAPI 3.2', () => {
  const methods = 'get: {}\n    query: {}\n    additionalOperations: { COPY: {}, lower: {} }\n';
  const text = (version: string): string => `openapi: ${version}\npaths:\n  /a:\n    ${methods}`;
  it('has QUERY and methods of any name; 3.1 has not', () => {
    expect(viewed(text('3.2.0')).map(({ method }) => method)).toEqual(['GET', 'QUERY', 'COPY', 'lower']);
    expect(viewed(text('3.1.0')).map(({ method }) => method)).toEqual(['GET']);
    expect(outline(described({ 'api.yaml': text('3.2.0') }))['paths']).toEqual({
      '/a': { get: {}, query: {}, COPY: {}, lower: {} },
    });
  });

  it('has security requirements that say where their scheme stands', () => {
    const asked = "security: [{ '#/components/securitySchemes/a~1b': [read], c: [] }]\n";
    expect(viewed(`${text('3.2.0')}${asked}`)[0]?.security).toEqual([{ 'a/b': ['read'], c: [] }]);
  });
});

it('reads operations beside the reference of a path item, and a path item in another file', () => {
  const description = described({
    'api.yaml': 'openapi: 3.0.0\npaths: { /a: { $ref: "a.yaml", post: { operationId: mine } } }\n',
    'a.yaml': 'get: { operationId: theirs }\npost: { operationId: lost }\n',
  });
  expect(operations(description).map(({ node }) => node['operationId'])).toEqual(['theirs', 'mine']);
});

it.each(['3.0.3', '3.1.0'])('ignores what stands beside a reference that is no schema in %s', (version) => {
  const text = `openapi: ${version}
paths:
  /a:
    get:
      parameters: [{ $ref: '#/components/parameters/q', required: true, schema: { type: integer } }]
      responses: { '200': { $ref: '#/components/responses/p', description: mine, content: {} } }
components:
  parameters:
    p: { name: p, in: query, required: false, schema: { type: string } }
    q: { $ref: '#/components/parameters/p', required: true }
  responses: { p: { description: theirs, content: { text/plain: {} } } }
`;
  const { parameters, responses } = only(text);
  expect(parameters).toMatchObject([{ name: 'p', required: false, schema: { type: 'string' } }]);
  expect(responses.map(({ node }) => node)).toEqual([{ description: 'theirs', content: { 'text/plain': {} } }]);
});

it('ends callbacks that lead back to their operation', () => {
  const text = `openapi: 3.1.0
paths: { /a: { $ref: '#/components/pathItems/a' } }
components: { pathItems: { a: { post: { callbacks: { again: { x: { $ref: '#/components/pathItems/a' } } } } } } }
`;
  expect(only(text).callbacks).toEqual([]);
});

const two = `swagger: '2.0'
info: { title: Old, version: '1' }
basePath: /v1/
consumes: [application/json, application/xml]
produces: [application/json]
securityDefinitions:
  basic: { type: basic }
  oauth: { type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { r: read } }
paths:
  /form:
    post:
      parameters:
        - { name: ids, in: query, type: array, items: { type: string }, collectionFormat: pipes, maxItems: 5 }
        - { name: file, in: formData, type: file, required: true }
        - { name: note, in: formData, type: string, maxLength: 9 }
      responses:
        '200': { description: ok, schema: { type: string }, headers: { X-Left: { type: integer } } }
        '204': { description: none }
  /body:
    put:
      consumes: [text/plain]
      parameters: [{ name: b, in: body, required: true, schema: { $ref: '#/definitions/B' } }]
      responses: {}
definitions: { B: { type: object } }
`;

describe('OpenAPI 2.0 in the terms of 3', () => {
  const description = described({ 'api.yaml': two });
  const [form, body] = operations(description);

  it('splits a parameter from its schema and gives it a style', () => {
    const [ids] = form?.parameters ?? [];
    expect(ids?.schema).toEqual({ type: 'array', items: { type: 'string' }, maxItems: 5 });
    expect(ids?.node).toMatchObject({ name: 'ids', style: 'pipeDelimited', explode: false });
    expect(description.range(ids?.schema as object, 'maxItems')?.start).toEqual({ line: 13, column: 98 });
    expect(description.range(ids?.node ?? {}, 'name')?.start).toEqual({ line: 13, column: 13 });
  });

  it('makes a body of form fields, each at its own place', () => {
    const media = form?.requestBody?.content[0];
    expect(form?.requestBody?.required).toBe(true);
    expect(media?.type).toBe('multipart/form-data');
    expect(media?.schema).toEqual({
      type: 'object',
      properties: { file: { type: 'string', format: 'binary' }, note: { type: 'string', maxLength: 9 } },
      required: ['file'],
    });
    const properties = (media?.schema as JsonObject)['properties'] as JsonObject;
    expect(description.range(properties, 'note')?.start.line).toBe(15);
    expect(description.range(properties['note'] as JsonObject, 'maxLength')?.start.line).toBe(15);
  });

  it("takes an operation's own body in the place of its path's, whatever each is called", () => {
    const parameter = (name: string, type: string): string =>
      `[{ name: ${name}, in: body, schema: { type: ${type} } }]`;
    const text = `swagger: '2.0'
paths: { /a: { parameters: ${parameter('x', 'string')}, put: { parameters: ${parameter('y', 'integer')} } } }
`;
    expect(only(text).requestBody?.content[0]?.schema).toEqual({ type: 'integer' });
  });

  it('gives bodies and responses their media types', () => {
    expect(body?.requestBody).toMatchObject({
      required: true,
      content: [{ type: 'text/plain', schema: { type: 'object' } }],
    });
    expect(form?.responses.map(({ status, content }) => [status, content.map(({ type }) => type)])).toEqual([
      ['200', ['application/json']],
      ['204', []],
    ]);
    expect(form?.responses[0]?.headers).toMatchObject([{ name: 'X-Left', schema: { type: 'integer' } }]);
  });

  it('has an outline in the form of 3', () => {
    expect(outline(description)).toMatchObject({
      openapi: '2.0',
      paths: { '/form': { post: {} }, '/body': { put: {} } },
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'basic' },
          oauth: {
            type: 'oauth2',
            flows: {
              authorizationCode: { authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { r: 'read' } },
            },
          },
        },
      },
    });
  });
});
