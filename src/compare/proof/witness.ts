import type { Json } from '../../spec/json.ts';
import { escapeToken } from '../../spec/pointer.ts';
import type { Witness } from '../change.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
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

/** Longer ones are left out: as long as a description is, one for each witness could not be printed. */
const LONGEST = 10_000;

/** `file#/pointer` of the schema's text; null where nothing is written and so nothing is limited, and where it is too long. */
function pointerOf({ side, spot }: SchemaView): string | null {
  let length = String(spot.key ?? '').length;
  const pointer = side.description.pointer(spot.node, (key) => {
    length += key.length;
    return length > LONGEST ? '' : undefined;
  });
  if (pointer === undefined || length > LONGEST) return null;
  if (spot.key === undefined) return pointer;
  if (!Object.hasOwn(spot.node, spot.key)) return null;
  return `${pointer}/${escapeToken(String(spot.key))}`;
}
