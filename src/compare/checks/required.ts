import { indexesIn } from '../operations/places.ts';
import { propertyId } from '../schemas/facts.ts';
import { hides, properties, type SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const required: SchemaCheck = {
  kind: 'schema',
  keywords: ['required'],
  title: 'Required properties',
  why: 'Clients that leave out a property that became required are refused; clients that rely on a property that became optional find nothing.',
  instead: 'In requests keep the property optional with a default; in responses go on always sending it.',
  ids: {
    'request-property-became-required': 'error',
    'request-property-became-required-with-default': 'error',
    'request-property-became-optional': 'info',
    'response-property-became-required': 'info',
    'response-property-became-optional': 'error',
    'response-write-only-property-became-required': 'info',
    'response-write-only-property-became-optional': 'info',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after: '{ type: object, properties: { name: { type: string } }, required: [name] }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string, default: a } } }',
      after: '{ type: object, properties: { name: { type: string, default: a } }, required: [name] }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string, writeOnly: true } } }',
      after: '{ type: object, properties: { name: { type: string, writeOnly: true } }, required: [name] }',
    },
  ],
  id: propertyId,
  compare: (pair) => {
    const { before, after, direction } = pair;
    const now = properties(after);
    const facts: Fact[] = [];
    for (const name of differing(before.required, after.required)) {
      const declared = now.get(name);
      const required = after.required.has(name);
      if (isToldOfProperties(pair, name, required)) continue;
      const hidden = declared !== undefined && hides(declared.view, direction);
      if (hidden && direction === 'request') continue;
      const withDefault = required && direction === 'request' && declared?.view.get('default') !== undefined;
      const event = `${hidden ? 'write-only-' : ''}property-became-${required ? 'required' : 'optional'}${withDefault ? '-with-default' : ''}`;
      facts.push({
        event,
        args: [name],
        property: name,
        before: spotOf(before, name),
        after: spotOf(after, name),
        cause: before.at('required'),
      });
    }
    return facts;
  },
  say: ({ where, id }) => `${where} became ${id.includes('-became-required') ? 'required' : 'optional'}.`,
};

/**
 * Whether a name is left to the rules of properties that come and go. Names that nobody described count only where it breaks: when a
 * request has to have them, and a response need not have them any more.
 */
function isToldOfProperties({ before, after, direction }: SchemaPair, name: string, required: boolean): boolean {
  const [was, is] = [properties(before).has(name), properties(after).has(name)];
  if (was && is) return false;
  return was || required !== (direction === 'request') || (is && required);
}

function* differing(before: ReadonlySet<string>, after: ReadonlySet<string>): Generator<string> {
  for (const name of before) if (!after.has(name)) yield name;
  for (const name of after) if (!before.has(name)) yield name;
}

function spotOf(view: SchemaView, name: string): Spot {
  const list = view.holder('required');
  const index = Array.isArray(list) ? indexesIn(list).get(name) : undefined;
  return list === undefined || index === undefined ? view.at('required') : { side: view.side, node: list, key: index };
}
