import type { Json, JsonObject } from '../../spec/json.ts';
import type { Verdict } from '../inclusion/index.ts';
import { saysLists } from './lists-said.ts';
import type { Place } from './place.ts';
import { endsOf, valuesOf } from './sense.ts';
import { SEPARATORS } from './text-readings.ts';
import { textsOf } from './texts.ts';
import type { Verdicts } from './verdicts.ts';

const LITERALS: readonly JsonObject[] = [{ type: 'number' }, { type: 'boolean' }];
const ONE: JsonObject = { anyOf: [{ type: 'string' }, ...LITERALS] };
/** What would be taken apart is several. */
const UNDIVIDED: JsonObject = { anyOf: [{ type: 'string', not: { pattern: SEPARATORS.source } }, ...LITERALS] };
const TEXTS: JsonObject = { type: 'array', items: { type: 'string' }, minItems: 1 };

/**
 * What is sent, asked of as lists of one, which are written like single texts (RFC 6570, sections 2.3 and 3.2.1): all of it is accepted so,
 * or which value may not be. Undefined: nothing is known.
 */
export function verdictAsList(verdicts: Verdicts, place: Place, steps: number): Verdict | undefined {
  const { pair } = place;
  const { sent, accepted } = endsOf(pair, place);
  if (!saysLists(accepted)) return undefined;
  const asked = (part: Json): Verdict => verdicts.ofPart(pair, valuesOf(place), part, steps);
  const takesAll = asked(TEXTS).verdict === 'included';
  const single = takesAll || isRepeated(place) ? ONE : UNDIVIDED;
  const rest = asked({ allOf: [sent.node, { not: { anyOf: [single, { enum: [null] }] } }] });
  if (rest.verdict !== 'included' || takesAll) return rest.verdict === 'included' ? rest : undefined;
  const spelled = textsOf(sent, 'sent');
  const found = [sent.node, ...(spelled === undefined ? [] : [spelled])].map((one) => asked(listOf(one, single)));
  return found.find(({ verdict }) => verdict === 'included') ?? found.map(itsOne).find((one) => one !== undefined);
}

function itsOne(found: Verdict): Verdict | undefined {
  const items: Json = found.verdict === 'not-included' ? found.witness : null;
  return Array.isArray(items) && items.length === 1
    ? { verdict: 'not-included', witness: items[0] as Json }
    : undefined;
}

function listOf(one: JsonObject, single: JsonObject): JsonObject {
  return { type: 'array', items: { allOf: [one, single] }, minItems: 1, maxItems: 1 };
}

/** Whether a list is written as its name again for each item: no text is taken apart. */
function isRepeated({ root, trail }: Place): boolean {
  return root.setting === 'list-parameter' && trail().every(({ label }) => label === '');
}
