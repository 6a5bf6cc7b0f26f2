import type { Json } from '../../spec/json.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { Place } from './place.ts';
import { senseOf, type Verdicts } from './verdicts.ts';

/** Values that are one text each. How lists and objects are written is told by checks of their own. */
const ONE_TEXT = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] };

/**
 * What a parameter does to values that are one text each: refused is a text only where nothing that it can be read as is accepted.
 */
export function verdictAsText(verdicts: Verdicts, place: Place, steps: number): Verdict {
  const { pair } = place;
  const sent = senseOf(pair.direction, place).from === 'base' ? pair.before : pair.after;
  const found = verdicts.ofPart(pair, place, { allOf: [sent.node, ONE_TEXT] }, steps);
  if (found.verdict !== 'not-included') return found;
  const isRefused = readingsOf(found.witness).every((one) => verdicts.refuses(pair, place, one));
  if (isRefused && verdicts.isWitness(pair, place, found.witness)) return found;
  return { verdict: 'unknown', why: 'unconfirmed', detail: 'its text can be read as something that is accepted' };
}

/**
 * All that the text of a parameter's value can be read as: the text, the number or boolean that it looks like, and a list of that
 * alone (OpenAPI 3.1, Parameter Object: `simple`, and `form` with `explode`).
 */
function readingsOf(value: Json): readonly Json[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const read: readonly Json[] = isLiteral(text) ? [text, JSON.parse(text) as Json] : [text];
  return [...read, ...read.map((one): Json => [one])];
}

/** A number or boolean as JSON writes it (RFC 8259, sections 3 and 6). */
function isLiteral(text: string): boolean {
  return /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text);
}
