import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { verdictAsList } from './lists-of-one.ts';
import { saysLists } from './lists-said.ts';
import type { Place } from './place.ts';
import { endsOf, valuesOf } from './sense.ts';
import { readingsOf } from './text-readings.ts';
import { fewOf, ofText, textsOf } from './texts.ts';
import type { Verdicts } from './verdicts.ts';

/** How a parameter's value is written. */
interface Form {
  /** The values that are written so. */
  readonly values: JsonObject;
  readonly types: readonly string[];
  /** Only where the schema says that it can be of one of these types. */
  readonly said?: true;
}

const CHOICES: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);
const OF_SEVERAL: readonly string[] = ['array', 'object'];
const LONG = 30;
/** Whose text is long for a number's. */
const LARGE = 1_000_000_000;
/** So many values of a form are tried of which one reading is accepted. */
const TRIES = 4;

const text: JsonObject = { type: 'string' };
/** An empty text may be no text at all. */
const PART: JsonObject = { anyOf: [{ ...text, minLength: 1 }, { type: 'number' }, { type: 'boolean' }] };

/** What limits length shows in empty and in long texts only. */
const forms: readonly Form[] = [
  { types: ['string'], values: text },
  { types: ['number', 'integer'], values: { type: 'number' } },
  { types: ['boolean'], values: { type: 'boolean' } },
  { types: ['string', 'array'], values: { enum: ['', ['']] } },
  { types: ['string'], values: { ...text, minLength: LONG } },
  { types: ['number', 'integer'], values: { type: 'number', minimum: LARGE } },
  { types: ['array'], values: { type: 'array', items: PART, minItems: 1 } },
  { types: ['array'], values: { type: 'array', items: { ...text, minLength: LONG }, minItems: 1 } },
  { types: ['array'], values: { type: 'array', items: PART, minItems: 2 }, said: true },
  // A schema for their members would say that any name is declared.
  { types: ['object'], values: { type: 'object', minProperties: 1 } },
];

/**
 * What a parameter does to the values that it can be written as: refused is one only where nothing that its text can be read as is
 * accepted. How lists and objects are written is told by checks of their own.
 */
export function verdictAsText(verdicts: Verdicts, place: Place, steps: number): Verdict {
  const { sent, accepted } = endsOf(place.pair, place);
  let doubt: Verdict | undefined;
  for (const { values, ...form } of forms) {
    if (!isSent(form, sent, accepted)) continue;
    const found = refusedOf(verdicts, place, [sent.node, values], steps);
    if (found.verdict === 'not-included') return found;
    if (found.verdict === 'unknown') doubt = found;
  }
  return doubt ?? { verdict: 'included' };
}

/** What says no type is a single text, where what is accepted is no list or object either. */
function isSent({ types, said }: Pick<Form, 'types' | 'said'>, sent: SchemaView, accepted: SchemaView): boolean {
  if (sent.types !== undefined) return types.some((type) => sent.types?.has(type));
  if (said === true) return false;
  const maySay = (type: string): boolean => !saysNoType(sent) || accepted.types?.has(type) !== false;
  return types.some((type) => !OF_SEVERAL.includes(type) || maySay(type));
}

/**
 * What is said of a pair's values, held to their texts: a value of which some reading is accepted shows nothing. Null has no text, and is
 * sent where a schema speaks of it all the same.
 */
export function heldToText(verdicts: Verdicts, place: Place, found: Verdict, steps: number): Verdict {
  const said = place.root.part === 'path' ? routed(verdicts, place, found, steps) : found;
  if (!place.text || said.verdict !== 'not-included') return said;
  const isText = said.witness !== null;
  if (!isText && !saysNoType(endsOf(place.pair, place).sent)) return written(verdicts, place, said, steps);
  if (isText && !isReadOtherwise(verdicts, place, said.witness)) return said;
  const held = verdictOnReadings(verdicts, place, steps);
  const { accepted } = endsOf(place.pair, place);
  const stands = place.level === 'error' && (saysNoType(accepted) || (isDivided(place) && saysLists(accepted)));
  return held === READ_OTHERWISE && stands ? said : held;
}

/** What the texts of all values say, of which one at least can be read as something that is accepted. */
function verdictOnReadings(verdicts: Verdicts, place: Place, steps: number): Verdict {
  const spelled = verdictOnTexts(verdicts, place, steps);
  if (spelled !== undefined) return spelled;
  const tried = verdictOnEach(verdicts, place);
  if (tried !== undefined) return tried;
  const asList = isDivided(place) ? undefined : verdictAsList(verdicts, place, steps);
  if (asList?.verdict === 'included') return asList;
  if (asList?.verdict === 'not-included' && shows(verdicts, place, asList.witness)) return asList;
  const asText = verdictAsText(verdicts, place, steps);
  const isSure =
    asText.verdict === 'not-included' || (asText.verdict === 'included' && areTexts(verdicts, place, steps));
  return isSure ? asText : READ_OTHERWISE;
}

/** Whether a list is one text that is taken apart: that one came for a single text stands by its published level. */
function isDivided({ root }: Place): boolean {
  return root.setting === 'parameter';
}

/** What limits values of no type takes any text of others by the letter alone: a maximum is meant for numbers. */
function saysNoType({ types, keywords }: SchemaView): boolean {
  return types === undefined && ![...keywords].some((keyword) => CHOICES.has(keyword));
}

