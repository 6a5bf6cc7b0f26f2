import { operations } from '../../spec/view.ts';
import { plain } from '../facts.ts';
import { isDeprecated, isUnstable, sunsetOf } from '../lifecycle.ts';
import { anonymous } from '../operation-pair.ts';
import { operationSpot } from '../places.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const operationRemoved: DocumentCheck = {
  kind: 'document',
  title: 'Operation removed',
  why: 'Every client that calls the operation fails from the day it is gone.',
  ids: {
    'api-removed-without-deprecation': 'error',
    'api-removed-with-deprecation': 'info',
    'api-removed-before-sunset': 'error',
    'api-path-removed-without-deprecation': 'error',
    'api-path-removed-with-deprecation': 'info',
    'api-path-removed-before-sunset': 'error',
    'api-path-sunset-parse': 'error',
    'webhook-removed': 'error',
  },
  examples: [
    {
      of: 'document',
      before: 'paths: { /a: { get: { responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before:
        'paths: { /a: { get: { deprecated: true, x-sunset: "9999-01-01", responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, x-sunset: soon, responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    { of: 'document', before: 'paths: { /a: { get: { responses: {} } } }', after: 'paths: {}' },
    { of: 'document', before: 'paths: { /a: { get: { deprecated: true, responses: {} } } }', after: 'paths: {}' },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, x-sunset: "9999-01-01", responses: {} } } }',
      after: 'paths: {}',
    },
    { of: 'document', before: 'webhooks: { paid: { post: { responses: {} } } }', after: 'webhooks: {}' },
  ],
  compare: ({ removed }, context) => {
    const left = new Set(operations(context.head.description).map((view) => anonymous(view.path)));
    return removed.flatMap((view): Finding[] => {
      const before = operationSpot(context.base, view);
      if (view.kind === 'webhook')
        return [{ id: 'webhook-removed', args: [view.method, view.path], before, operations: [view] }];
      if (isUnstable(view.node)) return [];
      const stem = left.has(anonymous(view.path)) ? 'api-removed' : 'api-path-removed';
      const sunset = sunsetOf(view.node);
      const id = removalId(stem, isDeprecated(view.node), sunset, context.today);
      return [{ id, args: [view.method, view.path, sunset ?? null], before, operations: [view] }];
    });
  },
  say: ({ id, args: [method, path, sunset] }) => {
    const name = `${plain(method)} ${plain(path)}`;
    if (id.endsWith('-with-deprecation')) return `${name} is gone; it was deprecated.`;
    if (id.endsWith('-before-sunset')) return `${name} is gone before its sunset date ${plain(sunset)}.`;
    if (id.endsWith('-sunset-parse'))
      return `${name} is gone, and its sunset date cannot be read; write it as YYYY-MM-DD.`;
    return `${name} is gone${id === 'webhook-removed' ? '' : ' and was never deprecated'}.`;
  },
};

function removalId(stem: string, deprecated: boolean, sunset: string | null | undefined, today: string): string {
  if (!deprecated) return `${stem}-without-deprecation`;
  if (sunset === null) return 'api-path-sunset-parse';
  return sunset !== undefined && today < sunset ? `${stem}-before-sunset` : `${stem}-with-deprecation`;
}
