import type { Json } from '../../spec/json.ts';
import type { Fact, Surface } from '../checks/check.ts';
import type { Composition } from './keywords.ts';
import { digestOf, outline } from './member-names.ts';
import type { Member } from './members.ts';
import type { Sameness } from './same.ts';
import { childrenOf, type SchemaPair } from './schema-pair.ts';
import type { Bound, SchemaView, Spot } from './schema-view.ts';

/** A fact about one keyword, which stands or would stand on both sides. */
export function keywordFact(pair: SchemaPair, keyword: string, event: string, args: readonly Json[]): Fact {
  return { event, args, before: pair.before.at(keyword), after: pair.after.at(keyword) };
}

/** How a numeric limit moved: `STEM-increased`, `-decreased`, `-set`, `-unset`. */
export function boundFacts(pair: SchemaPair, keyword: string, stem: string): Fact[] {
  const [from, to] = limits(pair, keyword);
  if (from === to) return [];
  if (from === undefined) return [keywordFact(pair, keyword, `${stem}-set`, [null, to ?? null])];
  if (to === undefined) return [keywordFact(pair, keyword, `${stem}-unset`, [from, null])];
  return [keywordFact(pair, keyword, `${stem}-${to > from ? 'increased' : 'decreased'}`, [from, to])];
}

type Limit = number | true | undefined;

/** A limit on both sides; `true` is an exclusive one whose number is the inclusive one's (OpenAPI 3.0). */
function limits({ before, after }: SchemaPair, keyword: string): [Limit, Limit] {
  if (!isBound(keyword)) return [countOf(before, keyword), countOf(after, keyword)];
  const exclusive = /min/i.test(keyword) ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const numbered = [before, after].some((view) => typeof view.get(exclusive) === 'number');
  if (numbered) return [before.bound(keyword), after.bound(keyword)];
  if (keyword === exclusive) return [flagOf(before, keyword), flagOf(after, keyword)];
  return [numberOf(before, keyword), numberOf(after, keyword)];
}

function isBound(keyword: string): keyword is Bound {
  return /^(exclusiveM|m)(in|ax)imum$/.test(keyword);
}

function flagOf(view: SchemaView, keyword: string): true | undefined {
  return view.get(keyword) === true ? true : undefined;
}

function numberOf(view: SchemaView, keyword: string): number | undefined {
  const value = view.get(keyword);
  return typeof value === 'number' ? value : undefined;
}

/** A lower limit of zero on a length or count limits nothing. */
function countOf(view: SchemaView, keyword: string): number | undefined {
  const value = numberOf(view, keyword);
  return value === 0 && keyword.startsWith('min') && keyword !== 'minContains' ? undefined : value;
}

/** How any value changed: `STEM-added`, `-changed`, `-removed`. */
export function valueFacts(pair: SchemaPair, keyword: string, stem: string, same: Sameness): Fact[] {
  const from = pair.before.get(keyword);
  const to = pair.after.get(keyword);
  if (same.equal(from, to)) return [];
  const event = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  return [keywordFact(pair, keyword, `${stem}-${event}`, [from ?? null, to ?? null])];
}

/** Any value that is another now, be it new or gone. */
export function valueChanged(pair: SchemaPair, keyword: string, event: string, same: Sameness): Fact[] {
  return valueFacts(pair, keyword, event, same).map((fact) => ({ ...fact, event }));
}

/** A schema or object that only one side has, and that says something: `STEM-added`, `-removed`. */
export function presenceFacts(pair: SchemaPair, keyword: string, stem: string): Fact[] {
  const [from, to] = [pair.before.get(keyword), pair.after.get(keyword)];
  if ((from === undefined) === (to === undefined)) return [];
  if ((from ?? to) === true && keyword !== 'contains') return [];
  return [keywordFact(pair, keyword, `${stem}-${from === undefined ? 'added' : 'removed'}`, [])];
}

/** Schemas by name that only one side has: `STEM-added`, `-removed`. */
export function nameFacts({ before, after }: SchemaPair, keyword: string, stem: string): Fact[] {
  const [old, now] = [childrenOf(before, keyword), childrenOf(after, keyword)];
  const spot = (view: SchemaView, name: string): Spot => ({
    side: view.side,
    node: view.holder(keyword) ?? view.node,
    key: name,
  });
  return [
    ...[...old.keys()]
      .filter((name) => !now.has(name))
      .map((name): Fact => ({ event: `${stem}-removed`, args: [name], before: spot(before, name) })),
    ...[...now.keys()]
      .filter((name) => !old.has(name))
      .map((name): Fact => ({ event: `${stem}-added`, args: [name], after: spot(after, name) })),
  ];
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
  const fact = (one: Member, event: string): Omit<Fact, 'cause'> => ({
    event: `${stem}-${event}`,
    args: [outline(one), ...(one.name === undefined ? [digestOf(one)] : [])],
  });
  return [
    ...matching.removed.map((one): Fact => ({ ...fact(one, 'removed'), before: one.spot, cause: before })),
    ...matching.added.map((one): Fact => ({ ...fact(one, 'added'), after: one.spot, cause: after })),
  ];
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

/** Whether both allow one value by `const`. */
export function bothConstant({ before, after }: SchemaPair): boolean {
  return isConstant(before) && isConstant(after);
}
