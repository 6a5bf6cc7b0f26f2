import { deprecations, isUnstable, lifecycleOf, sayLifecycle, type Deprecation } from '../lifecycle.ts';
import type { OperationCheck } from './check.ts';

export const operationDeprecated: OperationCheck = {
  kind: 'operation',
  title: 'Operation deprecated',
  why: 'Deprecation is the promise of an end; the sunset date says when, and clients plan by it.',
  ids: {
    'endpoint-deprecated': 'info',
    'endpoint-deprecated-with-sunset': 'info',
    'endpoint-reactivated': 'info',
    'api-deprecated-sunset-missing': 'error',
    'api-deprecated-sunset-parse': 'error',
    'api-sunset-date-too-small': 'error',
    'api-sunset-date-changed-too-small': 'error',
    'sunset-deleted': 'error',
  },
  examples: [
    { of: 'operation', before: 'responses: {}', after: '{ deprecated: true, responses: {} }' },
    { of: 'operation', before: 'responses: {}', after: '{ deprecated: true, x-sunset: "2099-01-01", responses: {} }' },
    { of: 'operation', before: '{ deprecated: true, responses: {} }', after: 'responses: {}' },
    { of: 'operation', before: 'responses: {}', after: '{ deprecated: true, x-sunset: soon, responses: {} }' },
    { of: 'operation', before: 'responses: {}', after: '{ deprecated: true, x-sunset: "2001-01-01", responses: {} }' },
    {
      of: 'operation',
      before: '{ deprecated: true, x-sunset: "2099-01-01", responses: {} }',
      after: '{ deprecated: true, x-sunset: "2001-01-01", responses: {} }',
    },
    {
      of: 'operation',
      before: '{ deprecated: true, x-sunset: "2099-01-01", responses: {} }',
      after: '{ deprecated: true, responses: {} }',
    },
  ],
  compare: ({ before, after }, context) => {
    if (isUnstable(after.node)) return [];
    const found = lifecycleOf(before.node, after.node, after.node, context);
    if (found === undefined) return [];
    const key = found.event.includes('sunset-') && found.event !== 'sunset-missing' ? 'x-sunset' : 'deprecated';
    return [
      {
        id: events[found.event],
        args: found.args,
        before: { side: context.base, node: before.node, key },
        after: { side: context.head, node: after.node, key },
      },
    ];
  },
  say: ({ id, args }) => {
    const event = deprecations.find((name) => events[name] === id) ?? 'deprecated';
    return sayLifecycle('The operation', event, args);
  },
};

const events: Readonly<Record<Deprecation, string>> = {
  reactivated: 'endpoint-reactivated',
  deprecated: 'endpoint-deprecated',
  'deprecated-with-sunset': 'endpoint-deprecated-with-sunset',
  'sunset-missing': 'api-deprecated-sunset-missing',
  'sunset-parse': 'api-deprecated-sunset-parse',
  'old-sunset-parse': 'api-deprecated-sunset-parse',
  'sunset-date-too-small': 'api-sunset-date-too-small',
  'sunset-date-changed-too-small': 'api-sunset-date-changed-too-small',
  'sunset-deleted': 'sunset-deleted',
};
