import type { Json, JsonObject } from '../spec/json.ts';
import { own } from '../spec/json.ts';
import { flatten, type Parts } from './flatten.ts';
import type { Side, Spot } from './side.ts';

export type Bound = 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum';

/** What the schema `false` stands for; told by identity. */
export const NEVER: JsonObject = { not: {} };
const noNames: ReadonlySet<string> = new Set();

/**
 * A schema in one form for all versions: `nullable` and `null` among the types are one thing, so are boolean and numeric
 * exclusive bounds, an enum of one value and `const`, and a composition of a single member and that member.
 */
export class SchemaView {
  readonly side: Side;
  readonly node: JsonObject;
  readonly spot: Spot;
  /** Null left out; undefined: any type. */
  readonly types: ReadonlySet<string> | undefined;
  readonly nullable: boolean;
  /** The types come from a `oneOf` or `anyOf` of types. */
  readonly typesListed: boolean;
  /** Allowed values from `enum` or `const`, null left out; undefined: not limited. */
  readonly values: readonly Json[] | undefined;
  readonly required: ReadonlySet<string>;
  readonly #parts: Parts;

  constructor(side: Side, node: JsonObject, spot: Spot) {
    this.side = side;
    this.node = node;
    this.spot = spot;
    this.#parts = flatten(side.description, node);
    const types = readTypes(this.#parts.types ?? this.get('type'));
    const listed = this.#listed();
    const byType = types === undefined ? listed?.includes(null) === true : types.includes('null');
    this.types = types === undefined ? undefined : new Set(types.filter((name) => name !== 'null'));
    this.typesListed = this.#parts.types !== undefined;
    this.nullable = byType || this.#parts.nullable || this.get('nullable') === true;
    this.values = listed?.filter((value) => value !== null);
    const required = this.get('required');
    this.required = required === undefined ? noNames : new Set(strings(required));
  }

  /** The schema `false`: nothing is allowed. */
  get never(): boolean {
    return this.node === NEVER;
  }

  /** The keyword's value, wherever in the flattened parts it stands. */
  get(keyword: string): Json | undefined {
    return own(this.#partWith(keyword), keyword);
  }

  /** Where the keyword stands, or would stand. */
  at(keyword: string): Spot {
    const part = this.#partWith(keyword) ?? (keyword === 'type' ? this.#partWithTypes() : undefined);
    return part === undefined ? this.spot : { side: this.side, node: part, key: this.#writtenAs(part, keyword) };
  }

  /** The object or array that a keyword holds. */
  holder(keyword: string): object | undefined {
    const value = this.get(keyword);
    return typeof value === 'object' && value !== null ? value : undefined;
  }

  /** Numeric value of an inclusive or exclusive bound; in OpenAPI 3.0 a boolean says which of the two a limit is. */
  bound(keyword: Bound): number | undefined {
    const lower = keyword === 'minimum' || keyword === 'exclusiveMinimum';
    const inclusive = this.get(lower ? 'minimum' : 'maximum');
    const marked = this.get(lower ? 'exclusiveMinimum' : 'exclusiveMaximum');
    const exclusive = keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum';
    if (marked === true) return exclusive ? number(inclusive) : undefined;
    return number(exclusive ? marked : inclusive);
  }

  #partWith(keyword: string): JsonObject | undefined {
    const { nodes, dropped } = this.#parts;
    return nodes.find((part) => Object.hasOwn(part, keyword) && dropped.get(part) !== keyword);
  }

  #partWithTypes(): JsonObject | undefined {
    return this.typesListed ? this.#parts.nodes.at(-1) : undefined;
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
