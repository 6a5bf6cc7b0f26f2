import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const max: SchemaCheck = {
  kind: 'schema',
  keywords: ['maximum', 'exclusiveMaximum'],
  title: 'Maximum',
  ...ofLimits,
  ids: {
    'request-body-max-decreased': 'error',
    'request-property-max-decreased': 'error',
    'request-read-only-property-max-decreased': 'info',
    'request-parameter-max-decreased': 'error',
    'response-body-max-decreased': 'info',
    'response-property-max-decreased': 'info',
    'response-header-max-decreased': 'info',
    'request-body-max-increased': 'info',
    'request-property-max-increased': 'info',
    'request-parameter-max-increased': 'info',
    'response-body-max-increased': 'error',
    'response-property-max-increased': 'error',
    'response-header-max-increased': 'error',
    'request-body-max-set': 'error',
    'request-property-max-set': 'error',
    'request-parameter-max-set': 'error',
    'response-body-max-set': 'info',
    'response-property-max-set': 'info',
    'response-header-max-set': 'info',
    'request-body-max-unset': 'info',
    'request-property-max-unset': 'info',
    'request-parameter-max-unset': 'info',
    'response-body-max-unset': 'error',
    'response-property-max-unset': 'error',
    'response-header-max-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: number, maximum: 20 }', after: '{ type: number, maximum: 10 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: number, maximum: 20 }',
      after: '{ readOnly: true, type: number, maximum: 10 }',
    },
    { of: 'schema', before: '{ type: number, maximum: 20 }', after: '{ type: number }' },
  ],
  compare: (pair) => boundFacts(pair, 'maximum', 'max'),
  say: (told) => sayKeyword(told, 'maximum'),
};
