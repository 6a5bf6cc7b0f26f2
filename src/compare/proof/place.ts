import type { Json } from '../../spec/json.ts';
import type { Example, Level, Witness } from '../change.ts';
import type { Surface } from '../checks/check.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import type { Root } from '../graph/roots.ts';
import type { Convention } from './convention.ts';
import type { Reading } from './sense.ts';

/** A pair of schemas that differ, as one kind of message meets it. */
export interface Place extends Reading {
  readonly pair: GraphNode;
  readonly surface: Surface;
  /** What the difference weighs there. */
  readonly level: Level;
  /** It would be an error, were it not for an `allOf` around it or beside it, of which another member may offset it. */
  readonly lowered?: true;
  /** Whether it is a text is not said. */
  readonly unsure?: true;
  readonly root: Root;
  /** One shortest way from the root to the pair; asked for only where a message is made up. */
  readonly trail: () => readonly Edge[];
}

/** A value that shows something at a pair. */
export interface Refuted {
  readonly pair: GraphNode;
  readonly instance: Json;
}

/** What is known of a change beyond its form. */
export interface Proof {
  readonly witness?: Witness;
  readonly example?: Example;
  readonly unproved?: true;
  readonly convention?: Convention;
}

/** The way to a pair on the way to a place; to the place itself, where it is another way that the pair is on. */
export function trailTo(place: Place, pair: GraphNode): readonly Edge[] {
  const trail = place.trail();
  const at = [place.root.pair, ...trail.map(({ to }) => to)].lastIndexOf(pair);
  return at < 0 ? trail : trail.slice(0, at);
}
