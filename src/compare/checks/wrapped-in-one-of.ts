import type { SchemaCheck } from './check.ts';

export const wrappedInOneOf: SchemaCheck = {
  kind: 'schema',
  keywords: ['oneOf'],
  ofForm: true,
  reports: 'wrapped',
  title: 'An object became a choice of objects',
  why: 'What was one object must now be exactly one of several. Where none of them is the old one, what was fine is refused; where one is, a second may match too, which oneOf refuses.',
  instead: 'Keep the old object as one of the choices, told apart by a property that only the new ones have.',
  ids: {
    'request-body-wrapped-in-one-of': 'error',
    'response-body-wrapped-in-one-of': 'error',
    'request-body-wrapped-in-one-of-original-preserved': 'warning',
    'response-body-wrapped-in-one-of-original-preserved': 'warning',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after:
        '{ oneOf: [{ title: A, properties: { name: { maxLength: 3 } } }, { title: B, properties: { id: { type: integer } } }] }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after:
        '{ oneOf: [{ type: object, properties: { name: { type: string } } }, { title: B, properties: { id: { type: integer } } }] }',
    },
  ],
  compare: ({ before, after, transition }) => {
    if (transition?.kind !== 'wrapped') return [];
    const event = `wrapped-in-one-of${transition.preserved ? '-original-preserved' : ''}`;
    return [{ event, args: [[...transition.moved].sort()], before: before.spot, after: after.at('oneOf') }];
  },
  say: ({ where, id }) =>
    `${where} is a choice of several objects now, ${id.endsWith('-preserved') ? 'one of which is' : 'none of which is'} the object before.`,
};
