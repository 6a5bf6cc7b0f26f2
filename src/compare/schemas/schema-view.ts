import type { Description } from '../../spec/description.ts';
import type { Json, JsonObject } from '../../spec/json.ts';
import type { Range } from '../../spec/place.ts';

/** The description that something comes from. */
export interface Origin {
  readonly description: Description;
  /** The schema that `container[key]` holds, or undefined where there is none or its reference leads nowhere. */
  schema(value: Json | undefined, container: object, key: string | number): Referred | undefined;
  /** What a reference leads to, or undefined where it leads nowhere or to itself. */
  target(reference: JsonObject): JsonObject | undefined;
  /** Gives an array item a name that survives reordering. */
  name(item: object, name: string): void;
  /** Range of the spot, or of the node around it where the key has no text of its own. */
  range(spot: Spot): Range | undefined;
  /** The spot's pointer with named array items, and without the file where that is the root file. */
  pointer(spot: Spot): string;
}

/** A place in one of the two descriptions: a node, or the value of one of its keys. */
export interface Spot {
  readonly side: Origin;
  readonly node: object;
  readonly key?: string | number;
}

/** A schema and the references that led to it. */
export interface Referred {
  readonly node: JsonObject;
  /** Read when it is asked for: most schemas are the same on both sides, which their text says. */
  readonly view: SchemaView;
  /** Outermost first; looked up when it is asked for. */
  readonly via: readonly Range[];
}

export type Bound = 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum';

/**
 * A schema in one form for all versions: `nullable` and `null` among the types are one thing, so are boolean and numeric
 * exclusive bounds, an enum of one value and `const`, and a composition of a single member and that member.
 */
export interface SchemaView {
  readonly side: Origin;
  readonly node: JsonObject;
  /** Its node, and those of the compositions' only members that it amounts to. */
  readonly nodes: readonly JsonObject[];
  readonly spot: Spot;
  /** Null left out; undefined: any type. */
  readonly types: ReadonlySet<string> | undefined;
  readonly nullable: boolean;
  /** The same schema as it is written: its compositions not replaced by what they amount to. */
  readonly written: SchemaView;
  /** The schema `false`, in whatever words: nothing is allowed. */
  readonly never: boolean;
  /** Allowed values from `enum` or `const`, null left out; undefined: not limited. */
  readonly values: readonly Json[] | undefined;
  readonly required: ReadonlySet<string>;
  /** The keywords of all the flattened parts; one can come twice. */
  readonly keywords: Iterable<string>;
  /** The keyword's value, wherever in the flattened parts it stands. */
  get(keyword: string): Json | undefined;
  /** Where the keyword stands, or would stand. */
  at(keyword: string): Spot;
  /** The object or array that a keyword holds. */
  holder(keyword: string): object | undefined;
  /** Numeric value of an inclusive or exclusive bound; in OpenAPI 3.0 a boolean says which of the two a limit is. */
  bound(keyword: Bound): number | undefined;
}
