import { notCompared } from '../checks/not-compared.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { assertedFormats, formatPattern } from '../inclusion/formats.ts';
import type { Names } from '../inclusion/index.ts';
import type { Group } from '../report/group.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import type { Convention } from './convention.ts';

/** What inclusion has to say of a difference of schemas: `values`, of their values; `names`, of property names that nobody declared too. */
export type Content = 'values' | 'names';

/** Said of schemas, not of the values that they allow: rules of their own say what it weighs. */
const REMARKS =
  /default-value|became-(?:not-)?(?:read|write)-only|content-(?:encoding|media-type|schema)|discriminator|extensible-enum|response-body-schema-became-false/;
/** Said of how values are written, or of which others they may be: no keyword that limits them. */
const BESIDE_VALUES = /-xml-changed$|-subtype-(?:added|removed)$/;
const PROMISES = /deprecat|sunset|stability/;
const NAMES =
  /additional-propert|unevaluated-propert|property-names|pattern-propert|dependent-(?:schema|required)|(?:max|min)-properties/;

/** Undefined: it does not speak of the values of messages. */
export function contentOf({ places, best }: Group): Content | undefined {
  if (places.length === 0 || best.check === notCompared) return undefined;
  if ([REMARKS, BESIDE_VALUES, PROMISES].some((pattern) => pattern.test(best.id))) return undefined;
  return NAMES.test(best.id) ? 'names' : 'values';
}

/** Whether what would be an error is a warning by convention alone, since another member of an `allOf` may offset it. */
export function isLowered({ level, places }: Group): boolean {
  return level === 'warning' && places.length > 0 && places.every(({ lowered }) => lowered === true);
}

/** The convention by which its form alone says what it weighs; undefined: there is none. */
export function conventionOf(group: Group): Convention | undefined {
  if (isLowered(group)) return 'Where allOf may offset it';
  const { level, places, best } = group;
  if (level !== 'error' || places.length === 0 || !REMARKS.test(best.id) || PROMISES.test(best.id)) return undefined;
  return best.id.endsWith('-schema-became-false') ? 'Where nothing can be sent' : 'Remarks';
}

/** Items and properties that nobody described are no error when they are; a text that is no JSON has no type. */
const CONVENTIONAL = /-prefix-items-|-optional-property-(?:added|removed)$|-type-compatible$/;

/** Whether a difference that is no error by its form can break all the same. */
export function mayHide({ best }: Group): boolean {
  return !CONVENTIONAL.test(best.id);
}

/** Where such a difference stands, a convention has said what it weighs: whoever looks at the whole would find it again. */
const SETTLED = /-became-(?:not-)?(?:read|write)-only$|-prefix-items-|-type-compatible$/;
const DESCRIBED = /-optional-property-(?:added|removed)$/;

/**
 * What names a value may have that shows what a whole body does, by what is told of it already; undefined: none at all, for something
 * breaks there already or a convention has settled it.
 */
export function namesAround({ best, level }: Group): Names | undefined {
  if (BESIDE_VALUES.test(best.id)) return 'declared';
  if (level !== 'info' || SETTLED.test(best.id)) return undefined;
  return DESCRIBED.test(best.id) ? 'described' : 'declared';
}

/** Speaks of names itself: counts them, or says what they are like, so that a value can have any. */
export function speaksOfNames(id: string): boolean {
  return /-(?:max|min)-properties-|pattern-propert|property-names|dependent-(?:schema|required)/.test(id);
}

/** What limits speak of: the types of the values that they can limit (JSON Schema 2020-12 Validation, section 6). */
const LIMITS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/-(?:exclusive-)?(?:min|max)-(?:set|unset|increased|decreased)$|-multiple-of-/, ['number', 'integer']],
  [/-length-|-pattern-(?!propert)/, ['string']],
  [/-(?:min|max|unique|unevaluated)-items-/, ['array']],
  [/-(?:min|max)-properties-|-unevaluated-properties-/, ['object']],
];

/**
 * What stands although inclusion would take it away. `agreed`: a limit that limits nothing on either side, such as a maximum of a
 * text, or a format of another type: somebody meant something by it, so its published level stands. `open`: a format that nobody
 * asserts.
 */
export function standing(id: string, { before, after }: GraphNode): 'agreed' | 'open' | undefined {
  if (/-(?:min|max)-contains-/.test(id)) return isCounted(before) || isCounted(after) ? undefined : 'agreed';
  if (/-type-(?:changed|generalized|specialized)$/.test(id)) return formatStanding(before, after);
  const types = LIMITS.find(([pattern]) => pattern.test(id))?.[1];
  return types === undefined || allows(before, types) || allows(after, types) ? undefined : 'agreed';
}

function isCounted(view: SchemaView): boolean {
  return view.get('contains') !== undefined && allows(view, ['array']);
}

function formatStanding(before: SchemaView, after: SchemaView): 'agreed' | 'open' | undefined {
  if (before.get('format') === after.get('format') || !sameTypes(before, after)) return undefined;
  const uses = [before, after].map(useOf);
  if (uses.includes('unknown')) return 'open';
  return uses.includes('idle') ? 'agreed' : undefined;
}

function useOf(view: SchemaView): 'unknown' | 'idle' | 'asserted' {
  const format = view.get('format');
  if (typeof format !== 'string') return 'asserted';
  if (!assertedFormats.includes(format)) return 'unknown';
  return allows(view, formatPattern(format) === undefined ? ['integer', 'number'] : ['string']) ? 'asserted' : 'idle';
}

function sameTypes(before: SchemaView, after: SchemaView): boolean {
  const [old, now] = [[...(before.types ?? [])], [...(after.types ?? [])]];
  return old.length === now.length && old.every((type) => after.types?.has(type));
}

function allows(view: SchemaView, types: readonly string[]): boolean {
  return view.types === undefined || types.some((type) => view.types?.has(type) === true);
}
