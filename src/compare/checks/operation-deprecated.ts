import { deprecations, lifecycleKey, lifecycleOf, noticeOf, sayLifecycle, type Deprecation } from '../lifecycle.ts';
import type { OperationCheck } from './check.ts';

export const operationDeprecated: OperationCheck = {
  kind: 'operation',
  title: 'Operation deprecated',
  why: 'Deprecation is the promise of an end; the sunset date says when, and clients plan by it.',
  instead:
    'Give an `x-sunset` date far enough away for the stability level, and say in the description what to call in its place.',
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
  also: { 'api-path-sunset-parse': 'error' },
  compare: ({ before, after }, context) =>
    lifecycleOf(before.node, after.node, noticeOf(after.node), context).map(({ event, args }) => {
      const key = lifecycleKey(event);
      return {
        id: events[event],
        args,
        before: { side: context.base, node: before.node, key },
        after: { side: context.head, node: after.node, key },
      };
    }),
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
  'sunset-date-too-small': 'api-sunset-date-too-small',
  'moved-sunset-parse': 'api-path-sunset-parse',
  'sunset-date-changed-too-small': 'api-sunset-date-changed-too-small',
  'sunset-deleted': 'sunset-deleted',
};
