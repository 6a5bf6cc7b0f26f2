import type { Json, JsonObject } from '../../spec/json.ts';
import { own } from '../../spec/json.ts';
import { allowsNothing } from '../../spec/merge-siblings.ts';
import { flatten, unflattened, type Parts } from './flatten.ts';
import type { Bound, Origin, SchemaView, Spot } from './schema-view.ts';

const noNames: ReadonlySet<string> = new Set();

/** Reads a schema of any version of OpenAPI. */
export class Schema implements SchemaView {
  readonly side: Origin;
  readonly node: JsonObject;
  readonly spot: Spot;
  readonly types: ReadonlySet<string> | undefined;
  readonly never: boolean;
  readonly nullable: boolean;
  readonly values: readonly Json[] | undefined;
  readonly required: ReadonlySet<string>;
  readonly #parts: Parts;
  #written: SchemaView | undefined;

  constructor(side: Origin, node: JsonObject, spot: Spot, parts: Parts = flatten(side.description, node)) {
    this.side = side;
    this.node = node;
    this.spot = spot;
    this.#parts = parts;
    const types = readTypes(this.#parts.types ?? this.get('type'));
    const listed = this.#listed();
    const byType = types === undefined ? listed?.includes(null) === true : types.includes('null');
    this.never = !this.#parts.nullable && this.nodes.some(allowsNothing);
    this.types = types === undefined ? undefined : new Set(types.filter((name) => name !== 'null'));
    this.nullable = byType || this.#parts.nullable || this.get('nullable') === true;
    this.values = listed?.filter((value) => value !== null);
    const required = this.get('required');
    this.required = required === undefined ? noNames : new Set(strings(required));
    if (this.#parts.nullable) this.#nameMember();
  }

  get written(): SchemaView {
    if (this.#parts.dropped.size === 0) return this;
    this.#written ??= new Schema(this.side, this.node, this.spot, unflattened(this.node));
    return this.#written;
  }

  get nodes(): readonly JsonObject[] {
    return this.#parts.nodes;
  }

  get keywords(): Iterable<string> {
    const [only, ...others] = this.nodes;
    return only !== undefined && others.length === 0
      ? Object.keys(only)
      : this.nodes.flatMap((node) => Object.keys(node));
  }

  get(keyword: string): Json | undefined {
    return own(this.#partWith(keyword), keyword);
  }

  at(keyword: string): Spot {
    const part = this.#partWith(keyword) ?? (keyword === 'type' ? this.#partWithTypes() : undefined);
    return part === undefined ? this.spot : { side: this.side, node: part, key: this.#writtenAs(part, keyword) };
  }

  holder(keyword: string): object | undefined {
    const value = this.get(keyword);
    return typeof value === 'object' && value !== null ? value : undefined;
  }

  bound(keyword: Bound): number | undefined {
    const lower = keyword === 'minimum' || keyword === 'exclusiveMinimum';
    const inclusive = this.get(lower ? 'minimum' : 'maximum');
    const marked = this.get(lower ? 'exclusiveMinimum' : 'exclusiveMaximum');
    const exclusive = keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum';
    if (marked === true) return exclusive ? number(inclusive) : undefined;
    return number(exclusive ? marked : inclusive);
  }

  /** What stands beside null is called by its types: on which side of it does not matter. */
  #nameMember(): void {
    const { nodes, dropped } = this.#parts;
    const called = [...(this.types ?? [])].sort().join(' or ');
    for (const [holder, keyword] of dropped) {
      const list = own(holder, keyword);
      const member = Array.isArray(list) ? nodes.find((node) => (list as readonly Json[]).includes(node)) : undefined;
      if (member !== undefined) this.side.name(member, called === '' ? 'schema' : called);
    }
  }

  #partWith(keyword: string): JsonObject | undefined {
    const { nodes, dropped } = this.#parts;
    return nodes.find((part) => Object.hasOwn(part, keyword) && dropped.get(part) !== keyword);
  }

  #partWithTypes(): JsonObject | undefined {
    return this.#parts.types === undefined ? undefined : this.#parts.nodes.at(-1);
  }

  #writtenAs(part: JsonObject, keyword: string): string {
    return Object.hasOwn(part, keyword) ? keyword : (this.#parts.dropped.get(part) ?? keyword);
  }

  #listed(): readonly Json[] | undefined {
    const listed = this.get('enum');
    if (Array.isArray(listed)) return listed as readonly Json[];
    const constant = this.get('const');
    return constant === undefined ? undefined : [constant];
  }
}

function readTypes(type: Json | undefined): readonly string[] | undefined {
  if (type === undefined) return undefined;
  return typeof type === 'string' ? [type] : strings(type);
}

function number(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
