import { hasJsonSchemas, type Description } from '../../spec/description.ts';
import type { Json, JsonObject } from '../../spec/json.ts';
import type { Patterns } from './patterns.ts';

/** The dialect that a schema is written in: OpenAPI 3.1 and 3.2 use JSON Schema 2020-12, the older ones subsets of draft 4. */
export type Dialect = '2.0' | '3.0' | '3.1';

/** The dialect in which a description's schemas are read. */
export function dialectOf({ version }: Description): Dialect {
  return hasJsonSchemas(version) ? '3.1' : '3.0';
}

/** Finds what references lead to; one per document, since answers and compiled schemas are remembered by it. */
export interface References {
  readonly dialect: Dialect;
  /**
   * What stands for an object with a `$ref`, siblings included (3.1: both hold; before: they are ignored); undefined where it
   * leads nowhere.
   */
  resolve(reference: JsonObject): Json | undefined;
}

/** A schema and how to read it. */
export interface SchemaSource {
  readonly schema: Json;
  /** 'document': the schema is a document of its own, with its `$id`s, anchors and dynamic references. */
  readonly references: References | { readonly document: Dialect };
  /** Properties whose value does not travel in this direction (readOnly, writeOnly): neither asked for nor looked at. */
  readonly hides?: (property: JsonObject) => boolean;
}

export type Names = 'any' | 'declared' | 'described';

/** How to decide. */
export interface Terms {
  /** Steps of work, about a microsecond or a few each; the answer is the same on every machine. */
  readonly steps?: number;
  /** The patterns of several questions, which are bounded together; each question has its own bound otherwise. */
  readonly patterns?: Patterns;
  /** Is told what the answer took, ajv's part in it included. */
  readonly pay?: (steps: number) => void;
  /** Whether the fixed list of formats counts (`asserted`) or all are remarks, as in JSON Schema by default. */
  readonly formats?: 'asserted';
  /**
   * `described`: only instances count whose property names A describes among its `properties`, or governs by `patternProperties` or
   * by an `additionalProperties` that says something of the value. `declared`: names that A only asks for count too.
   */
  readonly names?: Names;
  /**
   * What is known beforehand of a schema of A and one of B: the same text, which both read alike, or which B reads more kindly; undefined:
   * nothing. What is the same text on both sides is not what tells them apart.
   */
  readonly unchanged?: (a: JsonObject, b: JsonObject) => 'alike' | 'kinder' | undefined;
  /**
   * What B says by the letter, where B is another reading of it: a witness is refused by both, and ajv is asked of the letter. A kinder
   * reading of a part can be the stricter one of the whole, as in a `oneOf`.
   */
  readonly letter?: SchemaSource;
  /**
   * `unchecked`: an instance on the way to another, which will be confirmed itself; ajv is not asked. `unneeded`: only the verdict counts,
   * and the instance is as it was found.
   */
  readonly witness?: 'confirmed' | 'unchecked' | 'unneeded';
}
