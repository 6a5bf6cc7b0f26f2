import type { Description } from '../spec/description.ts';
import { asObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import { NEVER, SchemaView } from './schema-view.ts';

/** A place in one of the two descriptions: a node, or the value of one of its keys. */
export interface Spot {
  readonly side: Side;
  readonly node: object;
  readonly key?: string | number;
}

/** A schema and the references that led to it. */
export interface Referred {
  readonly view: SchemaView;
  readonly via: readonly Range[];
}

/** One of the two descriptions, with what the comparison remembers of it. */
export class Side {
  readonly description: Description;
  readonly #views = new WeakMap<object, SchemaView>();
  readonly #booleans = new WeakMap<object, Map<string | number, SchemaView>>();
  /** Names for places that a pointer would number: array items must keep their fingerprint when they are reordered. */
  readonly #names = new Map<string, string>();

  constructor(description: Description) {
    this.description = description;
  }

  /** The schema that `container[key]` holds, or undefined where there is none or its reference leads nowhere. */
  schema(value: Json | undefined, container: object, key: string | number): Referred | undefined {
    if (typeof value === 'boolean') return { view: this.#boolean(value, container, key), via: [] };
    const object = asObject(value);
    if (object === undefined) return undefined;
    const resolved = this.description.resolve(object);
    if (!resolved.ok) return undefined;
    const known = this.#views.get(resolved.node);
    if (known !== undefined) return { view: known, via: resolved.via };
    const view = new SchemaView(this, resolved.node, { side: this, node: resolved.node });
    this.#views.set(resolved.node, view);
    return { view, via: resolved.via };
  }

  /** What a reference leads to, or undefined where it leads nowhere or to itself. */
  target(reference: JsonObject): JsonObject | undefined {
    const resolved = this.description.resolve(reference);
    return resolved.ok && resolved.node !== reference ? resolved.node : undefined;
  }

  /** Range of the spot, or of the node around it where the key has no text of its own. */
  range(spot: Spot): Range | undefined {
    if (spot.key === undefined) return this.description.range(spot.node);
    return this.description.range(spot.node, spot.key) ?? this.description.range(spot.node);
  }

  /** Gives an array item a name that survives reordering. */
  name(item: object, name: string): void {
    const pointer = this.description.pointer(item);
    if (pointer !== undefined && /\/\d+$/.test(pointer)) this.#names.set(pointer, name);
  }

  /** The spot's pointer with named array items, and without the file where that is the root file. */
  pointer(spot: Spot): string {
    const raw = this.description.pointer(spot.node) ?? '?';
    const key = spot.key === undefined ? '' : `/${escapeToken(String(spot.key))}`;
    return this.#named(raw) + key;
  }

  #named(raw: string): string {
    const hash = raw.indexOf('#');
    const file = raw.slice(0, hash);
    let prefix = raw.slice(0, hash + 1);
    let named = file === this.description.file ? '#' : prefix;
    for (const token of raw.slice(hash + 2).split('/')) {
      prefix += `/${token}`;
      named += `/${this.#names.get(prefix) ?? token}`;
    }
    return named;
  }

  #boolean(value: boolean, container: object, key: string | number): SchemaView {
    const known = this.#booleans.get(container) ?? new Map<string | number, SchemaView>();
    this.#booleans.set(container, known);
    const found = known.get(key);
    if (found !== undefined) return found;
    const node: JsonObject = value ? {} : NEVER;
    const view = new SchemaView(this, node, { side: this, node: container, key });
    known.set(key, view);
    return view;
  }
}

function escapeToken(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}
