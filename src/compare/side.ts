import { holderOf, originOf, writtenNode } from '../spec/derived.ts';
import type { Description } from '../spec/description.ts';
import { asObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import { escapeToken } from '../spec/pointer.ts';
import { brief, isLong } from './brief.ts';
import type { Origin, Referred, SchemaView, Spot } from './schemas/schema-view.ts';
import { Schema } from './schemas/schema.ts';

/** The two descriptions. */
export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** One of the two descriptions, with what the comparison remembers of it. */
export class Side implements Origin {
  readonly description: Description;
  readonly #views = new Map<JsonObject, SchemaView>();
  readonly #booleans = new Map<object, Map<string | number, SchemaView>>();
  /** Names for what a pointer would number: array items must keep their fingerprint when they are reordered. */
  readonly #names = new Map<object, string>();
  /** Of long names: each is in the pointer of all that is found below it. */
  readonly #briefs = new Map<string, string>();

  constructor(description: Description) {
    this.description = description;
  }

  schema(value: Json | undefined, container: object, key: string | number): Referred | undefined {
    if (typeof value === 'boolean') {
      const view = this.#boolean(value, container, key);
      return { node: view.node, view, via: [] };
    }
    const object = asObject(value);
    if (object === undefined) return undefined;
    const resolved = this.description.resolve(object);
    return resolved.ok ? new Reached(this, resolved) : undefined;
  }

  /** The schema that a node is, once it is resolved. */
  view(node: JsonObject): SchemaView {
    const known = this.#views.get(node);
    if (known !== undefined) return known;
    const origin = originOf(node);
    const spot = origin?.key === undefined ? { node } : { node: origin.node, key: origin.key };
    const view = new Schema(this, node, { side: this, ...spot });
    this.#views.set(node, view);
    return view;
  }

  /** Where the references stand that lead from what is written at each place, outermost first. */
  way(written: readonly JsonObject[]): readonly Range[] {
    return written.flatMap((node) => {
      const resolved = this.description.resolve(node);
      return resolved.ok ? resolved.via : [];
    });
  }

  target(reference: JsonObject): JsonObject | undefined {
    const resolved = this.description.resolve(reference);
    return resolved.ok && resolved.node !== reference ? resolved.node : undefined;
  }

  range(spot: Spot): Range | undefined {
    if (spot.key === undefined) return this.description.range(spot.node);
    return this.description.range(spot.node, spot.key) ?? this.description.range(spot.node);
  }

  name(item: object, name: string): void {
    this.#names.set(writtenNode(item), this.#brief(name));
  }

  pointer(spot: Spot): string {
    const { file } = this.description;
    const node = spot.key === undefined ? spot.node : holderOf(spot.node, spot.key);
    const pointer = this.description.pointer(node, (key, item) => this.#stepOf(key, item)) ?? '';
    const [place = '', steps = ''] = pointer.split(/#(.*)/su);
    const named = (place === file ? '#' : pointer === '' ? '' : `${place}#`) + steps;
    return named + (spot.key === undefined ? '' : `/${escapeToken(this.#brief(String(spot.key)))}`);
  }

  #stepOf(key: string, item: object): string | undefined {
    if (isLong(key)) return escapeToken(this.#brief(key));
    return /^\d+$/.test(key) ? this.#names.get(item) : undefined;
  }

  #brief(name: string): string {
    if (!isLong(name)) return name;
    const known = this.#briefs.get(name) ?? brief(name);
    this.#briefs.set(name, known);
    return known;
  }

  #boolean(value: boolean, container: object, key: string | number): SchemaView {
    const known = this.#booleans.get(container) ?? new Map<string | number, SchemaView>();
    this.#booleans.set(container, known);
    const found = known.get(key);
    if (found !== undefined) return found;
    const node: JsonObject = value ? {} : { not: {} };
    const view = new Schema(this, node, { side: this, node: container, key });
    known.set(key, view);
    return view;
  }
}

/** What a reference leads to, or a node that is none. */
type Found = Pick<Referred, 'node' | 'via'>;

/** There is one for each schema that stands somewhere: it holds no more than it must. */
class Reached implements Referred {
  readonly #side: Side;
  readonly #resolved: Found;

  constructor(side: Side, resolved: Found) {
    this.#side = side;
    this.#resolved = resolved;
  }

  get node(): JsonObject {
    return this.#resolved.node;
  }

  get view(): SchemaView {
    return this.#side.view(this.node);
  }

  get via(): readonly Range[] {
    return this.#resolved.via;
  }
}
