import { inOrder, type Json } from '../../spec/json.ts';
import { bothConstant, isConstant, keywordFact } from '../schemas/facts.ts';
import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import { show } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const enumValue: SchemaCheck = {
  kind: 'schema',
  keywords: ['enum', 'const'],
  title: 'Enum values',
  why: 'A value that clients send is refused when it is taken out; a new one arrives at clients that have no case for it.',
  instead:
    'In requests keep the old value and mark it deprecated in the description; in responses make the enum open (`x-extensible-enum`) before values are added.',
  ids: {
    'request-property-enum-value-added': 'info',
    'request-parameter-enum-value-added': 'info',
    'request-parameter-property-enum-value-added': 'info',
    'response-body-enum-value-added': 'error',
    'response-property-enum-value-added': 'error',
    'response-write-only-property-enum-value-added': 'info',
    'request-body-enum-value-removed': 'error',
    'request-property-enum-value-removed': 'error',
    'request-read-only-property-enum-value-removed': 'info',
    'request-parameter-enum-value-removed': 'error',
    'request-parameter-property-enum-value-removed': 'error',
    'response-property-enum-value-removed': 'info',
    'request-body-became-enum': 'error',
    'request-property-became-enum': 'error',
    'request-parameter-became-enum': 'error',
    'response-mediatype-enum-value-removed': 'info',
  },
  ours: ['response-body-enum-value-added'],
  examples: [
    { of: 'schema', before: '{ type: string, enum: [a, b, c] }', after: '{ type: string, enum: [a, b] }' },
    { of: 'schema', before: '{ type: string }', after: '{ type: string, enum: [a, b] }' },
    {
      of: 'schema',
      before: '{ type: string, readOnly: true, enum: [a, b, c] }',
      after: '{ type: string, readOnly: true, enum: [a, b] }',
    },
    {
      of: 'schema',
      before: '{ type: string, writeOnly: true, enum: [a, b, c] }',
      after: '{ type: string, writeOnly: true, enum: [a, b] }',
    },
  ],
  id: (surface, event) =>
    surface === 'response-body' && event === 'enum-value-removed'
      ? 'response-mediatype-enum-value-removed'
      : `${surface}-${event}`,
  compare: (pair, same) => {
    const [from, to] = valuesOf(pair);
    if (bothConstant(pair) || (isConstant(pair.before) && to === undefined)) return [];
    if (isConstant(pair.after) && from === undefined) return [];
    if (from === undefined || to === undefined) return wholeFacts(pair, from, to);
    return [
      ...valueFacts(pair, 'before', without(pair.before, from, to, same)),
      ...valueFacts(pair, 'after', without(pair.after, to, from, same)),
    ];
  },
  say: ({ where, id, args: [value, all] }) => {
    if (id.endsWith('-became-enum')) return `${where}: only these values are allowed now: ${show(value)}.`;
    if (all === undefined) return `${where}: the value ${show(value)} is ${id.endsWith('-added') ? 'new' : 'gone'}.`;
    const many = Array.isArray(all) && all.length > MOST_EACH ? `these ${String(all.length)} values` : 'these values';
    return id.endsWith('-added')
      ? `${where}: ${many} are listed now: ${show(all)}.`
      : `${where}: ${many} are not listed any more: ${show(all)}.`;
  },
};

/** More values than this at one place are one difference: nobody reads thousands of lines, each of one value. */
const MOST_EACH = 20;

/** What is `before` and not after is gone, what is `after` and not before is new. */
function valueFacts(
  pair: SchemaPair,
  side: 'before' | 'after',
  values: readonly { readonly value: Json; readonly spot: Spot }[],
): Fact[] {
  const event = side === 'before' ? 'enum-value-removed' : 'enum-value-added';
  const list = pair[side].at('enum');
  const isForetold = side === 'after' && pair.before.get('x-extensible-enum') !== undefined;
  const expected = isForetold && { foretold: true as const };
  if (values.length <= MOST_EACH) {
    return values.map(({ value, spot }): Fact => ({ event, args: [value], [side]: spot, cause: list, ...expected }));
  }
  // Arguments are part of the fingerprint, the order of values is not.
  return [{ event, args: [null, inOrder(values.map(({ value }) => value))], [side]: list, ...expected }];
}

/** A list where there was none, or none any more: one difference, however many values it has. */
function wholeFacts(pair: SchemaPair, from: readonly Json[] | undefined, to: readonly Json[] | undefined): Fact[] {
  if (to !== undefined) {
    const listed = inOrder(to);
    const added = keywordFact(pair, 'enum', 'enum-value-added', [null, listed]);
    return [keywordFact(pair, 'enum', 'became-enum', [listed]), ...(to.length === 0 ? [] : [added])];
  }
  if (from === undefined || from.length === 0) return [];
  return [keywordFact(pair, 'enum', 'enum-value-removed', [null, inOrder(from)])];
}

/** Null counts where both list it or could; where one side has no list, whether null is allowed is told by itself. */
function valuesOf({ before, after }: SchemaPair): [readonly Json[] | undefined, readonly Json[] | undefined] {
  const [old, now] = [before.get('enum'), after.get('enum')];
  return Array.isArray(old) && Array.isArray(now) ? [old, now] : [before.values, after.values];
}

/** The values of a side that the other has not, and where each stands. */
function without(
  view: SchemaView,
  values: readonly Json[],
  others: readonly Json[],
  same: Sameness,
): { readonly value: Json; readonly spot: Spot }[] {
  const known = new Set(others.map((value) => same.of(value)));
  const own = values.filter((value) => !known.has(same.of(value)));
  if (own.length === 0) return [];
  const spotOf = spots(view, same);
  return own.map((value) => ({ value, spot: spotOf(value) }));
}

/** Where each value of a side stands; the first of equal ones. */
function spots(view: SchemaView, same: Sameness): (value: Json) => Spot {
  const list = view.holder('enum');
  if (!Array.isArray(list)) return () => view.at('const');
  const places = new Map<number, number>();
  for (const [index, item] of (list as readonly Json[]).entries()) {
    const number = same.of(item);
    if (!places.has(number)) places.set(number, index);
  }
  return (value) => ({ side: view.side, node: list, key: places.get(same.of(value)) ?? 0 });
}
