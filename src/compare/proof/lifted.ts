import type { Json } from '../../spec/json.ts';
import type { Edge, GraphNode } from '../pair-graph.ts';
import { asSubtype } from './as-subtype.ts';
import { holding } from './holding.ts';
import { isSubtype } from './locations.ts';
import { trailTo, type Place } from './place.ts';
import { senseOf } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** Values that are further in are not lifted. */
const MOST_STEPS_UP = 32;

/**
 * The value within the smallest values that can hold it, up to the whole body or parameter that shows the same; undefined: none was found.
 * Where it is in a value of a subtype, that shows it: no keyword says so of what holds that one, which the sender's side takes all the same.
 */
export function lifted(verdicts: Verdicts, place: Place, pair: GraphNode, value: Json): Json | undefined {
  const { root } = place;
  const trail = trailTo(place, pair);
  const nodes = [root.pair, ...trail.map(({ to }) => to)];
  if (nodes.at(-1) !== pair || trail.length > MOST_STEPS_UP) return undefined;
  let at = nodes.length - 1;
  let whole: Json | undefined = value;
  let isShown = false;
  while (whole !== undefined) {
    const top = nodes.slice(0, at + 1).findLastIndex((node, index) => index === 0 || isSubtype(node));
    whole = within(verdicts, place, { trail, top, at }, whole);
    const subtype = nodes[top];
    if (whole === undefined || subtype === undefined) return undefined;
    if (top === 0) return (isShown ? isSent : isTold)(verdicts, place, root.pair, whole) ? whole : undefined;
    at = nodes.slice(0, top).findLastIndex((node) => !isSubtype(node));
    const { from } = senseOf(pair.direction, place);
    whole = asSubtype(nodes.slice(at, top + 1), from, whole, (each) => isSent(verdicts, place, subtype, each));
    if (whole !== undefined && !isShown && !isTold(verdicts, place, subtype, whole)) return undefined;
    isShown = true;
  }
  return undefined;
}

/** The value within those of the pairs on the way from the one at `at` up to the one at `top`. */
function within(
  verdicts: Verdicts,
  place: Place,
  way: { readonly trail: readonly Edge[]; readonly top: number; readonly at: number },
  value: Json,
): Json | undefined {
  const { trail, top } = way;
  const nodes = [place.root.pair, ...trail.map(({ to }) => to)];
  const { from } = senseOf(place.pair.direction, place);
  let whole: Json | undefined = value;
  let { at } = way;
  while (at > top && whole !== undefined) {
    const label = trail[at - 1]?.label ?? '';
    at -= 1;
    while (at > top && label !== '' && trail[at - 1]?.label === '') at -= 1;
    const parent = nodes[at];
    if (parent === undefined) return undefined;
    const view = from === 'base' ? parent.before : parent.after;
    if (label !== '') whole = verdicts.sample(from, view.node, parent.direction, holding(label, { enum: [whole] }));
  }
  return whole;
}

function isTold(verdicts: Verdicts, place: Place, pair: GraphNode, value: Json): boolean {
  return verdicts.tells(pair, place, value);
}

/** Whether the side that sends has such a value. */
function isSent(verdicts: Verdicts, place: Place, pair: GraphNode, value: Json): boolean {
  const { from } = senseOf(pair.direction, place);
  const { node } = from === 'base' ? pair.before : pair.after;
  return verdicts.sample(from, node, pair.direction, { enum: [value] }) !== undefined;
}
