import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const min: SchemaCheck = {
  kind: 'schema',
  keywords: ['minimum', 'exclusiveMinimum'],
  title: 'Minimum',
  ...ofLimits,
  ids: {
    'request-body-min-decreased': 'info',
    'request-property-min-decreased': 'info',
    'request-parameter-min-decreased': 'info',
    'response-body-min-decreased': 'error',
    'response-property-min-decreased': 'error',
    'response-header-min-decreased': 'error',
    'request-body-min-increased': 'error',
    'request-property-min-increased': 'error',
    'request-read-only-property-min-increased': 'info',
    'request-parameter-min-increased': 'error',
    'response-body-min-increased': 'info',
    'response-property-min-increased': 'info',
    'response-header-min-increased': 'info',
    'request-body-min-set': 'error',
    'request-property-min-set': 'error',
    'request-parameter-min-set': 'error',
    'response-body-min-set': 'info',
    'response-property-min-set': 'info',
    'response-header-min-set': 'info',
    'request-body-min-unset': 'info',
    'request-property-min-unset': 'info',
    'request-parameter-min-unset': 'info',
    'response-body-min-unset': 'error',
    'response-property-min-unset': 'error',
    'response-header-min-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: number, minimum: 10 }', after: '{ type: number, minimum: 20 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: number, minimum: 10 }',
      after: '{ readOnly: true, type: number, minimum: 20 }',
    },
    { of: 'schema', before: '{ type: number, minimum: 10 }', after: '{ type: number }' },
  ],
  compare: (pair) => boundFacts(pair, 'minimum', 'min'),
  say: (told) => sayKeyword(told, 'minimum'),
};
