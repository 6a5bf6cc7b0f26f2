import { presenceFacts } from '../schemas/facts.ts';
import { sayPresence } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const contains: SchemaCheck = {
  kind: 'schema',
  keywords: ['contains'],
  ofForm: true,
  title: 'Items that an array must contain',
  why: 'A list without such an item, which was fine, is refused; or one arrives that has none.',
  instead: 'Ask for it in the application, with a warning first, and in the description when everybody sends it.',
  ids: {
    'request-body-contains-added': 'error',
    'request-property-contains-added': 'error',
    'response-body-contains-added': 'info',
    'response-property-contains-added': 'info',
    'request-body-contains-removed': 'info',
    'request-property-contains-removed': 'info',
    'response-body-contains-removed': 'error',
    'response-property-contains-removed': 'error',
  },
  examples: [{ of: 'schema', before: '{ type: array }', after: '{ type: array, contains: { type: string } }' }],
  compare: (pair) => presenceFacts(pair, 'contains', 'contains'),
  say: (told) => sayPresence(told, 'contains'),
};
