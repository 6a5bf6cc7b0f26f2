import { recalledMembers } from '../schemas/called-members.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { Spot } from '../schemas/schema-view.ts';
import { plain } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

const ids = {
  'request-body-subtype-added': 'info',
  'request-property-subtype-added': 'info',
  'response-body-subtype-added': 'warning',
  'response-property-subtype-added': 'warning',
  'request-body-subtype-removed': 'warning',
  'request-property-subtype-removed': 'warning',
  'response-body-subtype-removed': 'info',
  'response-property-subtype-removed': 'info',
} as const;

/** A body of pets, and a list of them, each way. */
function pets(schemas: string): string {
  const content = (schema: string): string => `content: { application/json: { schema: ${schema} } }`;
  const operation = (schema: string): string =>
    `{ post: { requestBody: { ${content(schema)} }, responses: { 200: { description: ok, ${content(schema)} } } } }`;
  const pet = "{ $ref: '#/components/schemas/Pet' }";
  const paths = `/a: ${operation(pet)}, /b: ${operation(`{ type: array, items: ${pet} }`)}`;
  return `{ paths: { ${paths} }, components: { schemas: { ${schemas} } } }`;
}

const pet =
  'Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }';

function heir(name: string): string {
  return `${name}: { allOf: [{ $ref: '#/components/schemas/Pet' }] }`;
}

export const subtype: SchemaCheck = {
  kind: 'schema',
  keywords: ['discriminator', 'allOf'],
  title: 'Subtypes of a schema with a discriminator',
  why: 'The discriminator names the schema that a value is of: clients that send a name that is gone are refused, and those that read may not know a new one.',
  instead:
    'In requests keep the old schema and mark it deprecated; in responses send values of a new one only to clients that ask for it.',
  ids,
  ours: Object.keys(ids),
  examples: [
    { of: 'document', before: pets(`${pet}, ${heir('Cat')}`), after: pets(`${pet}, ${heir('Cat')}, ${heir('Dog')}`) },
    { of: 'document', before: pets(`${pet}, ${heir('Cat')}, ${heir('Dog')}`), after: pets(`${pet}, ${heir('Cat')}`) },
  ],
  compare: (pair: SchemaPair) => {
    const { before, after, subtypes } = pair;
    const recalled = recalledMembers(pair);
    return [
      ...subtypes.removed.map(({ name, node }) => fact(name, 'removed', 'before', { side: before.side, node })),
      ...recalled.removed.map(({ name, member }) => fact(name, 'removed', 'before', member.spot)),
      ...subtypes.added.map(({ name, node }) => fact(name, 'added', 'after', { side: after.side, node })),
      ...recalled.added.map(({ name, member }) => fact(name, 'added', 'after', member.spot)),
    ];
  },
  say: ({ where, id, args: [name] }) =>
    `${where}: ${plain(name)} is ${id.endsWith('-added') ? 'a new subtype' : 'no subtype any more'}.`,
};

function fact(name: string, event: 'added' | 'removed', end: 'before' | 'after', spot: Spot): Fact {
  return { event: `subtype-${event}`, args: [name], [end]: spot };
}
