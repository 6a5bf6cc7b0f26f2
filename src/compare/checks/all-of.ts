import { memberFacts, plain } from '../facts.ts';
import type { SchemaCheck } from './check.ts';

export const allOf: SchemaCheck = {
  kind: 'schema',
  title: 'Members of allOf',
  why: 'Every member of allOf must hold: one more refuses more, one fewer promises less.',
  ids: {
    'request-body-all-of-added': 'error',
    'request-property-all-of-added': 'error',
    'response-body-all-of-added': 'info',
    'response-property-all-of-added': 'info',
    'request-body-all-of-removed': 'info',
    'request-property-all-of-removed': 'info',
    'response-body-all-of-removed': 'error',
    'response-property-all-of-removed': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ allOf: [{ type: object }, { title: A, required: [a] }] }',
      after: '{ allOf: [{ type: object }, { title: A, required: [a] }, { title: B, required: [b] }] }',
    },
  ],
  compare: (pair) => memberFacts(pair, 'allOf', 'all-of'),
  say: (told) =>
    `${told.where}: ${plain(told.args[0])} was ${told.id.endsWith('-added') ? 'added to' : 'removed from'} allOf.`,
};
