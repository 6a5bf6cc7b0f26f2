import type { Change } from '../../src/compare/change.ts';
import type { Violation } from '../../src/policy/violation.ts';
import type { ReviewedApi, ReviewFacts } from '../../src/review/facts.ts';
import type { Range } from '../../src/spec/place.ts';

export function range(file: string, line: number, endLine = line, column = 9): Range {
  return { file, start: { line, column }, end: { line: endLine, column: 40 } };
}

export function change(over: Partial<Change> = {}): Change {
  return {
    id: 'request-property-max-decreased',
    level: 'error',
    operations: [{ method: 'POST', path: '/orders' }],
    property: 'quantity',
    args: ['quantity', 1000, 100],
    message: "POST /orders: the maximum of 'quantity' went from 1000 to 100.",
    cause: '#/components/schemas/Order/properties/quantity/maximum',
    fingerprint: '81be07aa11cc',
    base: range('apis/orders/openapi.yaml', 64),
    head: range('apis/orders/openapi.yaml', 64),
    via: [],
    count: 1,
    witness: {
      surface: 'request',
      part: 'body',
      instance: { sku: 'A', quantity: 101 },
      acceptedBy: 'base',
      base: 'apis/orders/openapi.yaml#/components/schemas/Order',
      head: 'apis/orders/openapi.yaml#/components/schemas/Order',
    },
    ...over,
  };
}

export function removed(over: Partial<Change> = {}): Change {
  return {
    id: 'response-required-property-removed',
    level: 'error',
    operations: [{ method: 'GET', path: '/orders/{id}' }],
    property: 'total',
    args: ['total', '200'],
    message: "GET /orders/{id}: the response 200 no longer has the required property 'total'.",
    cause: '#/components/schemas/Order/properties/total',
    fingerprint: '3fa92c0011dd',
    base: range('apis/orders/openapi.yaml', 118),
    via: [range('apis/orders/openapi.yaml', 20)],
    count: 1,
    ...over,
  };
}

export function violation(over: Partial<Violation> = {}): Violation {
  return {
    rule: 'sluice:security/operation-is-secured',
    level: 'error',
    message: 'DELETE /orders/{id} can be called without any credential.',
    fingerprint: 'c0ffee001122',
    operation: { method: 'DELETE', path: '/orders/{id}' },
    range: range('apis/orders/openapi.yaml', 30, 36, 5),
    isNew: true,
    ...over,
  };
}

export function api(over: Partial<ReviewedApi> = {}): ReviewedApi {
  return {
    name: 'orders',
    owners: ['@acme/orders'],
    problems: [],
    changes: [],
    violations: [],
    ...over,
  };
}

export function facts(over: Partial<ReviewFacts> = {}): ReviewFacts {
  return {
    repository: { url: 'https://github.example/acme/apis' },
    headSha: '4c1d9e7'.padEnd(40, '0'),
    baseRef: 'main',
    baseSha: 'a17f003'.padEnd(40, '0'),
    rules: '2026-11',
    today: '2026-11-21',
    apis: [],
    configProblems: [],
    plan: [],
    waivers: [],
    files: [],
    ...over,
  };
}
