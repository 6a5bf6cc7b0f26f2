import { fewMembers } from '../schemas/members.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import type { SchemaCheck } from './check.ts';

const MOST_DEPTH = 3;

export const nullable: SchemaCheck = {
  kind: 'schema',
  keywords: ['type', 'nullable', 'enum', 'const', 'oneOf', 'anyOf'],
  title: 'Null allowed',
  why: 'A client that sends null is refused, or one that never expected null receives it.',
  instead:
    'Leave the property out where there is no value, instead of sending null; go on accepting null where clients send it.',
  ids: {
    'request-body-became-nullable': 'info',
    'request-property-became-nullable': 'info',
    'request-parameter-became-nullable': 'info',
    'request-parameter-property-became-nullable': 'info',
    'response-body-became-nullable': 'error',
    'response-property-became-nullable': 'error',
    'response-header-became-nullable': 'error',
    'request-body-became-not-nullable': 'error',
    'request-property-became-not-nullable': 'error',
    'request-parameter-became-not-nullable': 'error',
    'request-parameter-property-became-not-nullable': 'error',
    'response-body-became-not-nullable': 'info',
    'response-property-became-not-nullable': 'info',
    'response-header-became-not-nullable': 'info',
  },
  examples: [{ of: 'schema', before: '{ type: string }', after: '{ type: [string, "null"] }' }],
  compare: (pair) => {
    if (pair.before.nullable === pair.after.nullable || !speaksOfNull(pair.before) || !speaksOfNull(pair.after))
      return [];
    const keyword = (view: SchemaView): Spot => view.at(view.get('nullable') === undefined ? 'type' : 'nullable');
    const event = pair.after.nullable ? 'became-nullable' : 'became-not-nullable';
    return [{ event, args: [], before: keyword(pair.before), after: keyword(pair.after) }];
  },
  say: (told) => `${told.where}: null is ${told.id.endsWith('not-nullable') ? 'no longer' : 'now'} allowed.`,
};

/** What neither names null nor keeps it out allows it anyway. */
function speaksOfNull(view: SchemaView): boolean {
  return view.nullable || refusesNull(view);
}

/** @param depth how far down members are asked: schemas can hold themselves. */
function refusesNull(view: SchemaView, depth = MOST_DEPTH): boolean {
  if (view.nullable || depth === 0) return false;
  if (view.types !== undefined || view.values !== undefined) return true;
  const refuses = (member: SchemaView): boolean => refusesNull(member, depth - 1);
  return (
    fewMembers(view, 'allOf').some(refuses) ||
    (['anyOf', 'oneOf'] as const).some((keyword) => {
      const members = fewMembers(view, keyword);
      return members.length > 0 && members.every(refuses);
    })
  );
}
