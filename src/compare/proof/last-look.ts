import type { Json } from '../../spec/json.ts';
import { writtenAt } from '../graph/form.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import type { Root } from '../graph/roots.ts';
import type { Names, Verdict } from '../inclusion/index.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';
import { handedToAllAround, withAllAround } from './around.ts';
import { heldToText, verdictAsText } from './as-text.ts';
import { lookBeside, type Look } from './beside.ts';
import { namesAround } from './content.ts';
import type { Inquiry } from './inquiry.ts';
import type { Known } from './known.ts';
import type { Place } from './place.ts';
import { entangled } from './plain.ts';
import type { Reading } from './sense.ts';
import { holdsNull } from './null-values.ts';
import { idAt, tellWhole } from './tell-values.ts';
import { nesting } from './texts.ts';
import type { Verdicts } from './verdicts.ts';

/** Asks of whole bodies and parameters what breaks there: not all that schemas can say has a check of its own. */
export function lookAtWholes(inquiry: Inquiry): void {
  const { report, messages, effort, unasked } = inquiry;
  const knownBy = knownIn(
    inquiry,
    messages.map(({ root }) => root),
  );
  const looks = messages.flatMap(({ root, reversed }): Look[] => {
    const { pair, surface, operation } = root;
    if (inquiry.verdicts.isUnchanged(pair)) return [];
    const text = writtenAt(root, reversed) !== 'value';
    const place: Place = { pair, surface, level: 'error', reversed, text, root, trail: () => [] };
    return idAt(place) === undefined ? [] : [{ place, known: knownBy(report.sets.of(operation.before), place) }];
  });
  for (const { place, known } of looks) {
    const { pair, part, operation } = place.root;
    if (known.holdsTold(pair) || (part === 'body' && !known.mayHide(pair))) continue;
    if (effort.isLate()) unasked.add(operation.before);
    else lookAtWhole(inquiry, place, known.namesAt(pair));
  }
  // How texts are read is said of whole values alone.
  const rest = looks.filter(({ place, known }) => known.holdsTold(place.pair) && !place.text);
  lookBeside(inquiry, rest);
}

function lookAtWhole(inquiry: Inquiry, place: Place, names: Names): void {
  const { verdicts, effort, unasked } = inquiry;
  const verdict = ofWhole(verdicts, place, names, effort.next());
  if (verdict.verdict === 'unknown' && verdict.why === 'budget') unasked.add(place.root.operation.before);
  if (verdict.verdict !== 'not-included' || verdicts.isSlip(place.pair, place)) return;
  tellWhole(inquiry, place, { pair: place.pair, instance: verdict.witness });
}

function ofWhole(verdicts: Verdicts, place: Place, names: Names, steps: number): Verdict {
  if (place.root.text) {
    const asText = verdictAsText(verdicts, place, steps);
    if (asText.verdict === 'not-included') return asText;
    const nested = verdicts.of(place.pair, place, names, steps);
    return nested.verdict === 'not-included' && isNested(nested.witness) ? nested : asText;
  }
  // No form says that it breaks: a value that may be read as one that is accepted shows nothing.
  const unsaid: Place = { ...place, level: 'info' };
  return heldToText(verdicts, unsaid, verdicts.of(place.pair, place, names, steps), steps);
}

/** Null has no text anywhere. */
function isNested(value: Json): boolean {
  return nesting(value) > 1 && !holdsNull(value);
}

/**
 * What is known, for some operations, of the pairs that some roots lead to: where something breaks already, or may, or a convention has
 * settled what a difference weighs; what names show something elsewhere; and where each difference stands for itself.
 */
function knownIn(
  { report, slips }: Inquiry,
  roots: readonly Root[],
): (operations: OperationSet, reading: Reading) => Known {
  const told = new Map<GraphNode, OperationSet>();
  const described: GraphNode[] = [];
  for (const group of report.groups()) {
    const names = namesAround(group);
    if (names === 'declared') continue;
    for (const { pair } of group.places) {
      if (names === undefined) told.set(pair, (told.get(pair) ?? NONE) | group.operations);
      else described.push(pair);
    }
  }
  const [holding, careful] = [handedToAllAround(told), withAllAround(described)];
  const open = withAllAround(entangled(roots.map(({ pair }) => pair)));
  return (operations, reading) => ({
    isTold: (pair) => slips.has(pair, reading) || ((told.get(pair) ?? NONE) & operations) !== NONE,
    holdsTold: (pair) => slips.areIn(pair, reading) || ((holding.get(pair) ?? NONE) & operations) !== NONE,
    mayHide: (pair) => open.has(pair),
    namesAt: (pair) => (careful.has(pair) ? 'described' : 'declared'),
  });
}
