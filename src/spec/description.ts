import type { JsonObject } from './json.ts';
import type { Problem, Range } from './place.ts';

export type OpenApiVersion = '2.0' | '3.0' | '3.1' | '3.2';

/** Whether schemas are those of JSON Schema 2020-12 (OpenAPI 3.1, Schema Object); before, they had a language of their own. */
export function hasJsonSchemas(version: OpenApiVersion): boolean {
  return version === '3.1' || version === '3.2';
}

/** Bytes by path from the repository's root, at one commit. */
export interface FileSet {
  /** `undefined`: not here yet, fetch it and load again; `null`: there is no such file; a text: why what is there is not read. */
  read(path: string): Uint8Array | string | null | undefined;
}

/** What became of reading a description. */
export type LoadResult =
  | { readonly kind: 'loaded'; readonly description: Description }
  /** Files that references lead to and that the set does not hold yet. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

/** What a reference leads to, or why it leads nowhere. */
export type Resolved =
  | {
      readonly ok: true;
      /** The object at the end of the chain of references: the same object for the same place, so identity is meaning. */
      readonly node: JsonObject;
      /** Where each reference that was followed stands, outermost first. */
      readonly via: readonly Range[];
    }
  | { readonly ok: false; readonly problem: Problem };

/** What stands for a key in a pointer, escaped already; undefined: the key itself. */
export type StepOf = (key: string, item: object) => string | undefined;

/** One API description, all its files at one commit, positions kept. Nothing is ever fetched: a remote reference is a problem. */
export interface Description {
  readonly file: string;
  readonly version: OpenApiVersion;
  readonly root: JsonObject;
  /** Every file that it is made of, the root file first. */
  readonly files: readonly string[];
  /** What is wrong but does not stop the reading, e.g. an unresolved reference in one place. */
  readonly problems: readonly Problem[];
  /**
   * Follows `$ref` (siblings of it in a 3.1 or 3.2 schema make a merged node, made once). A node without one is its own result.
   * Chains and cycles end: a reference that only leads to itself is a problem.
   */
  resolve(node: JsonObject): Resolved;
  /**
   * What a reference would lead to that is written in a node as a mere text; undefined where that is nothing, or in a file that no
   * `$ref` led to.
   */
  leadsTo(reference: string, from: object): JsonObject | undefined;
  /** The schemas with that `$dynamicAnchor`, in all files. */
  anchored(name: string): readonly JsonObject[];
  /** Of the value of `key` with its key, or of the node itself; undefined for a node that no text stands for. */
  range(node: object, key?: string | number): Range | undefined;
  /** `file#/json/pointer` of the node, RFC 6901; where `stepOf` has something for a step, that stands for its key. */
  pointer(node: object, stepOf?: StepOf): string | undefined;
}
