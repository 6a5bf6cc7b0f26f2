import { memberFacts } from '../schemas/facts.ts';
import { memberNamed } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const oneOf: SchemaCheck = {
  kind: 'schema',
  keywords: ['oneOf'],
  ofForm: true,
  reports: 'wrapped',
  title: 'Members of oneOf',
  why: 'Each member is one more form that a value can have: clients that send a removed form are refused, clients that read must know an added one.',
  instead:
    'In requests keep the old member and mark it deprecated; in responses send a new form only to clients that ask for it.',
  ids: {
    'request-body-one-of-added': 'info',
    'request-property-one-of-added': 'info',
    'response-body-one-of-added': 'error',
    'response-property-one-of-added': 'error',
    'request-body-one-of-removed': 'error',
    'request-property-one-of-removed': 'error',
    'response-body-one-of-removed': 'info',
    'response-property-one-of-removed': 'info',
  },
  examples: [
    {
      of: 'schema',
      before:
        '{ oneOf: [{ title: A, type: object, properties: { a: { type: string } }, required: [a] }, { title: B, type: integer }] }',
      after:
        '{ oneOf: [{ title: A, type: object, properties: { a: { type: string } }, required: [a] }, { title: B, type: integer }, { title: C, type: boolean }] }',
    },
  ],
  id: (surface, event) => {
    if (!event.endsWith(wrapping)) return `${surface}-${event}`;
    return surface.endsWith('-property') ? `${surface}-${event.slice(0, -wrapping.length)}` : '';
  },
  compare: (pair) =>
    memberFacts(pair, 'oneOf', 'one-of').map((fact) =>
      pair.transition === undefined ? fact : { ...fact, event: fact.event + wrapping },
    ),
  say: (told) =>
    `${told.where}: ${memberNamed(told.args[0])} was ${told.id.endsWith('-added') ? 'added to' : 'removed from'} oneOf.`,
};

/** That a whole body was wrapped has an id of its own. */
const wrapping = '-by-wrapping';
