import type { Json } from '../spec/json.ts';
import type { Fact, Surface, Told } from './checks/check.ts';
import { outline, type Composition } from './members.ts';
import type { SchemaPair } from './schema-pair.ts';
import type { Sameness } from './same.ts';
import type { SchemaView } from './schema-view.ts';

/** A fact about one keyword, which stands or would stand on both sides. */
export function keywordFact(pair: SchemaPair, keyword: string, event: string, args: readonly Json[]): Fact {
  return { event, args, before: pair.before.at(keyword), after: pair.after.at(keyword) };
}

/** How a numeric limit moved: `STEM-increased`, `-decreased`, `-set`, `-unset`. */
export function boundFacts(pair: SchemaPair, keyword: string, stem: string): Fact[] {
  const from = boundOf(pair.before, keyword);
  const to = boundOf(pair.after, keyword);
  if (from === to) return [];
  if (from === undefined) return [keywordFact(pair, keyword, `${stem}-set`, [null, to ?? null])];
  if (to === undefined) return [keywordFact(pair, keyword, `${stem}-unset`, [from, null])];
  return [keywordFact(pair, keyword, `${stem}-${to > from ? 'increased' : 'decreased'}`, [from, to])];
}

/** A lower limit of zero on a length or count limits nothing. */
function boundOf(view: SchemaView, keyword: string): number | undefined {
  if (
    keyword === 'minimum' ||
    keyword === 'maximum' ||
    keyword === 'exclusiveMinimum' ||
    keyword === 'exclusiveMaximum'
  ) {
    return view.bound(keyword);
  }
  const value = view.get(keyword);
  if (typeof value !== 'number' || (value === 0 && keyword.startsWith('min'))) return undefined;
  return value;
}

/** How any value changed: `STEM-added`, `-changed`, `-removed`. */
export function valueFacts(pair: SchemaPair, keyword: string, stem: string, same: Sameness): Fact[] {
  const from = pair.before.get(keyword);
  const to = pair.after.get(keyword);
  if (same.equal(from, to)) return [];
  const event = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  return [keywordFact(pair, keyword, `${stem}-${event}`, [from ?? null, to ?? null])];
}

/** A keyword that is either true or not there. */
export function flagFacts(pair: SchemaPair, keyword: string, set: string, unset: string): Fact[] {
  const from = pair.before.get(keyword) === true;
  const to = pair.after.get(keyword) === true;
  return from === to ? [] : [keywordFact(pair, keyword, to ? set : unset, [])];
}

/** Members that only one side of a composition has: `STEM-added`, `-removed`. */
export function memberFacts(pair: SchemaPair, keyword: Composition, stem: string): Fact[] {
  const matching = pair.members.get(keyword);
  if (matching === undefined) return [];
  const [before, after] = [pair.before.at(keyword), pair.after.at(keyword)];
  return [
    ...matching.removed.map((one): Fact => ({
      event: `${stem}-removed`,
      args: [outline(one)],
      before: one.spot,
      cause: before,
    })),
    ...matching.added.map((one): Fact => ({
      event: `${stem}-added`,
      args: [outline(one)],
      after: one.spot,
      cause: after,
    })),
  ];
}

/** e.g. `Request property a: maxLength went from 20 to 10.` */
export function sayKeyword({ where, args }: Told, keyword: string): string {
  const [from, to] = [args[0] ?? null, args[1] ?? null];
  if (from === null) return `${where}: ${keyword} ${show(to)} is new.`;
  if (to === null) return `${where}: ${keyword} ${show(from)} is gone.`;
  return `${where}: ${keyword} went from ${show(from)} to ${show(to)}.`;
}

/** A text as it is, any other value as it would be written. */
export function plain(value: Json | undefined): string {
  return typeof value === 'string' ? value : show(value);
}

const MAX_SHOWN = 80;

/** A value as it would be written, cut where it is long. */
export function show(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** The id of an event that concerns a property of the schema: a body's properties and those further in are told alike. */
export function propertyId(surface: Surface, event: string): string {
  const inBody =
    surface === 'request-body' ||
    surface === 'request-property' ||
    surface === 'response-body' ||
    surface === 'response-property';
  return inBody ? `${surface.startsWith('request-') ? 'request' : 'response'}-${event}` : '';
}

/** Whether the schema allows one value by `const`, not by an enum of one, which means the same. */
export function isConstant(view: SchemaView): boolean {
  return view.holder('enum') === undefined && view.get('const') !== undefined;
}

export function bothConstant({ before, after }: SchemaPair): boolean {
  return isConstant(before) && isConstant(after);
}
