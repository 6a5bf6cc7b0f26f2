import { presenceFacts } from '../schemas/facts.ts';
import { sayPresence } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const unevaluatedItems: SchemaCheck = {
  kind: 'schema',
  keywords: ['unevaluatedItems'],
  ofForm: true,
  title: 'Items that nothing else describes',
  why: 'A list with an item that no schema describes, which was fine, is refused; or one arrives.',
  instead: 'Describe the items that clients send before closing the list.',
  ids: {
    'request-body-unevaluated-items-added': 'error',
    'request-property-unevaluated-items-added': 'error',
    'response-body-unevaluated-items-added': 'info',
    'response-property-unevaluated-items-added': 'info',
    'request-body-unevaluated-items-removed': 'info',
    'request-property-unevaluated-items-removed': 'info',
    'response-body-unevaluated-items-removed': 'error',
    'response-property-unevaluated-items-removed': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, prefixItems: [{ type: string }] }',
      after: '{ type: array, prefixItems: [{ type: string }], unevaluatedItems: { type: string } }',
    },
  ],
  compare: (pair) => presenceFacts(pair, 'unevaluatedItems', 'unevaluated-items'),
  say: (told) => sayPresence(told, 'unevaluatedItems'),
};
