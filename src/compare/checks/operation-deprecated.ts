import type { JsonObject } from '../../spec/json.ts';
import { plain } from '../facts.ts';
import { daysAfter, isDeprecated, noticeDays, sunsetOf } from '../lifecycle.ts';
import type { Side, Spot } from '../side.ts';
import type { Finding, OperationCheck } from './check.ts';

export const operationDeprecated: OperationCheck = {
  kind: 'operation',
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
    const [was, is] = [isDeprecated(before.node), isDeprecated(after.node)];
    const spots = {
      before: at(context.base, before.node, 'deprecated'),
      after: at(context.head, after.node, 'deprecated'),
    };
    if (was && !is) return [{ id: 'endpoint-reactivated', args: [], ...spots }];
    if (!is) return [];
    const [old, now] = [sunsetOf(before.node), sunsetOf(after.node)];
    const dates = {
      before: at(context.base, before.node, 'x-sunset'),
      after: at(context.head, after.node, 'x-sunset'),
    };
    const days = noticeDays(after.node, context.deprecationDays);
    const earliest = daysAfter(context.today, days);
    if (was) return changedSunset(old, now, earliest).map((finding) => ({ ...finding, ...dates }));
    return newSunset(now, days, earliest).map((finding) => ({ ...finding, ...(now === undefined ? spots : dates) }));
  },
  say: ({ id, args: [sunset, earliest] }) => {
    const date = plain(sunset);
    switch (id) {
      case 'endpoint-reactivated':
        return 'The operation is not deprecated any more.';
      case 'endpoint-deprecated':
        return 'The operation is deprecated, without a sunset date.';
      case 'endpoint-deprecated-with-sunset':
        return `The operation is deprecated, with the sunset date ${date}.`;
      case 'api-deprecated-sunset-missing':
        return 'The operation is deprecated without a sunset date; add x-sunset.';
      case 'api-deprecated-sunset-parse':
        return 'The sunset date cannot be read; write x-sunset as YYYY-MM-DD.';
      case 'sunset-deleted':
        return `The sunset date ${date} is gone while the operation is still deprecated.`;
      default:
        return `The sunset date ${date} is too early; it may be ${plain(earliest)} at the earliest.`;
    }
  },
};

function changedSunset(old: Sunset, now: Sunset, earliest: string): Finding[] {
  if (old === now) return [];
  if (now === undefined) return [{ id: 'sunset-deleted', args: [old ?? null] }];
  if (now === null) return [{ id: 'api-deprecated-sunset-parse', args: [] }];
  const tooEarly = typeof old === 'string' && now < old && now < earliest;
  return tooEarly ? [{ id: 'api-sunset-date-changed-too-small', args: [now, earliest < old ? earliest : old] }] : [];
}

function newSunset(now: Sunset, days: number, earliest: string): Finding[] {
  if (now === undefined) return [{ id: days > 0 ? 'api-deprecated-sunset-missing' : 'endpoint-deprecated', args: [] }];
  if (now === null) return [{ id: 'api-deprecated-sunset-parse', args: [] }];
  if (days > 0 && now < earliest) return [{ id: 'api-sunset-date-too-small', args: [now, earliest] }];
  return [{ id: 'endpoint-deprecated-with-sunset', args: [now] }];
}

type Sunset = string | null | undefined;

function at(side: Side, node: JsonObject, key: string): Spot {
  return { side, node, key };
}
