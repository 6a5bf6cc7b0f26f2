import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const minLength: SchemaCheck = {
  kind: 'schema',
  keywords: ['minLength'],
  title: 'Minimum length',
  ...ofLimits,
  ids: {
    'request-body-min-length-decreased': 'info',
    'request-property-min-length-decreased': 'info',
    'request-parameter-min-length-decreased': 'info',
    'response-body-min-length-decreased': 'error',
    'response-property-min-length-decreased': 'error',
    'response-header-min-length-decreased': 'error',
    'request-body-min-length-increased': 'error',
    'request-property-min-length-increased': 'error',
    'request-parameter-min-length-increased': 'error',
    'response-body-min-length-increased': 'info',
    'response-property-min-length-increased': 'info',
    'response-header-min-length-increased': 'info',
    'request-body-min-length-set': 'error',
    'request-property-min-length-set': 'error',
    'request-parameter-min-length-set': 'error',
    'response-body-min-length-set': 'info',
    'response-property-min-length-set': 'info',
    'response-header-min-length-set': 'info',
    'request-body-min-length-unset': 'info',
    'request-property-min-length-unset': 'info',
    'request-parameter-min-length-unset': 'info',
    'response-body-min-length-unset': 'error',
    'response-property-min-length-unset': 'error',
    'response-header-min-length-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: string, minLength: 10 }', after: '{ type: string, minLength: 20 }' },
    { of: 'schema', before: '{ type: string, minLength: 10 }', after: '{ type: string }' },
  ],
  compare: (pair) => boundFacts(pair, 'minLength', 'min-length'),
  say: (told) => sayKeyword(told, 'minLength'),
};
