import { asObject, isContainer, type Json, type JsonObject } from '../../spec/json.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { Place } from './place.ts';
import { senseOf, type Verdicts } from './verdicts.ts';

/** How a parameter's value is written. */
interface Form {
  /** The values that are written so. */
  readonly values: JsonObject;
  /** All that the text of such a value can be read as. */
  readonly readings: (value: Json) => readonly Json[];
  /** Only where the schema says that it can be of this type: one of no type is a text. */
  readonly only?: string;
}

/** A list or object of more texts than this is not read in every way. */
const MOST_READ = 4;
const SEPARATORS = /[\s,|&;=]/;
const LONG = 30;

const text: JsonObject = { type: 'string' };
const ONE_TEXT: JsonObject = { anyOf: [text, { type: 'number' }, { type: 'boolean' }] };
/** An empty text may be no text at all. */
const PART: JsonObject = { anyOf: [{ ...text, minLength: 1 }, { type: 'number' }, { type: 'boolean' }] };

/** What limits length shows in empty and in long texts only. */
const forms: readonly Form[] = [
  { values: ONE_TEXT, readings: oneOrList },
  { values: { enum: [''] }, readings: oneOrList },
  { values: { ...text, minLength: LONG }, readings: oneOrList },
  { values: { type: 'array', items: PART, minItems: 1 }, readings: listOrOne },
  { values: { type: 'array', items: { ...text, minLength: LONG }, minItems: 1 }, readings: listOrOne },
  { values: { type: 'array', items: PART, minItems: 2 }, readings: listOrOne, only: 'array' },
  // A schema for their members would say that any name is declared.
  { values: { type: 'object', minProperties: 1 }, readings: objects },
];

/**
 * What a parameter does to the values that it can be written as: refused is one only where nothing that its text can be read as is
 * accepted. How lists and objects are written is told by checks of their own.
 */
export function verdictAsText(verdicts: Verdicts, place: Place, steps: number): Verdict {
  const { pair } = place;
  const sent = senseOf(pair.direction, place).from === 'base' ? pair.before : pair.after;
  let doubt: Verdict | undefined;
  for (const { values, readings, only } of forms) {
    if (only !== undefined && sent.types?.has(only) !== true) continue;
    const found = verdicts.ofPart(pair, place, { allOf: [sent.node, values] }, steps);
    if (found.verdict === 'unknown') doubt = found;
    if (found.verdict !== 'not-included') continue;
    const read = readings(found.witness);
    const isRefused = read.length > 0 && read.every((one) => verdicts.refuses(pair, place, one));
    if (isRefused && verdicts.isWitness(pair, place, found.witness)) return found;
    doubt = { verdict: 'unknown', why: 'unconfirmed', detail: 'its text can be read as something that is accepted' };
  }
  return doubt ?? { verdict: 'included' };
}

/** The text, the number or boolean that it looks like. */
function readingsOf(value: Json): readonly Json[] {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return isLiteral(written) ? [written, JSON.parse(written) as Json] : [written];
}

/** A list of that alone, too (OpenAPI 3.1, Parameter Object: `simple`, and `form` with `explode`). */
function oneOrList(value: Json): readonly Json[] {
  const read = readingsOf(value);
  return [...read, ...read.map((one): Json => [one])];
}

/** And a list of one is that one. */
function listOrOne(value: Json): readonly Json[] {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const lists = combined(items);
  return items.length === 1 ? [...lists, ...lists.flatMap((list) => list)] : lists;
}

function objects(value: Json): readonly Json[] {
  const members = Object.entries(asObject(value) ?? {});
  return combined(members.map(([, item]) => item)).map((items) =>
    Object.fromEntries(members.map(([name], at): [string, Json] => [name, items[at] ?? null])),
  );
}

/** Each part in each of its readings; nothing where there are too many, or where one is no text or would be taken apart. */
function combined(parts: readonly Json[]): (readonly Json[])[] {
  const isText = (part: Json): boolean => (typeof part === 'string' ? !SEPARATORS.test(part) : !isContainer(part));
  if (parts.length > MOST_READ || !parts.every(isText)) return [];
  return parts.reduce<(readonly Json[])[]>(
    (lists, part) => readingsOf(part).flatMap((one) => lists.map((list) => [...list, one])),
    [[]],
  );
}

/** A number or boolean as JSON writes it (RFC 8259, sections 3 and 6). */
function isLiteral(written: string): boolean {
  return /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(written);
}
