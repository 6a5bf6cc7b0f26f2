import type { GraphNode } from '../graph/pair-graph.ts';
import type { Direction } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** How a pair of schemas is met in a message. */
export interface Reading {
  /** The message goes the other way: a webhook's or callback's. */
  readonly reversed: boolean;
  /** A parameter, a header or what a form is made of, which travels as text. */
  readonly text: boolean;
}

/** Which side's values have to be accepted by which. */
export interface Sense {
  readonly from: 'base' | 'head';
  readonly to: 'base' | 'head';
}

/** A request's values are those that base accepted; a response's those that head allows. */
export function senseOf(direction: Direction, { reversed }: Reading): Sense {
  return (direction === 'request') === reversed ? { from: 'head', to: 'base' } : { from: 'base', to: 'head' };
}

/** The pair's schema on the side whose values are sent, and on the side that has to accept them. */
export function endsOf(
  pair: GraphNode,
  reading: Reading,
): { readonly sent: SchemaView; readonly accepted: SchemaView } {
  const { before, after } = pair;
  const { from } = senseOf(pair.direction, reading);
  return from === 'base' ? { sent: before, accepted: after } : { sent: after, accepted: before };
}

/** How values are asked of each by itself, whatever their texts can be read as. */
export function valuesOf({ reversed }: Reading): Reading {
  return { reversed, text: false };
}
