import { asObject, isContainer, own, type Json, type JsonObject } from '../../spec/json.ts';
import { allowsNothing } from '../../spec/merge-siblings.ts';
import type { Within } from './as-written.ts';
import { CLOSING, type Opened } from './opened.ts';
import { INTEGER, NUMBER, ofText, typesOf } from './texts.ts';

export type RuleName = 'plain' | 'readers' | 'text' | 'overlapping';

/** Changes one schema's own keywords. */
export type Rule = (node: JsonObject, within: Within) => JsonObject;

/** As it stands. */
export const plain: Rule = (node) => node;

/** Whose `oneOf` takes what satisfies several of its members too. */
const overlapping: Rule = (node) => {
  if (!Object.hasOwn(node, 'oneOf')) return node;
  const chosen: JsonObject = { anyOf: own(node, 'oneOf') ?? [] };
  const others = without(new Set(['oneOf']), node);
  if (!Object.hasOwn(node, 'anyOf')) return { ...others, ...chosen };
  const all = own(node, 'allOf');
  return { ...others, allOf: [...(Array.isArray(all) ? (all as readonly Json[]) : []), chosen] };
};

/**
 * What a response's readers hold against it: not that it closes its objects, since a new property is announced and no error, and not
 * the values of an enum that says it can grow; nor that a value satisfies several members of a choice, each of which they read.
 */
function readersOf(opened: Opened): Rule {
  return (node, within) => {
    const grown = own(node, 'x-extensible-enum') === undefined ? node : without(new Set(['enum']), node);
    if (within === 'asked') return grown;
    const open = within === 'plain' ? unclosed(grown) : openedAs(opened.get(node), grown);
    return overlapping(open, within);
  };
}

function unclosed(node: JsonObject): JsonObject {
  return without(new Set(CLOSING.filter((keyword) => allowsNothing(own(node, keyword)))), node);
}

/** What is closed tells the members of a choice apart, but for what the same member lets through on the other side. */
function openedAs(besides: ReadonlySet<string> | 'all' | undefined, node: JsonObject): JsonObject {
  if (besides === 'all') return unclosed(node);
  if (besides === undefined || besides.size === 0) return node;
  const free = Object.fromEntries([...besides].map((name): [string, Json] => [name, {}]));
  return { ...node, properties: { ...free, ...asObject(own(node, 'properties')) } };
}

/** The schema without some keywords; itself where it says none of them. */
export function without(keywords: ReadonlySet<string>, node: JsonObject): JsonObject {
  if (![...keywords].some((keyword) => Object.hasOwn(node, keyword))) return node;
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keywords.has(key)));
}

const OF_TEXTS = ['pattern', 'minLength', 'maxLength', 'format', 'anyOf', 'oneOf', 'not', 'if'] as const;
const OF_NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;

/** A parameter is a text: whoever takes any text takes a number's and a boolean's too, and whoever takes these takes their texts. */
const text: Rule = (node) => {
  const says = (keyword: string): boolean => Object.hasOwn(node, keyword);
  if (OF_TEXTS.some(says)) return node;
  const type = own(node, 'type');
  const types = type === undefined ? undefined : [type].flat();
  if (says('enum') || says('const')) return OF_NUMBERS.some(says) ? node : listed(node, types);
  if (types === undefined || (OF_NUMBERS.some(says) && !types.includes('string'))) return node;
  const texts = textsOf(types);
  if (texts.length === 0) return node;
  const others = Object.entries(node).filter(([key]) => key !== 'type');
  const simple = types.includes('string') ? [...types, 'number', 'boolean'] : types;
  const members = simple.filter((each) => each !== 'string').map((each): JsonObject => ({ type: each, ...UNLIMITED }));
  return { ...Object.fromEntries(others), anyOf: [...texts, ...members] };
};

/** The limit of nothing keeps the rule from being applied again. */
const UNLIMITED: JsonObject = { minLength: 0 };

function textsOf(types: readonly Json[]): JsonObject[] {
  if (types.includes('string')) return [{ type: 'string', ...UNLIMITED }];
  const written = types.includes('number') ? NUMBER : types.includes('integer') ? INTEGER : undefined;
  return [
    ...(written === undefined ? [] : [{ type: 'string', pattern: written }]),
    ...(types.includes('boolean') ? [{ enum: ['true', 'false'], ...UNLIMITED }] : []),
  ];
}

/** Each value beside its text, and beside what its text can be read as. */
function listed(node: JsonObject, types: readonly Json[] | undefined): JsonObject {
  const [among, only] = [own(node, 'enum'), own(node, 'const')];
  const values = only === undefined ? among : [only];
  if (!Array.isArray(values) || (among !== undefined && only !== undefined)) return node;
  const isAllowed = (value: Json): boolean =>
    types === undefined ||
    (value === null && own(node, 'nullable') === true) ||
    typesOf(value).some((each) => types.includes(each));
  const allowed = (values as readonly Json[]).filter(isAllowed);
  const read = new Set(
    allowed.flatMap((value) => [value, ...(value === null || isContainer(value) ? [] : ofText(value))]),
  );
  const others = Object.entries(node).filter(([key]) => !['enum', 'const', 'type'].includes(key));
  return read.size === allowed.length ? node : { ...Object.fromEntries(others), enum: [...read] };
}

/**
 * The ways in which conventions (docs/conventions.md) read the keywords of a schema.
 *
 * @param opened the closed objects that the other side opens.
 */
export function rulesFor(opened: Opened): Readonly<Record<RuleName, Rule>> {
  return { plain, readers: readersOf(opened), text, overlapping };
}
