import { keywordFact, show } from '../facts.ts';
import type { SchemaCheck } from './check.ts';

export const propertyDeprecated: SchemaCheck = {
  kind: 'schema',
  title: 'Deprecated properties',
  why: 'A deprecated property will go: whoever uses it has time to stop, and the sunset date says how much.',
  ids: {
    'request-property-deprecated': 'info',
    'response-property-deprecated': 'info',
    'request-property-deprecated-with-sunset': 'info',
    'response-property-deprecated-with-sunset': 'info',
    'request-property-reactivated': 'info',
    'response-property-reactivated': 'info',
  },
  examples: [
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true }' },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, deprecated: true, x-sunset: "2030-01-01" }' },
  ],
  compare: (pair) => {
    const from = pair.before.get('deprecated') === true;
    const to = pair.after.get('deprecated') === true;
    if (from === to) return [];
    const sunset = pair.after.get('x-sunset');
    if (!to) return [keywordFact(pair, 'deprecated', 'reactivated', [])];
    return sunset === undefined
      ? [keywordFact(pair, 'deprecated', 'deprecated', [])]
      : [keywordFact(pair, 'deprecated', 'deprecated-with-sunset', [sunset])];
  },
  say: ({ where, id, args }) => {
    if (id.endsWith('-reactivated')) return `${where} is not deprecated any more.`;
    return `${where} is deprecated${args.length === 0 ? '' : `, with the sunset date ${show(args[0])}`}.`;
  },
};
