import { deprecationOf, deprecations, markOf, sayLifecycle, type Deprecation } from '../lifecycle.ts';
import { keywordFact } from '../schemas/facts.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const propertyDeprecated: SchemaCheck = {
  kind: 'schema',
  keywords: ['deprecated'],
  title: 'Deprecated properties',
  why: 'A deprecated property will go: whoever uses it has time to stop, and the sunset date says how much.',
  instead: 'Give an `x-sunset` date, and say in the description which property takes its place.',
  ids: {
    'request-property-deprecated': 'info',
    'response-property-deprecated': 'info',
    'request-property-deprecated-with-sunset': 'info',
    'response-property-deprecated-with-sunset': 'info',
    'request-property-deprecated-sunset-missing': 'error',
    'response-property-deprecated-sunset-missing': 'error',
    'request-property-deprecated-sunset-invalid': 'error',
    'response-property-deprecated-sunset-invalid': 'error',
    'request-property-sunset-date-too-small': 'error',
    'response-property-sunset-date-too-small': 'error',
    'request-property-reactivated': 'info',
    'response-property-reactivated': 'info',
  },
  examples: [
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true }' },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true, x-sunset: "2099-01-01" }' },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true, x-sunset: "2001-01-01" }' },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true, x-sunset: soon }' },
  ],
  compare: (pair) => {
    const [before, after] = [markOf(pair.before.node), markOf(pair.after.node)];
    if (before.deprecated === after.deprecated) return [];
    const fact = keywordFact(pair, 'deprecated', after.deprecated ? 'deprecated' : 'reactivated', []);
    const atNotice: Fact['atNotice'] = (notice, terms) => {
      const [found] = deprecationOf(before, after, notice, terms);
      return found === undefined ? undefined : { event: events[found.event], args: found.args };
    };
    return [{ ...fact, atNotice }];
  },
  say: ({ where, id, args }) => {
    const event = deprecations.find((name) => id.endsWith(`-property-${events[name]}`));
    return sayLifecycle(where, event ?? 'deprecated', args);
  },
};

/** The end of the id. Properties have no ids for sunset dates that move. */
const events: Readonly<Record<Deprecation, string>> = {
  reactivated: 'reactivated',
  deprecated: 'deprecated',
  'deprecated-with-sunset': 'deprecated-with-sunset',
  'sunset-missing': 'deprecated-sunset-missing',
  'sunset-parse': 'deprecated-sunset-invalid',
  'sunset-date-too-small': 'sunset-date-too-small',
  'moved-sunset-parse': '',
  'sunset-date-changed-too-small': '',
  'sunset-deleted': '',
};
