import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const maxProperties: SchemaCheck = {
  kind: 'schema',
  keywords: ['maxProperties'],
  title: 'Maximum number of properties',
  ...ofLimits,
  ids: {
    'request-body-max-properties-decreased': 'error',
    'request-property-max-properties-decreased': 'error',
    'request-read-only-property-max-properties-decreased': 'info',
    'request-parameter-max-properties-decreased': 'error',
    'response-body-max-properties-decreased': 'info',
    'response-property-max-properties-decreased': 'info',
    'response-header-max-properties-decreased': 'info',
    'request-body-max-properties-increased': 'info',
    'request-property-max-properties-increased': 'info',
    'request-parameter-max-properties-increased': 'info',
    'response-body-max-properties-increased': 'error',
    'response-property-max-properties-increased': 'error',
    'response-header-max-properties-increased': 'error',
    'request-body-max-properties-set': 'error',
    'request-property-max-properties-set': 'error',
    'request-parameter-max-properties-set': 'error',
    'response-body-max-properties-set': 'info',
    'response-property-max-properties-set': 'info',
    'response-header-max-properties-set': 'info',
    'request-body-max-properties-unset': 'info',
    'request-property-max-properties-unset': 'info',
    'request-parameter-max-properties-unset': 'info',
    'response-body-max-properties-unset': 'error',
    'response-property-max-properties-unset': 'error',
    'response-header-max-properties-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: object, maxProperties: 20 }', after: '{ type: object, maxProperties: 10 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: object, maxProperties: 20 }',
      after: '{ readOnly: true, type: object, maxProperties: 10 }',
    },
    { of: 'schema', before: '{ type: object, maxProperties: 20 }', after: '{ type: object }' },
  ],
  compare: (pair) => boundFacts(pair, 'maxProperties', 'max-properties'),
  say: (told) => sayKeyword(told, 'maxProperties'),
};
