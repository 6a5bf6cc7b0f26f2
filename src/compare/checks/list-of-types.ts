import { keywordFact } from '../schemas/facts.ts';
import { fitsTypes } from '../schemas/type-order.ts';
import { show } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const listOfTypes: SchemaCheck = {
  kind: 'schema',
  keywords: ['oneOf', 'anyOf'],
  exact: true,
  ofForm: true,
  reports: 'types',
  title: 'Choice of types',
  why: 'A value of a type that is gone is refused; one of a new type arrives at readers that cannot read it.',
  instead: 'In requests accept the old types too; in responses give the new type a property of its own.',
  ids: {
    'request-body-list-of-types-widened': 'info',
    'request-property-list-of-types-widened': 'info',
    'request-parameter-list-of-types-widened': 'info',
    'request-parameter-property-list-of-types-widened': 'info',
    'response-body-list-of-types-widened': 'error',
    'response-property-list-of-types-widened': 'error',
    'request-body-list-of-types-narrowed': 'error',
    'request-property-list-of-types-narrowed': 'error',
    'request-parameter-list-of-types-narrowed': 'error',
    'request-parameter-property-list-of-types-narrowed': 'error',
    'response-body-list-of-types-narrowed': 'info',
    'response-property-list-of-types-narrowed': 'info',
  },
  examples: [
    {
      of: 'schema',
      before: '{ oneOf: [{ type: string }, { type: integer }] }',
      after: '{ oneOf: [{ type: string }, { type: integer }, { type: boolean }] }',
    },
  ],
  compare: (pair) => {
    const { transition } = pair;
    if (transition?.kind !== 'types') return [];
    const { added, removed, kept } = transition;
    const [wide, narrow] = pair.direction === 'request' ? [added, removed] : [removed, added];
    const fits = fitsTypes(new Set(narrow), new Set([...wide, ...kept]));
    const event = `list-of-types-${fits === (pair.direction === 'request') ? 'widened' : 'narrowed'}`;
    return [keywordFact(pair, 'type', event, [[...added].sort(), [...removed].sort()])];
  },
  say: ({ where, args: [added, removed] }) => {
    const parts = [[added, 'new'] as const, [removed, 'gone'] as const].flatMap(([types, outcome]) =>
      Array.isArray(types) && types.length > 0 ? [`${show(types)} ${outcome}`] : [],
    );
    return `${where}: of the types to choose from, ${parts.join(' and ')}.`;
  },
};
