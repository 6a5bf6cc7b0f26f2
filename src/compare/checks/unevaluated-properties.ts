import { presenceFacts } from '../schemas/facts.ts';
import { sayPresence } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { parameterIds } from './parameter-ids.ts';

const ofParameters = parameterIds('unevaluated-properties');

export const unevaluatedProperties: SchemaCheck = {
  kind: 'schema',
  keywords: ['unevaluatedProperties'],
  ofForm: true,
  title: 'Properties that nothing else describes',
  why: 'An object with a property that no schema describes, which was fine, is refused; or one arrives.',
  instead: 'Describe the properties that clients send before closing the object.',
  ids: {
    'request-body-unevaluated-properties-added': 'error',
    'request-property-unevaluated-properties-added': 'error',
    'response-body-unevaluated-properties-added': 'info',
    'response-property-unevaluated-properties-added': 'info',
    'request-body-unevaluated-properties-removed': 'info',
    'request-property-unevaluated-properties-removed': 'info',
    'response-body-unevaluated-properties-removed': 'error',
    'response-property-unevaluated-properties-removed': 'error',
    ...ofParameters,
  },
  ours: Object.keys(ofParameters),
  examples: [
    { of: 'schema', before: '{ type: object }', after: '{ type: object, unevaluatedProperties: { type: string } }' },
  ],
  compare: (pair) => presenceFacts(pair, 'unevaluatedProperties', 'unevaluated-properties'),
  say: (told) => sayPresence(told, 'unevaluatedProperties'),
};
