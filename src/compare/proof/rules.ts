import { isContainer, own, type Json, type JsonObject } from '../../spec/json.ts';
import { allowsNothing } from '../../spec/merge-siblings.ts';
import { INTEGER, NUMBER, ofText, typesOf } from './texts.ts';

/** Changes one schema's own keywords; `chosen`: it stands somewhere within a choice. */
export type Rule = (node: JsonObject, chosen: boolean) => JsonObject;

/** As it stands. */
const plain: Rule = (node) => node;

/**
 * What a response's readers hold against it: not that it closes its objects, since a new property is announced and no error, and not
 * the values of an enum that says it can grow.
 */
const readers: Rule = (node, chosen) => {
  const dropped = new Set<string>();
  if (own(node, 'x-extensible-enum') !== undefined) dropped.add('enum');
  for (const keyword of ['additionalProperties', 'unevaluatedProperties'])
    if (!chosen && allowsNothing(own(node, keyword))) dropped.add(keyword);
  return without(dropped, node);
};

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

/** Whose `oneOf` takes what satisfies several of its members too. */
const overlapping: Rule = (node) => {
  if (!Object.hasOwn(node, 'oneOf') || Object.hasOwn(node, 'anyOf')) return node;
  const others = Object.entries(node).filter(([key]) => key !== 'oneOf');
  return { ...Object.fromEntries(others), anyOf: own(node, 'oneOf') ?? [] };
};

/** The ways in which conventions (docs/conventions.md) read the keywords of a schema. */
export const rules = { plain, readers, text, overlapping } as const;
