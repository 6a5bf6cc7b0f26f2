import { canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { nullable } from '../checks/nullable.ts';
import { propertyExistence } from '../checks/properties.ts';
import type { Names, Verdict } from '../inclusion/index.ts';
import type { Sighting } from '../report/group.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import { isReadOtherwise, READ_OTHERWISE } from './as-text.ts';
import type { Place } from './place.ts';
import { endsOf, senseOf } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** What a difference speaks of: a listed value, or what a keyword of the side that has to accept values refuses. */
type Cause = { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'limit'; readonly schema: JsonObject };

/** A difference at a place. */
export interface Caused {
  readonly place: Place;
  /** What it speaks of, as far as that can be told from what else differs there. */
  readonly cause: Cause | undefined;
  readonly steps: number;
}

/** What has to be read together to know what one of them refuses. */
const TOGETHER: readonly (readonly string[])[] = [
  ['type', 'nullable', 'format'],
  ['enum', 'const', 'nullable'],
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
  ['contains', 'minContains', 'maxContains'],
];
/** What refuses values by itself, whatever else the schema says. */
const ALONE: ReadonlySet<string> = new Set([
  ...['minLength', 'maxLength', 'pattern', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'propertyNames', 'not'],
]);

/** What a difference speaks of; undefined: that is not to be told from what else differs there. */
export function causeOf(place: Place, best: Sighting): Cause | undefined {
  if (place.level !== 'error' || place.pair.flipped) return undefined;
  if (best.check === nullable) return { kind: 'value', value: null };
  const { sent, accepted } = endsOf(place.pair, place);
  const { from } = senseOf(place.pair.direction, place);
  const [gone, limiting] = from === 'base' ? [best.before, best.after] : [best.after, best.before];
  const value = listedAt(gone, sent);
  if (value !== undefined) return { kind: 'value', value };
  if (best.check === propertyExistence) return requiredAt(limiting, sent, accepted);
  const schema = limiting === undefined ? undefined : limitAt(limiting, accepted);
  return schema === undefined ? undefined : { kind: 'limit', schema };
}

/**
 * What is said of a pair, where a difference has to show by itself: a value that is refused for another cause does not show it.
 *
 * @param found what is said of all that differs there.
 */
export function heldToCause(verdicts: Verdicts, caused: Caused, found: Verdict, names: Names): Verdict {
  const { place, cause } = caused;
  if (cause === undefined || found.verdict !== 'not-included') return found;
  if (isCausedBy(verdicts, place, cause, found.witness)) return found;
  const alone = verdictOn(verdicts, caused, cause, names);
  if (!place.text || isShownAsText(verdicts, place, alone)) return alone;
  // What a keyword refuses of texts it does not refuse of the values that they are read as.
  if (cause.kind === 'limit') return found;
  return alone.verdict === 'included' ? alone : READ_OTHERWISE;
}

function isCausedBy(verdicts: Verdicts, place: Place, cause: Cause, value: Json): boolean {
  if (cause.kind === 'value') return canonicalJson(value) === canonicalJson(cause.value);
  return verdicts.isRefusedBy(cause.schema, place.pair, place, value);
}

function verdictOn(verdicts: Verdicts, { place, steps }: Caused, cause: Cause, names: Names): Verdict {
  const { pair } = place;
  if (cause.kind === 'limit') return verdicts.ofLimit(cause.schema, pair, place, names, steps);
  return verdicts.ofValue(cause.value, pair, place, names, steps);
}

function isShownAsText(verdicts: Verdicts, place: Place, found: Verdict): boolean {
  if (found.verdict !== 'not-included') return false;
  return found.witness === null || !isReadOtherwise(verdicts, place, found.witness);
}

function listedAt(spot: Spot | undefined, sent: SchemaView): Json | undefined {
  const list = sent.holder('enum');
  return spot !== undefined && spot.node === list ? itemAt(list, spot) : undefined;
}

function itemAt(list: object, { key }: Spot): Json | undefined {
  return Array.isArray(list) && typeof key === 'number' ? (list as readonly Json[])[key] : undefined;
}

/**
 * A property that was required without a schema is told for the schema that it has now, and one where there was no object for the type that
 * is another.
 */
function requiredAt(spot: Spot | undefined, sent: SchemaView, accepted: SchemaView): Cause | undefined {
  const name = spot?.key;
  if (typeof name !== 'string' || !accepted.required.has(name) || sent.required.has(name)) return undefined;
  return sent.types?.has('object') === false ? undefined : { kind: 'limit', schema: { required: [name] } };
}

function limitAt(spot: Spot, accepted: SchemaView): JsonObject | undefined {
  const required = accepted.holder('required');
  if (spot.node === required) {
    const name = itemAt(required, spot);
    return name === undefined ? undefined : { required: [name] };
  }
  const { node, key } = spot;
  if (typeof key !== 'string' || !accepted.nodes.some((each) => each === node)) return undefined;
  if (own(node as JsonObject, key) === undefined) return undefined;
  const keywords = TOGETHER.find((group) => group.includes(key)) ?? (ALONE.has(key) ? [key] : []);
  const said = keywords.flatMap((keyword): [string, Json][] => {
    const value = accepted.get(keyword);
    return value === undefined ? [] : [[keyword, value]];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
