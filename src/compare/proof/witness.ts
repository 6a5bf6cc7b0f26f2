import type { Json } from '../../spec/json.ts';
import { escapeToken } from '../../spec/uri.ts';
import type { Witness } from '../change.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { SchemaView } from '../schema-view.ts';
import type { Place } from './place.ts';
import { senseOf } from './sense.ts';

/** A value at a pair, as changes tell it. */
export function witnessOf(pair: GraphNode, place: Place, instance: Json): Witness {
  return {
    surface: pair.direction,
    part: place.root.part,
    instance,
    acceptedBy: senseOf(pair.direction, place).from,
    base: pointerOf(pair.before),
    head: pointerOf(pair.after),
  };
}

/** `file#/pointer` of the schema's text; null where nothing is written and so nothing is limited. */
function pointerOf({ side, spot }: SchemaView): string | null {
  const pointer = side.description.pointer(spot.node);
  if (pointer === undefined || spot.key === undefined) return pointer ?? null;
  if (!Object.hasOwn(spot.node, spot.key)) return null;
  return `${pointer}/${escapeToken(String(spot.key))}`;
}
