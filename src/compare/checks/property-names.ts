import { presenceFacts } from '../schemas/facts.ts';
import { sayPresence } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { parameterIds } from './parameter-ids.ts';

const ofParameters = parameterIds('property-names');

export const propertyNames: SchemaCheck = {
  kind: 'schema',
  keywords: ['propertyNames'],
  ofForm: true,
  title: 'Names of properties',
  why: 'An object with a name that was fine is refused; or names arrive that the reader was told never come.',
  instead: 'Go on accepting the old names, and map them in the application.',
  ids: {
    'request-body-property-names-added': 'error',
    'request-property-property-names-added': 'error',
    'response-body-property-names-added': 'info',
    'response-property-property-names-added': 'info',
    'request-body-property-names-removed': 'info',
    'request-property-property-names-removed': 'info',
    'response-body-property-names-removed': 'error',
    'response-property-property-names-removed': 'error',
    ...ofParameters,
  },
  ours: Object.keys(ofParameters),
  examples: [{ of: 'schema', before: '{ type: object }', after: '{ type: object, propertyNames: { maxLength: 3 } }' }],
  compare: (pair) => presenceFacts(pair, 'propertyNames', 'property-names'),
  say: (told) => sayPresence(told, 'propertyNames'),
};
