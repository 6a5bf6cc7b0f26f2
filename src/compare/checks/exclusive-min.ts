import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const exclusiveMin: SchemaCheck = {
  kind: 'schema',
  keywords: ['minimum', 'exclusiveMinimum'],
  title: 'Exclusive minimum',
  ...ofLimits,
  ids: {
    'request-body-exclusive-min-decreased': 'info',
    'request-property-exclusive-min-decreased': 'info',
    'request-parameter-exclusive-min-decreased': 'info',
    'response-body-exclusive-min-decreased': 'error',
    'response-property-exclusive-min-decreased': 'error',
    'response-header-exclusive-min-decreased': 'error',
    'request-body-exclusive-min-increased': 'error',
    'request-property-exclusive-min-increased': 'error',
    'request-read-only-property-exclusive-min-increased': 'info',
    'request-parameter-exclusive-min-increased': 'error',
    'response-body-exclusive-min-increased': 'info',
    'response-property-exclusive-min-increased': 'info',
    'response-header-exclusive-min-increased': 'info',
    'request-body-exclusive-min-set': 'error',
    'request-property-exclusive-min-set': 'error',
    'request-parameter-exclusive-min-set': 'error',
    'response-body-exclusive-min-set': 'info',
    'response-property-exclusive-min-set': 'info',
    'response-header-exclusive-min-set': 'info',
    'request-body-exclusive-min-unset': 'info',
    'request-property-exclusive-min-unset': 'info',
    'request-parameter-exclusive-min-unset': 'info',
    'response-body-exclusive-min-unset': 'error',
    'response-property-exclusive-min-unset': 'error',
    'response-header-exclusive-min-unset': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: number, exclusiveMinimum: 10 }', after: '{ type: number, exclusiveMinimum: 20 }' },
    {
      of: 'schema',
      before: '{ readOnly: true, type: number, exclusiveMinimum: 10 }',
      after: '{ readOnly: true, type: number, exclusiveMinimum: 20 }',
    },
    { of: 'schema', before: '{ type: number, exclusiveMinimum: 10 }', after: '{ type: number }' },
  ],
  compare: (pair) => boundFacts(pair, 'exclusiveMinimum', 'exclusive-min'),
  say: (told) => sayKeyword(told, 'exclusiveMinimum'),
};
