import { deprecations, lifecycleKey, lifecycleOf, noticeOf, sayLifecycle, type Deprecation } from '../lifecycle.ts';
import { parameterTitle } from '../operations/titles.ts';
import type { Finding, OperationCheck } from './check.ts';

export const parameterDeprecated: OperationCheck = {
  kind: 'operation',
  title: 'Parameter deprecated',
  why: 'A deprecated parameter will go: whoever uses it has time to stop, and the sunset date says how much.',
  instead: 'Give an `x-sunset` date, and say in the description what to send in its place.',
  ids: {
    'request-parameter-deprecated': 'info',
    'request-parameter-reactivated': 'info',
    'request-parameter-deprecated-sunset-missing': 'error',
    'request-parameter-sunset-date-too-small': 'error',
    'request-parameter-sunset-date-changed-too-small': 'error',
    'request-parameter-sunset-deleted': 'error',
    'request-parameter-sunset-parse': 'error',
  },
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "2099-01-01", schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "soon", schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "2001-01-01", schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "2099-01-01", schema: { type: string } }], responses: {} }',
      after:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "2001-01-01", schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "2099-01-01", schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
    },
  ],
  compare: ({ parameters, after: operation }, context) =>
    parameters.both.flatMap(({ before, after }) =>
      lifecycleOf(before.node, after.node, noticeOf(operation.node), context).map(({ event, args }): Finding => {
        const key = lifecycleKey(event);
        return {
          id: events[event],
          args: [event, after.in, after.name, ...args],
          where: parameterTitle(after),
          property: after.name,
          before: { side: context.base, node: before.node, key },
          after: { side: context.head, node: after.node, key },
        };
      }),
    ),
  say: ({ where, args: [event, , , ...rest] }) =>
    sayLifecycle(where, deprecations.find((name) => name === event) ?? 'deprecated', rest),
};

const events: Readonly<Record<Deprecation, string>> = {
  reactivated: 'request-parameter-reactivated',
  deprecated: 'request-parameter-deprecated',
  'deprecated-with-sunset': 'request-parameter-deprecated',
  'sunset-missing': 'request-parameter-deprecated-sunset-missing',
  'sunset-parse': 'request-parameter-sunset-parse',
  'sunset-date-too-small': 'request-parameter-sunset-date-too-small',
  'moved-sunset-parse': 'request-parameter-sunset-parse',
  'sunset-date-changed-too-small': 'request-parameter-sunset-date-changed-too-small',
  'sunset-deleted': 'request-parameter-sunset-deleted',
};
