import type { Json } from '../../spec/json.ts';
import { allowsNothing, limitsNothing } from '../../spec/merge-siblings.ts';
import type { Subtype } from './inheritance.ts';
import { fewMembers } from './members.ts';
import { childrenOf, type SchemaPair } from './schema-pair.ts';
import type { Referred, SchemaView } from './schema-view.ts';

/** The way from a pair of schemas to a pair of their parts. */
export interface Step {
  readonly before: Referred;
  readonly after: Referred;
  /** What it adds to a property path: `.name`, `[]`, `.*`, or nothing where the value stays the same. */
  readonly label: string;
  /** Under `not`, what narrows the part widens the whole. */
  readonly flips: boolean;
  /** Into a member of `allOf`: another member may ask for what this one does not. */
  readonly shared: boolean;
  /** To what names that nobody declared have. */
  readonly free: boolean;
  /** To what a text contains: no value of JSON is refused for it. */
  readonly inText: boolean;
  /** The keyword, where the part speaks of some values alone, or asks what they are. */
  readonly under?: string;
}

type Into = Omit<Step, 'before' | 'after'>;

const plain: Into = { label: '', flips: false, shared: false, free: false, inText: false };
const maps = ['properties', 'patternProperties', 'dependentSchemas'] as const;
const single = Object.entries<Into>({
  items: { ...plain, label: '[]' },
  additionalProperties: { ...plain, label: '.*', free: true },
  unevaluatedItems: { ...plain, label: '[]' },
  unevaluatedProperties: { ...plain, label: '.*', free: true },
  contains: { ...plain, label: '[]', under: 'contains' },
  propertyNames: { ...plain, label: '.(name)', free: true },
  contentSchema: { ...plain, label: '.(content)', inText: true },
  if: { ...plain, under: 'if' },
  then: { ...plain, under: 'then' },
  else: { ...plain, under: 'else' },
  not: { ...plain, flips: true },
});
/** To open these is no change, however it is said: readers know that others may add names. */
const openable = ['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems'];

const choices = ['oneOf', 'anyOf'] as const;

/** What a property adds to a path. */
export function labelOf(name: string): string {
  return name === '' ? '.""' : `.${name}`;
}

/** The property's name in such a label. */
export function nameIn(label: string): string {
  return label === '.""' ? '' : label.slice(1);
}

/** Every pair of parts that stand in each other's place. */
export function* steps(pair: SchemaPair): Generator<Step> {
  const { before, after } = pair;
  for (const keyword of maps) {
    const now = childrenOf(after, keyword);
    for (const [name, schema] of now.size === 0 ? [] : childrenOf(before, keyword)) {
      const partner = now.get(name);
      if (partner !== undefined) yield { ...intoNamed(keyword, name), before: schema, after: partner };
    }
  }
  for (const [keyword, into] of single) {
    if (isOpened(keyword, pair)) continue;
    const old = child(before, keyword, after);
    const now = child(after, keyword, before);
    if (old !== undefined && now !== undefined) yield { ...into, before: old, after: now };
  }
  const now = items(after);
  for (const [index, old] of items(before).entries()) {
    const partner = now[index];
    if (partner !== undefined) yield { ...plain, before: old, after: partner, label: `[${String(index)}]` };
  }
  for (const [keyword, matching] of pair.members) {
    for (const { before: old, after: partner } of matching.both)
      yield { ...plain, before: old.schema, after: partner.schema, shared: keyword === 'allOf' };
  }
}

function intoNamed(keyword: (typeof maps)[number], name: string): Into {
  if (keyword === 'dependentSchemas') return { ...plain, under: keyword };
  return { ...plain, label: labelOf(name), free: keyword === 'patternProperties' };
}

/** To the subtypes of which the values of the pair may be: nothing is referred to, and they are looked at as they are written. */
export function* subtypeSteps({ before, after, subtypes }: SchemaPair): Generator<Step> {
  for (const { before: old, after: now } of subtypes.both) {
    const [from, to] = [written(before, old), written(after, now)];
    if (from !== undefined && to !== undefined) yield { ...plain, before: from, after: to };
  }
}

/** On the way stands the reference by which it inherits, or the entry of the mapping. */
function written({ side }: SchemaView, { node, said }: Subtype): Referred | undefined {
  const found = side.schema(node, said.node, said.key);
  if (found === undefined) return undefined;
  return {
    node,
    view: found.view.written,
    get via() {
      const range = side.range({ side, ...said });
      return range === undefined ? [] : [range];
    },
  };
}

function isOpened(keyword: string, { before, after }: SchemaPair): boolean {
  return openable.includes(keyword) && allowsNothing(before.get(keyword)) && limitsNothing(after.get(keyword));
}

/** The schemas of the first items of an array, in order (JSON Schema 2020-12, prefixItems). */
export function items(view: SchemaView): Referred[] {
  const list = view.holder('prefixItems');
  if (!Array.isArray(list)) return [];
  return list.map((item: Json, index) => view.side.schema(item, list, index)).filter((item) => item !== undefined);
}

function child(view: SchemaView, keyword: string, beside: SchemaView): Referred | undefined {
  return held(view, keyword, view.get(keyword) ?? (isOpenBeside(view, keyword, beside) ? true : undefined));
}

/** Where nothing said is compared as `true`: of items beside what allows none, of other names beside any schema, if there may be an object. */
function isOpenBeside(view: SchemaView, keyword: string, beside: SchemaView): boolean {
  const other = beside.get(keyword);
  if (keyword === 'additionalProperties') return other !== undefined && mayBeObject(view);
  return keyword === 'items' && held(beside, keyword, other)?.view.never === true;
}

/** As far as its types and those of the members of a choice tell. */
function mayBeObject(view: SchemaView): boolean {
  return takesObjects(view) && choices.every((keyword) => isOpen(fewMembers(view, keyword)));
}

function takesObjects({ types }: SchemaView): boolean {
  return types?.has('object') ?? true;
}

/** Without members there is no choice. */
function isOpen(members: readonly SchemaView[]): boolean {
  return members.length === 0 || members.some(takesObjects);
}

function held(view: SchemaView, keyword: string, value: Json | undefined): Referred | undefined {
  if (value === undefined) return undefined;
  const { node, key } = view.at(keyword);
  return view.side.schema(value, node, key ?? keyword);
}
