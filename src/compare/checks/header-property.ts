import { inOrder } from '../../spec/json.ts';
import { isConstant } from '../schemas/facts.ts';
import { hides, properties } from '../schemas/schema-pair.ts';
import { show } from '../wording.ts';
import type { Fact, SchemaCheck, Surface } from './check.ts';

export const headerProperty: SchemaCheck = {
  kind: 'schema',
  keywords: ['required', 'enum'],
  title: 'Properties of a request header',
  why: 'Clients whose header lacks a property that is required now, or has a value that is not among the allowed ones, are refused.',
  instead: 'Make the property optional, with a default.',
  ids: {
    'new-required-request-header-property': 'error',
    'request-header-property-became-required': 'error',
    'request-header-property-became-enum': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after: '{ type: object, properties: { name: { type: string }, id: { type: string } }, required: [name, id] }',
    },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, enum: [a, b] }' },
  ],
  id: (surface, event) => (isHeader(surface) ? event : ''),
  compare: ({ before, after }) => {
    const [old, now] = [properties(before), properties(after)];
    const required = [...after.required].flatMap((name): Fact[] => {
      const schema = now.get(name)?.view;
      if (schema === undefined || hides(schema, 'request')) return [];
      const fact = { args: [name], property: name, after: after.at('required'), cause: after.at('required') };
      if (!old.has(name)) return [{ event: 'new-required-request-header-property', ...fact }];
      return before.required.has(name) ? [] : [{ event: 'request-header-property-became-required', ...fact }];
    });
    const to = after.values;
    if (before.values !== undefined || to === undefined || isConstant(after)) return required;
    const spots = { before: before.at('enum'), after: after.at('enum') };
    return [...required, { event: 'request-header-property-became-enum', args: [inOrder(to)], ...spots }];
  },
  say: ({ where, id, args }) => {
    if (id.endsWith('-became-enum')) return `${where}: only these values are allowed now: ${show(args[0])}.`;
    return `${where} ${id.startsWith('new-') ? 'is new and' : 'became'} required.`;
  },
};

function isHeader(surface: Surface): boolean {
  return surface === 'request-header' || surface === 'request-header-property';
}
