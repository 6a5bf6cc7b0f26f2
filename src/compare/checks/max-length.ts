import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const maxLength: SchemaCheck = {
  kind: 'schema',
  keywords: ['maxLength'],
  title: 'Maximum length',
  ...ofLimits,
  ids: {
    'request-body-max-length-decreased': 'error',
    'request-property-max-length-decreased': 'error',
    'request-read-only-property-max-length-decreased': 'info',
    'request-parameter-max-length-decreased': 'error',
    'response-body-max-length-decreased': 'info',
    'response-property-max-length-decreased': 'info',
    'response-header-max-length-decreased': 'info',
    'request-body-max-length-increased': 'info',
    'request-property-max-length-increased': 'info',
    'request-parameter-max-length-increased': 'info',
    'response-body-max-length-increased': 'error',
    'response-property-max-length-increased': 'error',
    'response-header-max-length-increased': 'error',
    'request-body-max-length-set': 'error',
    'request-property-max-length-set': 'error',
    'request-parameter-max-length-set': 'error',
    'response-body-max-length-set': 'info',
    'response-property-max-length-set': 'info',
    'response-header-max-length-set': 'info',
    'request-body-max-length-unset': 'info',
    'request-property-max-length-unset': 'info',
    'request-parameter-max-length-unset': 'info',
    'response-body-max-length-unset': 'error',
    'response-property-max-length-unset': 'error',
    'response-header-max-length-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: string, maxLength: 20 }', after: '{ type: string, maxLength: 10 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: string, maxLength: 20 }',
      after: '{ readOnly: true, type: string, maxLength: 10 }',
    },
    { of: 'schema', before: '{ type: string, maxLength: 20 }', after: '{ type: string }' },
  ],
  compare: (pair) => boundFacts(pair, 'maxLength', 'max-length'),
  say: (told) => sayKeyword(told, 'maxLength'),
};
