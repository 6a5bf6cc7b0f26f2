import { asObject, own, type Json } from '../../spec/json.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import { nameIn } from '../schemas/steps.ts';
import { isLocation } from './locations.ts';
import type { Place, Refuted } from './place.ts';
import type { Reading } from './sense.ts';
import { nesting } from './texts.ts';
import type { Verdicts } from './verdicts.ts';

/** A value that shows something at a pair, and the way there. */
export interface Shown extends Refuted {
  readonly trail: readonly Edge[];
}

/** More pairs than this are not gone through. */
const MOST_VISITED = 256;

/**
 * The innermost value of which the same is to be said, so that one cause is told once, wherever it is met; undefined: an error tells of
 * it already, there or on the way.
 *
 * @param isTold whether an error tells of a pair, for the same operations.
 */
export function originOf(
  verdicts: Verdicts,
  reading: Place,
  shown: Shown,
  isTold: (pair: GraphNode) => boolean,
): Shown | undefined {
  // The parts of a text are texts of their own, unless they have none.
  if (reading.root.text && nesting(shown.instance) <= 1) return isTold(shown.pair) ? undefined : shown;
  // A schema that holds itself is met again with another part of the value.
  const seen = new Map([[shown.pair, new Set([shown.instance])]]);
  const found = [shown];
  let innermost = shown;
  for (const at of found) {
    if (isTold(at.pair)) return undefined;
    if (at.trail.length > innermost.trail.length && isSure(verdicts, reading, at)) innermost = at;
    if (found.length > MOST_VISITED) break;
    for (const edge of at.pair.edges) {
      const { to, label } = edge;
      if (to.flipped || to.hidden) continue;
      const known = seen.get(to) ?? new Set<Json>();
      const instance = partsBehind(label, at.instance).find(
        (part) => !known.has(part) && verdicts.tells(to, reading, part),
      );
      if (instance === undefined) continue;
      seen.set(to, known.add(instance));
      found.push({ pair: to, instance, trail: [...at.trail, edge] });
    }
  }
  return innermost;
}

function isSure(verdicts: Verdicts, reading: Reading, { pair, instance }: Shown): boolean {
  return isLocation(pair) && verdicts.isWitness(pair, reading, instance);
}

/** The parts of a value that an edge of the graph leads to: `.name`, `.*`, `[]`, `[0]`, or the value itself. */
function partsBehind(label: string, value: Json): readonly Json[] {
  if (label === '') return [value];
  if (label.startsWith('[')) {
    const items = Array.isArray(value) ? (value as readonly Json[]) : [];
    return label === '[]' ? items : items.slice(Number(label.slice(1, -1)), Number(label.slice(1, -1)) + 1);
  }
  const members = asObject(value) ?? {};
  if (label === '.*') return Object.values(members);
  const member = own(members, nameIn(label));
  return member === undefined ? [] : [member];
}
