import type { Json } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { items } from '../schemas/steps.ts';
import { asSubtype } from './as-subtype.ts';
import { holding } from './holding.ts';
import { isSubtype } from './locations.ts';
import { trailTo, type Place } from './place.ts';
import { endsOf, senseOf } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** Values that are further in are not lifted. */
const MOST_STEPS_UP = 32;

/** A pair on the way from a whole message, and what the step to it adds to a path. */
interface Stop {
  readonly pair: GraphNode;
  readonly label: string;
}

/** The value within the smallest values that can hold it, up to the whole body or parameter that shows the same; undefined: none was found. */
export function lifted(verdicts: Verdicts, place: Place, pair: GraphNode, value: Json): Json | undefined {
  const way = wayTo(place, pair);
  if (way.at(-1)?.pair !== pair || way.length > MOST_STEPS_UP + 1) return undefined;
  const top = way.findLastIndex((stop, index) => index === 0 || isSubtype(stop.pair));
  const held = within(verdicts, place, way.slice(top), value);
  if (top > 0) return held === undefined ? undefined : liftedAsSubtype(verdicts, place, way.slice(0, top + 1), held);
  return held !== undefined && verdicts.tells(place.root.pair, place, held) ? held : undefined;
}

/** It is the value of the innermost subtype that shows it: what holds that has only to be sent, since no keyword leads from there to it. */
function liftedAsSubtype(verdicts: Verdicts, place: Place, way: readonly Stop[], value: Json): Json | undefined {
  const { root } = place;
  const innermost = way.at(-1)?.pair ?? root.pair;
  let whole = asSubtype(verdicts, pairsOf(way), place, value);
  if (whole === undefined || !verdicts.tells(innermost, place, whole)) return undefined;
  let left = way;
  while (whole !== undefined && left.length > 1) {
    // In the place of the first supertype above, which may be further up.
    left = left.slice(0, left.findLastIndex(({ pair }) => !isSubtype(pair)) + 1);
    const top = left.findLastIndex((stop, index) => index === 0 || isSubtype(stop.pair));
    whole = within(verdicts, place, left.slice(top), whole);
    left = left.slice(0, top + 1);
    if (whole !== undefined && top > 0) whole = asSubtype(verdicts, pairsOf(left), place, whole);
  }
  return whole !== undefined && verdicts.isSent(root.pair, place, whole) ? whole : undefined;
}

/** The value of the last pair within the smallest values that can hold it, up to that of the first. */
function within(verdicts: Verdicts, place: Place, way: readonly Stop[], value: Json): Json | undefined {
  const { from } = senseOf(place.pair.direction, place);
  let whole: Json | undefined = value;
  let at = way.length - 1;
  while (at > 0 && whole !== undefined) {
    const label = way[at]?.label ?? '';
    at -= 1;
    const around = at;
    while (at > 0 && label !== '' && way[at]?.label === '') at -= 1;
    const [outer, ...members] = way.slice(at, around + 1).map(({ pair }) => endsOf(pair, place).sent);
    if (outer === undefined) return undefined;
    if (label === '') continue;
    const held = holding(behindPlaces(label, members.at(-1) ?? outer), { enum: [whole] });
    const sample = (views: readonly SchemaView[]): Json | undefined =>
      verdicts.sample(
        from,
        views.map(({ node }) => node),
        place.pair.direction,
        held,
      );
    // Of a choice that member which says something of the part: others may take anything there.
    whole = sample([outer, ...members]) ?? (members.length > 0 ? sample([outer]) : undefined);
  }
  return whole;
}

/** What `items` speaks of begins where no place has a schema of its own any more. */
function behindPlaces(label: string, view: SchemaView): string {
  const places = items(view).length;
  return label === '[]' && places > 0 ? `[${String(places)}]` : label;
}

function wayTo(place: Place, pair: GraphNode): Stop[] {
  const steps = trailTo(place, pair).map(({ to, label }) => ({ pair: to, label }));
  return [{ pair: place.root.pair, label: '' }, ...steps];
}

function pairsOf(way: readonly Stop[]): GraphNode[] {
  return way.map(({ pair }) => pair);
}
