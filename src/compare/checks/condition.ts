import { presenceFacts } from '../schemas/facts.ts';
import type { SchemaCheck } from './check.ts';

export const condition: SchemaCheck = {
  kind: 'schema',
  keywords: ['if', 'then', 'else'],
  ofForm: true,
  title: 'Conditions: if, then and else',
  why: 'Values that meet a new condition have to be more than they were; without it, readers get values that it ruled out.',
  instead: 'Let the condition depend on a new property that old clients do not send.',
  ids: {
    'request-body-if-added': 'error',
    'request-property-if-added': 'error',
    'response-body-if-added': 'info',
    'response-property-if-added': 'info',
    'request-body-then-added': 'error',
    'request-property-then-added': 'error',
    'response-body-then-added': 'info',
    'response-property-then-added': 'info',
    'request-body-else-added': 'error',
    'request-property-else-added': 'error',
    'response-body-else-added': 'info',
    'response-property-else-added': 'info',
    'request-body-if-removed': 'info',
    'request-property-if-removed': 'info',
    'response-body-if-removed': 'error',
    'response-property-if-removed': 'error',
    'request-body-then-removed': 'info',
    'request-property-then-removed': 'info',
    'response-body-then-removed': 'error',
    'response-property-then-removed': 'error',
    'request-body-else-removed': 'info',
    'request-property-else-removed': 'info',
    'response-body-else-removed': 'error',
    'response-property-else-removed': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object }',
      after: '{ type: object, if: { required: [a] }, then: { required: [b] }, else: { required: [c] } }',
    },
  ],
  compare: (pair) => keywords.flatMap((keyword) => presenceFacts(pair, keyword, keyword)),
  say: ({ where, id }) =>
    `${where}: the condition's ${keywords.find((keyword) => id.includes(`-${keyword}-`)) ?? 'if'} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};

const keywords = ['if', 'then', 'else'] as const;
