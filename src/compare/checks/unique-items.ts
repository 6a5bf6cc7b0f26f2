import { flagFacts } from '../schemas/facts.ts';
import type { SchemaCheck } from './check.ts';

export const uniqueItems: SchemaCheck = {
  kind: 'schema',
  keywords: ['uniqueItems'],
  title: 'Unique items',
  why: 'A list with an item twice, which was fine, is refused; or one arrives that never did.',
  instead: 'Go on accepting items twice and drop the second one in the application.',
  ids: {
    'request-body-unique-items-set': 'error',
    'request-property-unique-items-set': 'error',
    'request-body-unique-items-unset': 'info',
    'request-property-unique-items-unset': 'info',
    'response-body-unique-items-unset': 'error',
    'response-property-unique-items-unset': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, items: { type: string } }',
      after: '{ type: array, items: { type: string }, uniqueItems: true }',
    },
  ],
  compare: (pair) => flagFacts(pair, 'uniqueItems', 'unique-items-set', 'unique-items-unset'),
  say: (told) =>
    `${told.where}: items ${told.id.endsWith('-unset') ? 'no longer have to' : 'must now'} differ from each other.`,
};
