import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import { plain, show } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';
import { parameterIds } from './parameter-ids.ts';

const ofParameters = parameterIds('dependent-required', true);

export const dependentRequired: SchemaCheck = {
  kind: 'schema',
  keywords: ['dependentRequired'],
  ofForm: true,
  title: 'Properties that another property requires',
  why: 'An object with the one property and without the others, which was fine, is refused; or one arrives.',
  instead: 'Fill in what is missing with a default, or ask for the pair in a new operation.',
  ids: {
    'request-body-dependent-required-added': 'error',
    'request-property-dependent-required-added': 'error',
    'response-body-dependent-required-added': 'info',
    'response-property-dependent-required-added': 'info',
    'request-body-dependent-required-changed': 'error',
    'request-property-dependent-required-changed': 'error',
    'response-body-dependent-required-changed': 'error',
    'response-property-dependent-required-changed': 'error',
    'request-body-dependent-required-removed': 'info',
    'request-property-dependent-required-removed': 'info',
    'response-body-dependent-required-removed': 'error',
    'response-property-dependent-required-removed': 'error',
    ...ofParameters,
  },
  ours: Object.keys(ofParameters),
  examples: [
    {
      of: 'schema',
      before:
        '{ type: object, properties: { card: { type: string }, address: { type: string }, name: { type: string } } }',
      after:
        '{ type: object, properties: { card: { type: string }, address: { type: string }, name: { type: string } }, dependentRequired: { card: [address] } }',
    },
    {
      of: 'schema',
      before:
        '{ type: object, properties: { card: { type: string }, address: { type: string }, name: { type: string } }, dependentRequired: { card: [address] } }',
      after:
        '{ type: object, properties: { card: { type: string }, address: { type: string }, name: { type: string } }, dependentRequired: { card: [name] } }',
    },
  ],
  compare: ({ before, after }, same) => {
    const [old, now] = [asObject(before.get(keyword)), asObject(after.get(keyword))];
    return [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].flatMap((name): Fact[] => {
      const [from, to] = [own(old, name), own(now, name)];
      if (same.equal(asSet(from), asSet(to))) return [];
      const event = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
      const spots = { before: spotOf(before, old, name), after: spotOf(after, now, name) };
      return [{ event: `dependent-required-${event}`, args: [name, asSet(from) ?? null, asSet(to) ?? null], ...spots }];
    });
  },
  say: ({ where, args: [name, from, to] }) => {
    const beside = `beside ${plain(name)}`;
    if (to === null) return `${where}: ${show(from)} are no longer required ${beside}.`;
    return `${where}: ${show(to)} are required ${beside} now${from === null ? '' : `, instead of ${show(from)}`}.`;
  },
};

const keyword = 'dependentRequired';

function asSet(names: Json | undefined): Json | undefined {
  return Array.isArray(names) ? [...new Set<Json>(names)].map(plain).sort() : names;
}

function spotOf(view: SchemaView, map: JsonObject | undefined, name: string): Spot {
  return map !== undefined && Object.hasOwn(map, name) ? { side: view.side, node: map, key: name } : view.at(keyword);
}
