import { propertyId } from '../schemas/facts.ts';
import { properties } from '../schemas/schema-pair.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const mutability: SchemaCheck = {
  kind: 'schema',
  keywords: ['properties'],
  title: 'Read-only and write-only properties',
  why: 'A property that became read-only is ignored in requests; one that became write-only is not returned any more.',
  instead: 'Go on accepting the property, even where it is ignored; go on returning it, even where it is empty.',
  ids: {
    'request-required-property-became-read-only': 'info',
    'request-required-property-became-write-only': 'info',
    'request-required-property-became-not-read-only': 'info',
    'request-required-property-became-not-write-only': 'info',
    'request-optional-property-became-read-only': 'info',
    'request-optional-property-became-write-only': 'info',
    'request-optional-property-became-not-read-only': 'info',
    'request-optional-property-became-not-write-only': 'info',
    'response-required-property-became-read-only': 'info',
    'response-required-property-became-write-only': 'info',
    'response-required-property-became-not-read-only': 'info',
    'response-required-property-became-not-write-only': 'info',
    'response-optional-property-became-read-only': 'info',
    'response-optional-property-became-write-only': 'info',
    'response-optional-property-became-not-read-only': 'info',
    'response-optional-property-became-not-write-only': 'info',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after: '{ type: object, properties: { name: { type: string, readOnly: true } } }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after: '{ type: object, properties: { name: { type: string, writeOnly: true } } }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } }, required: [name] }',
      after: '{ type: object, properties: { name: { type: string, readOnly: true } }, required: [name] }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } }, required: [name] }',
      after: '{ type: object, properties: { name: { type: string, writeOnly: true } }, required: [name] }',
    },
  ],
  id: propertyId,
  compare: ({ before, after }) => {
    const now = properties(after);
    return [...properties(before)].flatMap(([name, old]) => {
      const schema = now.get(name);
      if (schema === undefined) return [];
      const kind = before.required.has(name) ? 'required' : 'optional';
      return flags.flatMap(([keyword, text]): Fact[] => {
        const to = schema.view.get(keyword) === true;
        if ((old.view.get(keyword) === true) === to) return [];
        const event = `${kind}-property-became-${to ? '' : 'not-'}${text}`;
        return [{ event, args: [name], property: name, before: old.view.at(keyword), after: schema.view.at(keyword) }];
      });
    });
  },
  say: ({ where, id }) =>
    `${where} ${id.slice(id.indexOf('became-')).replace('became-', 'became ').replace('not-', 'not ')}.`,
};

const flags = [
  ['readOnly', 'read-only'],
  ['writeOnly', 'write-only'],
] as const;
