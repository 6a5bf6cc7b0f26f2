import { memberFacts } from '../schemas/facts.ts';
import { contentOf } from '../schemas/members.ts';
import type { Sameness } from '../schemas/same.ts';
import type { Spot } from '../schemas/schema-view.ts';
import { memberNamed } from '../wording.ts';
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
  compare: (pair, same) => {
    const matching = pair.members.get('allOf');
    const members = [...(matching?.removed ?? []), ...(matching?.added ?? [])];
    const contents = new Map(members.map((member) => [member.spot, contentOf(member, same)]));
    return memberFacts(pair, 'allOf', 'all-of').map((fact) => withWeight(fact, contents, same));
  },
  say: (told) => {
    const outcome = told.id.includes('-added') ? 'added to' : 'removed from';
    const weight = told.id.endsWith('-annotation-only') ? ', which says nothing about values,' : '';
    return `${told.where}: ${memberNamed(told.args[0])}${weight} was ${outcome} allOf.`;
  },
};

/** A member that holds nothing but words for people refuses nothing. */
function withWeight(fact: Fact, contents: ReadonlyMap<Spot, number>, same: Sameness): Fact {
  const spot = fact.before ?? fact.after;
  const isWords = spot !== undefined && contents.get(spot) === same.of({});
  return isWords ? { ...fact, event: `${fact.event}-annotation-only` } : fact;
}
