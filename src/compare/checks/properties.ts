import { propertyId } from '../schemas/facts.ts';
import { hides, properties, type SchemaPair } from '../schemas/schema-pair.ts';
import type { Referred, SchemaView, Spot } from '../schemas/schema-view.ts';
import type { Fact, SchemaCheck, Surface } from './check.ts';

export const propertyExistence: SchemaCheck = {
  kind: 'schema',
  keywords: ['properties'],
  title: 'Properties added and removed',
  why: 'Clients cannot know a new required property, and cannot read one that is not sent any more.',
  instead:
    'In requests add properties as optional ones and ignore removed ones; in responses go on sending the property until its sunset.',
  ids: {
    'new-required-request-property': 'error',
    'new-required-request-property-with-default': 'error',
    'new-optional-request-property': 'info',
    'request-property-removed': 'warning',
    'response-required-property-added': 'info',
    'response-required-property-removed': 'error',
    'response-required-write-only-property-added': 'info',
    'response-required-write-only-property-removed': 'info',
    'response-optional-property-added': 'info',
    'response-optional-property-removed': 'info',
    'response-optional-write-only-property-added': 'info',
    'response-optional-write-only-property-removed': 'info',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } } }',
      after: '{ type: object, properties: {} }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string } }, required: [name] }',
      after: '{ type: object, properties: {} }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string, default: a } }, required: [name] }',
      after: '{ type: object, properties: {} }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string, writeOnly: true } } }',
      after: '{ type: object, properties: {} }',
    },
    {
      of: 'schema',
      before: '{ type: object, properties: { name: { type: string, writeOnly: true } }, required: [name] }',
      after: '{ type: object, properties: {} }',
    },
  ],
  id: (surface, event) => (event.startsWith('new-') ? newId(surface, event) : propertyId(surface, event)),
  compare: (pair) =>
    [
      ...only(pair.before, pair.after, movedOf(pair)).map(([name, schema]): Fact => {
        const event = removedEvent(pair, name, schema);
        const reversed = pair.direction === 'response' ? 'warning' : pair.before.required.has(name) ? 'error' : 'info';
        return { event, args: argsOf(pair, name), property: name, reversed, before: spotOf(pair.before, name) };
      }),
      ...only(pair.after, pair.before).map(([name, schema]): Fact => {
        const event = addedEvent(pair, name, schema);
        const reversed = pair.direction === 'response' && pair.after.required.has(name) ? 'error' : 'info';
        return { event, args: argsOf(pair, name), property: name, reversed, after: spotOf(pair.after, name) };
      }),
    ].filter((fact) => fact.event !== ''),
  say: ({ where, id, args: [, stays] }) => {
    const isGone = id.endsWith('-removed');
    if (stays !== undefined)
      return isGone
        ? `${where} has no schema any more, and is still required.`
        : `${where} has a schema now, and was required before.`;
    if (isGone) return `${where} is gone.`;
    const kind = id.includes('required') ? 'required' : 'optional';
    return `${where} is new and ${kind}.`;
  },
};

const REQUIRED = 'required on both sides';

/** What is required before and after does not come or go: its schema does. */
function argsOf({ before, after }: SchemaPair, name: string): Fact['args'] {
  return before.required.has(name) && after.required.has(name) ? [name, REQUIRED] : [name];
}

function only(view: SchemaView, other: SchemaView, moved: ReadonlySet<string> = new Set()): [string, Referred][] {
  const others = properties(other);
  return [...properties(view)].filter(([name]) => !others.has(name) && !moved.has(name));
}

/** Properties that members of a `oneOf` have instead. */
function movedOf({ transition }: SchemaPair): ReadonlySet<string> {
  return transition?.kind === 'wrapped' ? transition.moved : new Set();
}

function removedEvent({ before, direction }: SchemaPair, name: string, { view }: Referred): string {
  const hidden = hides(view, direction);
  if (direction === 'request') return hidden ? '' : 'property-removed';
  return `${before.required.has(name) ? 'required' : 'optional'}-${hidden ? 'write-only-' : ''}property-removed`;
}

function addedEvent({ after, direction }: SchemaPair, name: string, { view }: Referred): string {
  const hidden = hides(view, direction);
  const required = after.required.has(name);
  if (direction === 'response')
    return `${required ? 'required' : 'optional'}-${hidden ? 'write-only-' : ''}property-added`;
  if (hidden) return '';
  if (!required) return 'new-optional';
  return view.get('default') === undefined ? 'new-required' : 'new-required-with-default';
}

/** `new-required-with-default` at a request's body is `new-required-request-property-with-default`. */
function newId(surface: Surface, event: string): string {
  if (surface.startsWith('response-'))
    return propertyId(
      surface,
      event.startsWith('new-required') ? 'required-property-added' : 'optional-property-added',
    );
  const [, kind = '', rest = ''] = /^(new-[a-z]+)(.*)$/.exec(event) ?? [];
  return propertyId(surface, 'property') === 'request-property' ? `${kind}-request-property${rest}` : '';
}

function spotOf(view: SchemaView, name: string): Spot {
  return { side: view.side, node: view.holder('properties') ?? view.node, key: name };
}
