import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { Description } from '../../src/spec/description.ts';
import type { Range } from '../../src/spec/place.ts';
import { described } from '../spec/files.ts';

const api = `openapi: 3.2.0
info: { title: T, version: '1' }
servers:
  - url: https://a.example
  - url: https://b.example
security:
  - key: []
  - oauth: [read]
paths:
  /a:
    get:
      tags:
        - one
        - two
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: part.yaml#/pet } } } } }
components:
  securitySchemes:
    key: { $ref: part.yaml#/key }
    oauth: { $ref: part.yaml#/oauth }
`;
const part = `key:
  type: apiKey
  in: header
  name: k
oauth:
  type: oauth2
  flows:
    implicit:
      authorizationUrl: https://a.example
      scopes:
        read: reads
        write: writes
    deviceAuthorization:
      deviceAuthorizationUrl: https://a.example
      tokenUrl: https://a.example
      scopes: {}
pet:
  oneOf: [{ type: object }]
  discriminator:
    propertyName: kind
    mapping:
      cat: Cat
      dog: Dog
`;

function loaded(from = '', to = ''): Description {
  return described({ 'api.yaml': api.replace(from, to), 'part.yaml': part.replace(from, to) });
}

function shown(range: Range | undefined): string {
  return range === undefined ? '' : `${range.file}:${range.start.line}:${range.start.column}`;
}

test.each([
  ['  - url: https://b.example\n', '', 'server-removed', 'api.yaml:5:5', 'api.yaml:3:1'],
  ['  - key: []\n', '  - {}\n', 'api-global-security-removed', 'api.yaml:7:5', ''],
  ['[read]', '[read, write]', 'api-global-security-scope-added', '', 'api.yaml:8:5'],
  ['        - two\n', '', 'api-tag-removed', 'api.yaml:14:11', ''],
  ['in: header', 'in: query', 'api-security-component-credentials-changed', 'part.yaml:3:3', 'part.yaml:3:3'],
  ['type: apiKey', 'type: http', 'api-security-component-type-changed', 'part.yaml:2:3', 'part.yaml:2:3'],
  ['        write: writes\n', '', 'api-security-component-oauth-scope-removed', 'part.yaml:12:9', 'part.yaml:10:7'],
  [
    'deviceAuthorizationUrl: https://a',
    'deviceAuthorizationUrl: https://b',
    'api-security-component-oauth-flow-changed',
    'part.yaml:13:5',
    'part.yaml:13:5',
  ],
  ['      dog: Dog\n', '', 'response-body-discriminator-mapping-deleted', 'part.yaml:23:7', 'part.yaml:21:5'],
])('%j for %j: %s', (from, to, id, base, head) => {
  const change = compare(loaded(), loaded(from, to), { today: '2026-11-20' }).find((each) => each.id === id);
  expect([shown(change?.base), shown(change?.head)]).toEqual([base, head]);
});
