import { wholeAt } from '../../spec/at.ts';
import { own } from '../../spec/json.ts';
import type { Matching } from '../matching.ts';
import type { Subtype } from './inheritance.ts';
import type { Composition } from './keywords.ts';
import type { Member } from './members.ts';
import type { Referred, SchemaView } from './schema-view.ts';
import type { Transition } from './transition.ts';

/** Which way a message travels: to the server, or back. */
export type Direction = 'request' | 'response';

/** Two schemas that stand in each other's place. */
export interface SchemaPair {
  readonly before: SchemaView;
  readonly after: SchemaView;
  readonly direction: Direction;
  /** Under an odd number of `not`: what narrows here widens the whole. */
  readonly flipped: boolean;
  readonly members: ReadonlyMap<Composition, Matching<Member>>;
  /** Of which its values may be though no text leads from it to them; those that say the same on both sides left out. */
  readonly subtypes: Matching<Subtype>;
  /** Read-only in a request, write-only in a response: it does not travel (any more). */
  readonly hidden: boolean;
  /** What was done to the form of the schema, where that is one step. */
  readonly transition: Transition | undefined;
}

/** Whether the schema's value is left out of messages of this direction (OpenAPI: readOnly, writeOnly). */
export function hides(view: SchemaView, direction: Direction): boolean {
  return view.get(direction === 'request' ? 'readOnly' : 'writeOnly') === true;
}

/** The properties that a schema declares itself, each with its schema. */
export function properties(view: SchemaView): ReadonlyMap<string, Referred> {
  return childrenOf(view, 'properties');
}

const none: ReadonlyMap<string, Referred> = new Map();
/** By keyword: every check asks for them again. */
const known = new WeakMap<SchemaView, Map<string, ReadonlyMap<string, Referred>>>();

/** Schemas by name under a keyword that holds a map of them. */
export function childrenOf(view: SchemaView, keyword: string): ReadonlyMap<string, Referred> {
  if (view.get(keyword) === undefined) return none;
  const held = known.get(view) ?? new Map<string, ReadonlyMap<string, Referred>>();
  known.set(view, held);
  const found = held.get(keyword) ?? read(view, keyword);
  held.set(keyword, found);
  return found;
}

function read(view: SchemaView, keyword: string): ReadonlyMap<string, Referred> {
  const holder = wholeAt(view.side.description, view.get(keyword));
  if (holder === undefined) return none;
  const found = new Map<string, Referred>();
  for (const name of Object.keys(holder)) {
    const schema = view.side.schema(own(holder, name), holder, name);
    if (schema !== undefined) found.set(name, schema);
  }
  return found;
}
