import type { Json } from '../../spec/json.ts';
import { boundFacts } from '../schemas/facts.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { ofLimits } from './limits.ts';

export const minContains: SchemaCheck = {
  kind: 'schema',
  keywords: ['minContains'],
  title: 'Minimum of contained items',
  ...ofLimits,
  ids: {
    'request-body-min-contains-decreased': 'info',
    'request-property-min-contains-decreased': 'info',
    'request-parameter-min-contains-decreased': 'info',
    'response-body-min-contains-decreased': 'error',
    'response-property-min-contains-decreased': 'error',
    'response-header-min-contains-decreased': 'error',
    'request-body-min-contains-increased': 'error',
    'request-property-min-contains-increased': 'error',
    'request-parameter-min-contains-increased': 'error',
    'response-body-min-contains-increased': 'info',
    'response-property-min-contains-increased': 'info',
    'response-header-min-contains-increased': 'info',
    'request-body-min-contains-set': 'error',
    'request-property-min-contains-set': 'error',
    'request-parameter-min-contains-set': 'error',
    'response-body-min-contains-set': 'info',
    'response-property-min-contains-set': 'info',
    'response-header-min-contains-set': 'info',
    'request-body-min-contains-unset': 'info',
    'request-property-min-contains-unset': 'info',
    'request-parameter-min-contains-unset': 'info',
    'response-body-min-contains-unset': 'error',
    'response-property-min-contains-unset': 'error',
    'response-header-min-contains-unset': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, contains: { type: string }, minContains: 10 }',
      after: '{ type: array, contains: { type: string }, minContains: 20 }',
    },
    {
      of: 'schema',
      before: '{ type: array, contains: { type: string }, minContains: 10 }',
      after: '{ type: array, contains: { type: string } }',
    },
  ],
  compare: (pair) =>
    counted(pair.before) === counted(pair.after) ? [] : boundFacts(pair, 'minContains', 'min-contains'),
  say: (told) => sayKeyword(told, 'minContains'),
};

/** Beside `contains` one is asked for where nothing is said (JSON Schema 2020-12 core, section 10.3.1.3). */
function counted(view: SchemaView): Json | undefined {
  return view.get('minContains') ?? (view.get('contains') === undefined ? undefined : 1);
}
