import { nameFacts } from '../schemas/facts.ts';
import { plain } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { parameterIds } from './parameter-ids.ts';

const ofParameters = parameterIds('dependent-schema');

export const dependentSchemas: SchemaCheck = {
  kind: 'schema',
  keywords: ['dependentSchemas'],
  ofForm: true,
  title: 'Schemas that a property brings with it',
  why: 'An object with that property has to be more than it was; or one arrives that is less.',
  instead: 'Let a new property bring the new schema with it, which old clients do not send.',
  ids: {
    'request-body-dependent-schema-added': 'error',
    'request-property-dependent-schema-added': 'error',
    'response-body-dependent-schema-added': 'info',
    'response-property-dependent-schema-added': 'info',
    'request-body-dependent-schema-removed': 'info',
    'request-property-dependent-schema-removed': 'info',
    'response-body-dependent-schema-removed': 'error',
    'response-property-dependent-schema-removed': 'error',
    ...ofParameters,
  },
  ours: Object.keys(ofParameters),
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { card: { type: string }, address: { type: string } } }',
      after:
        '{ type: object, properties: { card: { type: string }, address: { type: string } }, dependentSchemas: { card: { required: [address] } } }',
    },
  ],
  compare: (pair) => nameFacts(pair, 'dependentSchemas', 'dependent-schema'),
  say: ({ where, id, args }) =>
    `${where}: the schema beside property ${plain(args[0])} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};
