import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const minProperties: SchemaCheck = {
  kind: 'schema',
  keywords: ['minProperties'],
  title: 'Minimum number of properties',
  ...ofLimits,
  ids: {
    'request-body-min-properties-decreased': 'info',
    'request-property-min-properties-decreased': 'info',
    'request-parameter-min-properties-decreased': 'info',
    'response-body-min-properties-decreased': 'error',
    'response-property-min-properties-decreased': 'error',
    'response-header-min-properties-decreased': 'error',
    'request-body-min-properties-increased': 'error',
    'request-property-min-properties-increased': 'error',
    'request-parameter-min-properties-increased': 'error',
    'response-body-min-properties-increased': 'info',
    'response-property-min-properties-increased': 'info',
    'response-header-min-properties-increased': 'info',
    'request-body-min-properties-set': 'error',
    'request-property-min-properties-set': 'error',
    'request-parameter-min-properties-set': 'error',
    'response-body-min-properties-set': 'info',
    'response-property-min-properties-set': 'info',
    'response-header-min-properties-set': 'info',
    'request-body-min-properties-unset': 'info',
    'request-property-min-properties-unset': 'info',
    'request-parameter-min-properties-unset': 'info',
    'response-body-min-properties-unset': 'error',
    'response-property-min-properties-unset': 'error',
    'response-header-min-properties-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: object, minProperties: 1 }', after: '{ type: object, minProperties: 2 }' },
    { of: 'schema', before: '{ type: object, minProperties: 1 }', after: '{ type: object }' },
  ],
  compare: (pair) => boundFacts(pair, 'minProperties', 'min-properties'),
  say: (told) => sayKeyword(told, 'minProperties'),
};
