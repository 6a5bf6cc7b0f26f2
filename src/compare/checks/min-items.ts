import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const minItems: SchemaCheck = {
  kind: 'schema',
  keywords: ['minItems'],
  title: 'Minimum number of items',
  ...ofLimits,
  ids: {
    'request-body-min-items-decreased': 'info',
    'request-property-min-items-decreased': 'info',
    'request-parameter-min-items-decreased': 'info',
    'response-body-min-items-decreased': 'error',
    'response-property-min-items-decreased': 'error',
    'response-header-min-items-decreased': 'error',
    'request-body-min-items-increased': 'error',
    'request-property-min-items-increased': 'error',
    'request-parameter-min-items-increased': 'error',
    'response-body-min-items-increased': 'info',
    'response-property-min-items-increased': 'info',
    'response-header-min-items-increased': 'info',
    'request-body-min-items-set': 'error',
    'request-property-min-items-set': 'error',
    'request-parameter-min-items-set': 'error',
    'response-body-min-items-set': 'info',
    'response-property-min-items-set': 'info',
    'response-header-min-items-set': 'info',
    'request-body-min-items-unset': 'info',
    'request-property-min-items-unset': 'info',
    'request-parameter-min-items-unset': 'info',
    'response-body-min-items-unset': 'error',
    'response-property-min-items-unset': 'error',
    'response-header-min-items-unset': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, items: { type: string }, minItems: 1 }',
      after: '{ type: array, items: { type: string }, minItems: 2 }',
    },
    {
      of: 'schema',
      before: '{ type: array, items: { type: string }, minItems: 1 }',
      after: '{ type: array, items: { type: string } }',
    },
  ],
  compare: (pair) => boundFacts(pair, 'minItems', 'min-items'),
  say: (told) => sayKeyword(told, 'minItems'),
};
