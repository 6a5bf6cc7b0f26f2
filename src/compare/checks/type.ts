import type { Json } from '../../spec/json.ts';
import { keywordFact, plain } from '../facts.ts';
import type { SchemaPair } from '../schema-pair.ts';
import type { SchemaView } from '../schema-view.ts';
import type { SchemaCheck } from './check.ts';

export const type: SchemaCheck = {
  kind: 'schema',
  title: 'Type and format',
  why: 'A value of another type is refused by servers and not understood by clients; a wider type in a response brings values that clients cannot read.',
  ids: {
    'request-body-type-changed': 'error',
    'request-property-type-changed': 'error',
    'request-parameter-type-changed': 'error',
    'request-parameter-property-type-changed': 'warning',
    'response-body-type-changed': 'error',
    'response-property-type-changed': 'error',
    'response-header-type-changed': 'error',
    'request-body-type-generalized': 'info',
    'request-property-type-generalized': 'info',
    'request-parameter-type-generalized': 'info',
    'request-parameter-property-type-generalized': 'info',
    'response-body-type-generalized': 'error',
    'response-property-type-generalized': 'error',
    'response-header-type-generalized': 'error',
    'request-parameter-property-type-specialized': 'error',
    'response-body-type-specialized': 'info',
    'response-property-type-specialized': 'info',
    'response-header-type-specialized': 'info',
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
    { of: 'schema', before: '{ type: string }', after: '{ type: object }' },
    { of: 'schema', before: '{ type: integer }', after: '{ type: number }' },
    {
      of: 'schema',
      before: '{ oneOf: [{ type: string }, { type: integer }] }',
      after: '{ oneOf: [{ type: string }, { type: integer }, { type: boolean }] }',
    },
  ],
  id: (surface, event) => {
    const text = event === 'type-became-text';
    if (text && surface === 'request-parameter') return 'request-parameter-type-generalized';
    const known = text ? 'type-changed' : event;
    const noName =
      known === 'type-specialized' && surface.startsWith('request-') && surface !== 'request-parameter-property';
    return `${surface}-${noName ? 'type-changed' : known}`;
  },
  compare: (pair) => {
    const event = eventOf(pair);
    return event === undefined
      ? []
      : [keywordFact(pair, changedKeyword(pair), event, [describe(pair.before), describe(pair.after)])];
  },
  say: ({ where, args }) => `${where}: the type went from ${plain(args[0])} to ${plain(args[1])}.`,
};

type Order = 'same' | 'wider' | 'narrower' | 'different';

function eventOf({ before, after, direction }: SchemaPair): string | undefined {
  const types = orderTypes(before.types, after.types);
  const listed = listEvent(before, after, types);
  if (listed !== undefined) return listed;
  switch (both(types, orderFormats(before.get('format'), after.get('format')))) {
    case 'same':
      return undefined;
    case 'wider':
      return direction === 'response' && after.types === undefined ? 'type-changed' : 'type-generalized';
    case 'narrower':
      return 'type-specialized';
    case 'different':
      return types === 'different' && after.types?.size === 1 && after.types.has('string')
        ? 'type-became-text'
        : 'type-changed';
  }
}

/** Lists of types made with `oneOf` or `anyOf` have ids of their own. */
function listEvent(before: SchemaView, after: SchemaView, types: Order): string | undefined {
  const listed = before.typesListed || after.typesListed;
  if (!listed || before.types === undefined || after.types === undefined) return undefined;
  if (types === 'wider') return 'list-of-types-widened';
  return types === 'narrower' ? 'list-of-types-narrowed' : undefined;
}

/** Two orders taken together. */
function both(a: Order, b: Order): Order {
  if (a === 'same' || a === b) return b;
  return b === 'same' ? a : 'different';
}

function orderTypes(before: SchemaView['types'], after: SchemaView['types']): Order {
  if (before === undefined || after === undefined)
    return before === after ? 'same' : before === undefined ? 'narrower' : 'wider';
  const up = [...before].every((type) => covers(after, type));
  const down = [...after].every((type) => covers(before, type));
  return up && down ? 'same' : up ? 'wider' : down ? 'narrower' : 'different';
}

/** Every integer is a number. */
function covers(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}

const widerFormats: Readonly<Record<string, string>> = { int32: 'int64', float: 'double' };

function orderFormats(before: Json | undefined, after: Json | undefined): Order {
  if (before === after) return 'same';
  if (after === undefined) return 'wider';
  if (before === undefined) return 'narrower';
  if (typeof before === 'string' && widerFormats[before] === after) return 'wider';
  return typeof after === 'string' && widerFormats[after] === before ? 'narrower' : 'different';
}

function changedKeyword({ before, after }: SchemaPair): string {
  return orderTypes(before.types, after.types) === 'same' ? 'format' : 'type';
}

function describe(view: SchemaView): string {
  const types = view.types === undefined ? 'any' : [...view.types].sort().join(' or ');
  const format = view.get('format');
  return typeof format === 'string' ? `${types} (${format})` : types;
}
