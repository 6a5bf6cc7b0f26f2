import { isContainer, type Json } from '../../spec/json.ts';
import { writtenAt } from '../form.ts';
import type { Names, Verdict } from '../inclusion/index.ts';
import { NONE, type OperationSet } from '../operation-sets.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Report } from '../report.ts';
import type { Root } from '../roots.ts';
import { handedToAllAround, withAllAround } from './around.ts';
import { heldToText, verdictAsText } from './as-text.ts';
import { namesAround } from './content.ts';
import type { Inquiry } from './inquiry.ts';
import type { Place } from './place.ts';
import { entangled } from './plain.ts';
import { idAt, tellWhole } from './tell-values.ts';
import { nesting } from './texts.ts';
import type { Verdicts } from './verdicts.ts';

/** Asks of whole bodies and parameters of which nothing is known to break: not all that schemas can say has a check of its own. */
export function lookAtWholes(inquiry: Inquiry): void {
  const { report, messages, verdicts, effort } = inquiry;
  const namesOf = namesByRoot(
    report,
    messages.map(({ root }) => root),
  );
  for (const { root, reversed } of messages) {
    const { pair, surface } = root;
    const text = writtenAt(root, reversed) !== 'value';
    const place: Place = { pair, surface, level: 'error', reversed, text, root, trail: () => [] };
    const names = namesOf(root);
    if (idAt(place) === undefined || names === undefined) continue;
    if (effort.isLate()) return;
    const verdict = ofWhole(verdicts, place, names, effort.next());
    if (verdict.verdict !== 'not-included' || verdicts.isSlip(pair, place)) continue;
    tellWhole(inquiry, place, { pair, instance: verdict.witness });
  }
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

function holdsNull(value: Json): boolean {
  const parts: Json[] = [value];
  // The list grows while it is read.
  for (const part of parts) if (isContainer(part)) for (const each of Object.values(part)) parts.push(each);
  return parts.includes(null);
}

/**
 * Which bodies and parameters to look at once more, as a whole, and what names a value may have that shows something there: not those in which
 * something breaks already for the same operation, or which a convention has settled, or in which each difference stands for itself.
 */
function namesByRoot(report: Report, roots: readonly Root[]): (root: Root) => Names | undefined {
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
  const [closed, careful] = [handedToAllAround(told), withAllAround(described)];
  const open = withAllAround(entangled(roots.map(({ pair }) => pair)));
  return ({ pair, operation, part }) => {
    if (part === 'body' && !open.has(pair)) return undefined;
    if (((closed.get(pair) ?? NONE) & report.sets.of(operation.before)) !== NONE) return undefined;
    return careful.has(pair) ? 'described' : 'declared';
  };
}
