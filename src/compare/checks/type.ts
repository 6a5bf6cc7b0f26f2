import type { Json } from '../../spec/json.ts';
import { saysSameBytes } from '../schemas/bytes.ts';
import { keywordFact } from '../schemas/facts.ts';
import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { fitsFormat, fitsText, fitsTypes, type TypeSet } from '../schemas/type-order.ts';
import { plain } from '../wording.ts';
import type { SchemaCheck, Setting } from './check.ts';

export const type: SchemaCheck = {
  kind: 'schema',
  keywords: ['type', 'format', 'oneOf', 'anyOf'],
  ofForm: true,
  title: 'Type and format',
  why: 'A value of another type is refused by servers and not understood by clients; a wider type in a response brings values that clients cannot read. Where values travel as text, a number is as good as its digits.',
  instead: 'Add a property of the new type beside the old one, fill both, and deprecate the old one.',
  ids: {
    'request-body-type-changed': 'error',
    'request-property-type-changed': 'error',
    'request-parameter-type-changed': 'error',
    'request-parameter-property-type-changed': 'warning',
    'response-body-type-changed': 'error',
    'response-property-type-changed': 'error',
    'response-header-type-changed': 'error',
    'request-body-type-compatible': 'info',
    'request-property-type-compatible': 'info',
    'response-body-type-compatible': 'info',
    'response-property-type-compatible': 'info',
    'response-header-type-compatible': 'info',
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
  },
  examples: [
    { of: 'schema', before: '{ type: string }', after: '{ type: object }' },
    { of: 'schema', before: '{ type: integer }', after: '{ type: number }' },
  ],
  id: (surface, event) => {
    const isRequest = surface.startsWith('request-');
    const narrowed = isRequest && event === 'type-specialized' && !surface.endsWith('-parameter-property');
    return `${surface}-${narrowed ? 'type-changed' : event}`;
  },
  compare: (pair, same) => {
    const types = differ(pair.before.types, pair.after.types);
    if (!types && (format(pair.before) === format(pair.after) || saysSameBytes(pair))) return [];
    const args = [describe(pair.before), describe(pair.after)];
    const fact = keywordFact(pair, types ? 'type' : 'format', eventIn(pair, false), args);
    const inText = eventsInText(pair, same);
    // Any text may take the place of a number, and not the other way round.
    return [{ ...fact, eventIn: inText, ...(inText.text === 'type-compatible' && { reversed: 'error' as const }) }];
  },
  say: ({ where, args }) => `${where}: the type went from ${plain(args[0])} to ${plain(args[1])}.`,
};

/** What it is called in a body. Read as text, a string may take the place of any other type. */
function eventIn(pair: SchemaPair, text: boolean): string {
  return pair.direction === 'request' ? inRequest(pair, text) : inResponse(pair, text);
}

function inRequest({ before, after }: SchemaPair, text: boolean): string {
  const safe = accepts(before, after, text);
  if (safe !== undefined) return safe === 'swapped' ? 'type-compatible' : 'type-generalized';
  const narrower = fitsTypes(after.types, before.types) && fitsFormat(before.types, format(after), format(before));
  return narrower ? 'type-specialized' : 'type-changed';
}

function inResponse({ before, after }: SchemaPair, text: boolean): string {
  const safe = accepts(after, before, text);
  if (safe !== undefined) return safe === 'swapped' ? 'type-compatible' : 'type-specialized';
  const wider = fitsTypes(before.types, after.types) && differ(before.types, after.types);
  return wider ? 'type-generalized' : 'type-changed';
}

/** Whether whoever reads `wide` can read `narrow`: by its type, or as text of another type. */
function accepts(narrow: SchemaView, wide: SchemaView, text: boolean): 'fitting' | 'swapped' | undefined {
  const fits = fitsTypes(narrow.types, wide.types);
  if (!fits && wide.types === undefined) return 'fitting';
  if (!fits && !(text && fitsText(narrow.types, wide.types))) return undefined;
  if (!fitsFormat(wide.types, format(narrow), format(wide))) return undefined;
  return fits || narrow.types === undefined ? 'fitting' : 'swapped';
}

function eventsInText(pair: SchemaPair, same: Sameness): Readonly<Partial<Record<Setting, string>>> {
  const text = eventIn(pair, true);
  if (pair.direction === 'response') return { text };
  const [asJson, asText] = [refuses(pair, false), refuses(pair, true)];
  const unsure = asJson === asText ? (asJson ? 'type-specialized' : 'type-generalized') : 'type-changed';
  return {
    text,
    parameter: asText ? 'type-changed' : 'type-generalized',
    'list-parameter': asText && !becameListOf(pair, same) ? 'type-changed' : 'type-generalized',
    'in-parameter': unsure,
  };
}

/** Whether a value that was written for the type before is refused now, read as JSON or as text. */
function refuses({ before, after }: SchemaPair, text: boolean): boolean {
  const types = fitsTypes(before.types, after.types) || (text && fitsText(before.types, after.types));
  return !types || !fitsFormat(after.types, format(before), format(after));
}

/** A parameter whose single values are lists of one now, each of which may be what the parameter was. */
function becameListOf({ before, after }: SchemaPair, same: Sameness): boolean {
  const items = after.side.schema(after.get('items'), after.node, 'items')?.view;
  if (items === undefined || before.types === undefined || before.types.has('array')) return false;
  if (after.types?.size !== 1 || !after.types.has('array')) return false;
  const fits = fitsTypes(before.types, items.types) || fitsText(before.types, items.types);
  return (
    fits &&
    (isUnlimited(items, same) || limitsOf(before, same) === limitsOf(items, same) || listsMore(before, items, same))
  );
}

/** Whether the one lists the values of the other, and else says the same. */
function listsMore(before: SchemaView, items: SchemaView, same: Sameness): boolean {
  const isListed = before.values?.every((value) => items.values?.includes(value)) === true;
  return isListed && limitsOf(before, same, 'enum') === limitsOf(items, same, 'enum');
}

/** What says nothing of the texts that single values are. */
const unlimiting: ReadonlySet<string> = new Set(['type', 'nullable', 'deprecated', 'readOnly', 'writeOnly', 'xml']);

function isUnlimited(view: SchemaView, same: Sameness): boolean {
  return limitsOf(view, same) === same.ofSchema({}, view.side);
}

function limitsOf(view: SchemaView, same: Sameness, but?: string): number {
  const limits = Object.entries(view.node).filter(([keyword]) => keyword !== but && !unlimiting.has(keyword));
  return same.ofSchema(Object.fromEntries(limits), view.side);
}

function format(view: SchemaView): Json | undefined {
  const said = view.get('format');
  return said === '' ? undefined : said;
}

function differ(a: TypeSet, b: TypeSet): boolean {
  return a?.size !== b?.size || [...(a ?? [])].some((name) => b?.has(name) !== true);
}

function describe(view: SchemaView): string {
  const types = view.types === undefined ? 'any' : [...view.types].sort().join(' or ') || 'null';
  const said = format(view);
  return typeof said === 'string' ? `${types} (${said})` : types;
}
