import { boundFacts, sayKeyword } from '../facts.ts';
import type { SchemaCheck } from './check.ts';

export const maxProperties: SchemaCheck = {
  kind: 'schema',
  keywords: ['maxProperties'],
  title: 'Maximum number of properties',
  why: 'A tighter limit refuses values that clients already send; a looser one lets through values that they never had to read.',
  instead:
    'Keep the old limit where clients send, and enforce the new one in the application with a warning first; in responses keep to the old limit, or give the new values a new property.',
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
