import { memberFacts } from '../schemas/facts.ts';
import { memberNamed } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const anyOf: SchemaCheck = {
  kind: 'schema',
  keywords: ['anyOf'],
  ofForm: true,
  title: 'Members of anyOf',
  why: 'Each member is one more form that a value can have: clients that send a removed form are refused, clients that read must know an added one.',
  instead:
    'In requests keep the old member and mark it deprecated; in responses send a new form only to clients that ask for it.',
  ids: {
    'request-body-any-of-added': 'info',
    'request-property-any-of-added': 'info',
    'response-body-any-of-added': 'error',
    'response-property-any-of-added': 'error',
    'request-body-any-of-removed': 'error',
    'request-property-any-of-removed': 'error',
    'response-body-any-of-removed': 'info',
    'response-property-any-of-removed': 'info',
  },
  examples: [
    {
      of: 'schema',
      before:
        '{ anyOf: [{ title: A, type: object, properties: { a: { type: string } }, required: [a] }, { title: B, type: integer }] }',
      after:
        '{ anyOf: [{ title: A, type: object, properties: { a: { type: string } }, required: [a] }, { title: B, type: integer }, { title: C, type: boolean }] }',
    },
  ],
  compare: (pair) => memberFacts(pair, 'anyOf', 'any-of'),
  say: (told) =>
    `${told.where}: ${memberNamed(told.args[0])} was ${told.id.endsWith('-added') ? 'added to' : 'removed from'} anyOf.`,
};
