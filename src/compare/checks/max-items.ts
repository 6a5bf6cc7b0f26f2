import { boundFacts } from '../schemas/facts.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const maxItems: SchemaCheck = {
  kind: 'schema',
  keywords: ['maxItems'],
  title: 'Maximum number of items',
  ...ofLimits,
  ids: {
    'request-body-max-items-decreased': 'error',
    'request-property-max-items-decreased': 'error',
    'request-read-only-property-max-items-decreased': 'info',
    'request-parameter-max-items-decreased': 'error',
    'response-body-max-items-decreased': 'info',
    'response-property-max-items-decreased': 'info',
    'response-header-max-items-decreased': 'info',
    'request-body-max-items-increased': 'info',
    'request-property-max-items-increased': 'info',
    'request-parameter-max-items-increased': 'info',
    'response-body-max-items-increased': 'error',
    'response-property-max-items-increased': 'error',
    'response-header-max-items-increased': 'error',
    'request-body-max-items-set': 'error',
    'request-property-max-items-set': 'error',
    'request-parameter-max-items-set': 'error',
    'response-body-max-items-set': 'info',
    'response-property-max-items-set': 'info',
    'response-header-max-items-set': 'info',
    'request-body-max-items-unset': 'info',
    'request-property-max-items-unset': 'info',
    'request-parameter-max-items-unset': 'info',
    'response-body-max-items-unset': 'error',
    'response-property-max-items-unset': 'error',
    'response-header-max-items-unset': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, items: { type: string }, maxItems: 20 }',
      after: '{ type: array, items: { type: string }, maxItems: 10 }',
    },
    {
      of: 'schema',
      before: '{ readOnly: true, type: array, items: { type: string }, maxItems: 20 }',
      after: '{ readOnly: true, type: array, items: { type: string }, maxItems: 10 }',
    },
    {
      of: 'schema',
      before: '{ type: array, items: { type: string }, maxItems: 20 }',
      after: '{ type: array, items: { type: string } }',
    },
  ],
  id: (surface, event) => {
    const inside = surface === 'request-parameter-property' && !event.endsWith('set');
    return `${inside ? 'request-parameter' : surface}-${event}`;
  },
  compare: (pair) => boundFacts(pair, 'maxItems', 'max-items'),
  say: (told) => sayKeyword(told, 'maxItems'),
};
