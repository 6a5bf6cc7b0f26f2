import { nameFacts } from '../schemas/facts.ts';
import { plain } from '../wording.ts';
import type { SchemaCheck } from './check.ts';
import { parameterIds } from './parameter-ids.ts';

const ofParameters = parameterIds('pattern-property');

export const patternProperties: SchemaCheck = {
  kind: 'schema',
  keywords: ['patternProperties'],
  title: 'Properties by pattern',
  why: 'A property whose name matches has to be what the pattern says; without it, readers get anything there.',
  instead: 'Describe the new names as optional properties of their own.',
  ids: {
    'request-body-pattern-property-added': 'error',
    'request-property-pattern-property-added': 'error',
    'response-body-pattern-property-added': 'info',
    'response-property-pattern-property-added': 'info',
    'request-body-pattern-property-removed': 'info',
    'request-property-pattern-property-removed': 'info',
    'response-body-pattern-property-removed': 'error',
    'response-property-pattern-property-removed': 'error',
    ...ofParameters,
  },
  ours: Object.keys(ofParameters),
  examples: [
    {
      of: 'schema',
      before: '{ type: object }',
      after: '{ type: object, patternProperties: { "^x-": { type: string } } }',
    },
  ],
  compare: (pair) => nameFacts(pair, 'patternProperties', 'pattern-property'),
  say: ({ where, id, args }) =>
    `${where}: the schema of properties like ${plain(args[0])} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};
