import { asObject, own, type JsonObject } from '../spec/json.ts';
import type { MediaView } from '../spec/operations.ts';
import { heldSchema } from './held-schema.ts';
import { properties } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';
import type { Side } from './side.ts';

/** A part of a form on one side. */
export interface Part {
  /** Its encoding, where it has one. */
  readonly node: JsonObject | undefined;
  readonly view: SchemaView | undefined;
}

/** Parts that one of the two writes in a way of its own. */
export function partNames(before: MediaView, after: MediaView): string[] {
  return [...new Set([before, after].flatMap(({ node }) => Object.keys(asObject(own(node, 'encoding')) ?? {})))];
}

export function partOf(media: MediaView, name: string, side: Side): Part {
  const view = heldSchema(side, media);
  return {
    node: asObject(own(asObject(own(media.node, 'encoding')), name)),
    view: view === undefined ? undefined : properties(view).get(name)?.view,
  };
}
