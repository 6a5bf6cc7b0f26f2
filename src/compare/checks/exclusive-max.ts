import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const exclusiveMax: SchemaCheck = {
  kind: 'schema',
  keywords: ['maximum', 'exclusiveMaximum'],
  title: 'Exclusive maximum',
  ...ofLimits,
  ids: {
    'request-body-exclusive-max-decreased': 'error',
    'request-property-exclusive-max-decreased': 'error',
    'request-read-only-property-exclusive-max-decreased': 'info',
    'request-parameter-exclusive-max-decreased': 'error',
    'response-body-exclusive-max-decreased': 'info',
    'response-property-exclusive-max-decreased': 'info',
    'response-header-exclusive-max-decreased': 'info',
    'request-body-exclusive-max-increased': 'info',
    'request-property-exclusive-max-increased': 'info',
    'request-parameter-exclusive-max-increased': 'info',
    'response-body-exclusive-max-increased': 'error',
    'response-property-exclusive-max-increased': 'error',
    'response-header-exclusive-max-increased': 'error',
    'request-body-exclusive-max-set': 'error',
    'request-property-exclusive-max-set': 'error',
    'request-parameter-exclusive-max-set': 'error',
    'response-body-exclusive-max-set': 'info',
    'response-property-exclusive-max-set': 'info',
    'response-header-exclusive-max-set': 'info',
    'request-body-exclusive-max-unset': 'info',
    'request-property-exclusive-max-unset': 'info',
    'request-parameter-exclusive-max-unset': 'info',
    'response-body-exclusive-max-unset': 'error',
    'response-property-exclusive-max-unset': 'error',
    'response-header-exclusive-max-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: number, exclusiveMaximum: 20 }', after: '{ type: number, exclusiveMaximum: 10 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: number, exclusiveMaximum: 20 }',
      after: '{ readOnly: true, type: number, exclusiveMaximum: 10 }',
    },
    { of: 'schema', before: '{ type: number, exclusiveMaximum: 20 }', after: '{ type: number }' },
  ],
  compare: (pair) => boundFacts(pair, 'exclusiveMaximum', 'exclusive-max'),
  say: (told) => sayKeyword(told, 'exclusiveMaximum'),
};