/** Whether nothing is sent that is made of several texts, but what is accepted as it is. Who says no type says no list. */
function areTexts(verdicts: Verdicts, place: Place, steps: number): boolean {
  const { sent } = endsOf(place.pair, place);
  if (saysNoType(sent)) return true;
  const several: JsonObject = { anyOf: [{ type: 'array' }, { type: 'object' }] };
  const found = verdicts.ofPart(place.pair, valuesOf(place), { allOf: [sent.node, several] }, steps);
  return found.verdict === 'included';
}

/** Null has no text: any other value shows more. */
function written(verdicts: Verdicts, place: Place, said: Verdict, steps: number): Verdict {
  const other = verdictOnOthers(verdicts, place, null, steps);
  return other.verdict === 'not-included' && shows(verdicts, place, other.witness) ? other : said;
}

/** What is said of all that is sent but one value. */
function verdictOnOthers(verdicts: Verdicts, { pair, ...reading }: Place, value: Json, steps: number): Verdict {
  const { sent } = endsOf(pair, reading);
  return verdicts.ofPart(pair, reading, { allOf: [sent.node, { not: { enum: [value] } }] }, steps);
}

/** With nothing in its place a path is mostly that of another operation: any other value shows more. */
function routed(verdicts: Verdicts, place: Place, said: Verdict, steps: number): Verdict {
  if (said.verdict !== 'not-included' || said.witness !== '') return said;
  const other = verdictOnOthers(verdicts, place, '', steps);
  const isShown = other.verdict === 'not-included' && verdicts.isWitness(place.pair, place, other.witness);
  return isShown ? other : said;
}

/** Where all texts of both sides are spelled out; undefined: nothing is known for sure. */
function verdictOnTexts(verdicts: Verdicts, place: Place, steps: number): Verdict | undefined {
  const { pair } = place;
  const ends = endsOf(pair, place);
  const [sent, accepted] = [textsOf(ends.sent, 'sent'), textsOf(ends.accepted, 'accepted')];
  if (sent === undefined || accepted === undefined) return undefined;
  const found = verdicts.ofTexts(sent, accepted, steps);
  if (found.verdict !== 'not-included') return found.verdict === 'included' ? found : undefined;
  const witness = ofText(found.witness).find((value) => shows(verdicts, place, value));
  return witness === undefined ? undefined : { verdict: 'not-included', witness };
}

/** Where few values are sent, each in all its readings; undefined: nothing is known for sure. */
function verdictOnEach(verdicts: Verdicts, place: Place): Verdict | undefined {
  const { pair } = place;
  const sent = fewOf(endsOf(pair, place).sent)?.filter((value) => verdicts.isSent(pair, valuesOf(place), value));
  if (sent === undefined) return undefined;
  const isTaken = (value: Json): boolean =>
    readingsOf(value, place).some((one) => verdicts.takes(pair, valuesOf(place), one));
  const refused = sent.filter((value) => !isTaken(value));
  if (refused.length === 0) return { verdict: 'included' };
  const witness = refused.find((value) => shows(verdicts, place, value));
  return witness === undefined ? undefined : { verdict: 'not-included', witness };
}

function shows(verdicts: Verdicts, place: Place, value: Json): boolean {
  return verdicts.isWitness(place.pair, valuesOf(place), value) && !isReadOtherwise(verdicts, place, value);
}

/** Whether the text of a value can be read as something that is accepted. */
export function isReadOtherwise(verdicts: Verdicts, place: Place, value: Json): boolean {
  return readingsOf(value, place).some((one) => !verdicts.refuses(place.pair, valuesOf(place), one));
}

/** The text of what was found can be read as something that is accepted; it may be that others are refused. */
export const READ_OTHERWISE: Verdict = { verdict: 'unknown', why: 'unconfirmed' };

/** @param sent what the values have to satisfy, all of it. */
function refusedOf(verdicts: Verdicts, place: Place, sent: readonly Json[], steps: number): Verdict {
  const { pair } = place;
  const reading = valuesOf(place);
  const accepted: JsonObject[] = [];
  while (accepted.length < TRIES) {
    const others: readonly Json[] = accepted.length === 0 ? [] : [{ not: { anyOf: accepted } }];
    const found = verdicts.ofPart(pair, reading, { allOf: [...sent, ...others] }, steps);
    if (found.verdict === 'included') return accepted.every(isExact) ? found : READ_OTHERWISE;
    if (found.verdict === 'unknown') return found;
    const read = readingsOf(found.witness, place);
    const isRefused = read.length > 0 && read.every((one) => verdicts.refuses(pair, reading, one));
    if (isRefused && verdicts.isWitness(pair, reading, found.witness)) return found;
    accepted.push(likeness(found.witness));
  }
  return READ_OTHERWISE;
}

/** What a value has in common with others that are probably accepted where it is: one whole number as a text is much like another. */
function likeness(value: Json): JsonObject {
  if (Array.isArray(value)) {
    const [first = null] = value as readonly Json[];
    return { type: 'array', items: likeness(first), minItems: value.length, maxItems: value.length };
  }
  const members = asObject(value);
  if (members !== undefined) {
    const properties = Object.fromEntries(Object.entries(members).map(([name, item]) => [name, likeness(item)]));
    return { type: 'object', properties, required: Object.keys(members) };
  }
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return typeof value === 'boolean' ? { type: 'boolean' } : { enum: [value] };
}

/** Whether it is the likeness of one value alone. */
function isExact(like: JsonObject): boolean {
  return like['enum'] !== undefined;
}
