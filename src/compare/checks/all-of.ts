import { memberFacts, plain } from '../facts.ts';
import type { Sameness } from '../same.ts';
import type { SchemaPair } from '../schema-pair.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const allOf: SchemaCheck = {
  kind: 'schema',
  keywords: ['allOf'],
  ofForm: true,
  title: 'Members of allOf',
  why: 'Every member of allOf must hold: one more refuses more, one fewer promises less.',
  instead: 'Put what is new into an optional property, or into a new operation that asks for it.',
  ids: {
    'request-body-all-of-added': 'error',
    'request-property-all-of-added': 'error',
    'response-body-all-of-added': 'info',
    'response-property-all-of-added': 'info',
    'request-body-all-of-removed': 'info',
    'request-property-all-of-removed': 'info',
    'response-body-all-of-removed': 'error',
    'response-property-all-of-removed': 'error',
    'request-body-all-of-added-annotation-only': 'info',
    'request-property-all-of-added-annotation-only': 'info',
    'response-body-all-of-added-annotation-only': 'info',
    'response-property-all-of-added-annotation-only': 'info',
    'request-body-all-of-removed-annotation-only': 'info',
    'request-property-all-of-removed-annotation-only': 'info',
    'response-body-all-of-removed-annotation-only': 'info',
    'response-property-all-of-removed-annotation-only': 'info',
  },
  examples: [
    {
      of: 'schema',
      before: '{ allOf: [{ type: object }, { title: A, required: [a] }] }',
      after: '{ allOf: [{ type: object }, { title: A, required: [a] }, { title: B, required: [b] }] }',
    },
    {
      of: 'schema',
      before: '{ allOf: [{ type: object }, { title: A, required: [a] }] }',
      after: '{ allOf: [{ type: object }, { title: A, required: [a] }, { description: Says nothing about values }] }',
    },
  ],
  compare: (pair, same) => memberFacts(pair, 'allOf', 'all-of').map((fact) => withWeight(fact, pair, same)),
  say: (told) => {
    const outcome = told.id.includes('-added') ? 'added to' : 'removed from';
    const weight = told.id.endsWith('-annotation-only') ? ', which says nothing about values,' : '';
    return `${told.where}: ${plain(told.args[0])}${weight} was ${outcome} allOf.`;
  },
};

/** A member that holds nothing but words for people refuses nothing. */
function withWeight(fact: Fact, pair: SchemaPair, same: Sameness): Fact {
  const matching = pair.members.get('allOf');
  const spot = fact.before ?? fact.after;
  const member = [...(matching?.removed ?? []), ...(matching?.added ?? [])].find((one) => one.spot === spot);
  return member?.content === same.of({}) ? { ...fact, event: `${fact.event}-annotation-only` } : fact;
}
