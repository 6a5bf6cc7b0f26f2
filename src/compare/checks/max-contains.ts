import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const maxContains: SchemaCheck = {
  kind: 'schema',
  keywords: ['maxContains'],
  title: 'Maximum of contained items',
  ...ofLimits,
  ids: {
    'request-body-max-contains-decreased': 'error',
    'request-property-max-contains-decreased': 'error',
    'request-parameter-max-contains-decreased': 'error',
    'response-body-max-contains-decreased': 'info',
    'response-property-max-contains-decreased': 'info',
    'response-header-max-contains-decreased': 'info',
    'request-body-max-contains-increased': 'info',
    'request-property-max-contains-increased': 'info',
    'request-parameter-max-contains-increased': 'info',
    'response-body-max-contains-increased': 'error',
    'response-property-max-contains-increased': 'error',
    'response-header-max-contains-increased': 'error',
    'request-body-max-contains-set': 'error',
    'request-property-max-contains-set': 'error',
    'request-parameter-max-contains-set': 'error',
    'response-body-max-contains-set': 'info',
    'response-property-max-contains-set': 'info',
    'response-header-max-contains-set': 'info',
    'request-body-max-contains-unset': 'info',
    'request-property-max-contains-unset': 'info',
    'request-parameter-max-contains-unset': 'info',
    'response-body-max-contains-unset': 'error',
    'response-property-max-contains-unset': 'error',
    'response-header-max-contains-unset': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, contains: { type: string }, maxContains: 20 }',
      after: '{ type: array, contains: { type: string }, maxContains: 10 }',
    },
    {
      of: 'schema',
      before: '{ type: array, contains: { type: string }, maxContains: 20 }',
      after: '{ type: array, contains: { type: string } }',
    },
  ],
  compare: (pair) => boundFacts(pair, 'maxContains', 'max-contains'),
  say: (told) => sayKeyword(told, 'maxContains'),
};
