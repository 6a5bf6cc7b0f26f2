import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { SchemaDocument, type Resource } from './document.ts';
import type { Keywords } from './keywords.ts';
import { readKeywords } from './read-keywords.ts';
import type { Shape } from './same.ts';
import type { Dialect, SchemaSource } from './source.ts';

/** Names in order, each once. */
type Kept = readonly string[];

const NONE: Kept = [];
/** So many schemas that speak of the same value are asked whether it travels. */
const MOST_ASKED = 100;

/** A schema, read when it is asked for; the same schema on the same dynamic path, for values of which the same travels, is the same node. */
export class SchemaNode {
  readonly reader: Reader;
  readonly schema: Json;
  /** The resources on the way here that hold dynamic anchors, outermost first. */
  readonly entered: readonly Resource[];
  /** Of properties that the schemas around it in the same place keep from travelling. */
  readonly kept: Kept;
  /** It follows from the schema alone, so it is worked out once for all questions (same.ts). */
  shape: Shape | undefined;
  #keywords: Keywords | undefined;

  constructor(reader: Reader, schema: Json, entered: readonly Resource[], kept: Kept) {
    this.reader = reader;
    this.schema = schema;
    this.entered = entered;
    this.kept = kept;
  }

  /** @throws Undecided where the schema makes no sense or a reference leads nowhere. */
  get keywords(): Keywords {
    return (this.#keywords ??= readKeywords(this));
  }
}

type Hides = SchemaSource['hides'];
type Side = 'a' | 'b';

/** Readers of views, kept as long as their references: schemas are read once for many questions. */
const readers: Readonly<Record<Side, WeakMap<object, Map<Hides, Reader>>>> = { a: new WeakMap(), b: new WeakMap() };

/** The reader of a source, on one side of a question. */
export function readerOf(source: SchemaSource, side: Side): Reader {
  if ('document' in source.references) return new Reader(source);
  const known = readers[side].get(source.references) ?? new Map<Hides, Reader>();
  readers[side].set(source.references, known);
  const reader = known.get(source.hides) ?? new Reader(source);
  known.set(source.hides, reader);
  return reader;
}

/** Makes the nodes of one source. */
export class Reader {
  readonly dialect: Dialect;
  readonly #source: Omit<SchemaSource, 'schema'>;
  readonly #document: SchemaDocument | undefined;
  readonly #nodes = new Map<Json, Map<string, SchemaNode>>();

  constructor(source: SchemaSource) {
    this.#source = source;
    const { references } = source;
    this.dialect = 'document' in references ? references.document : references.dialect;
    this.#document =
      'document' in references ? new SchemaDocument(source.schema, references.document === '3.1') : undefined;
  }

  /** Whether dynamic references occur. */
  get dynamic(): boolean {
    return this.#document?.dynamic === true;
  }

  /** @param kept the names of properties whose values do not travel, by what the schemas around it say of the same value. */
  node(schema: Json, path: readonly Resource[], kept: Kept = NONE): SchemaNode {
    const entered = this.#enter(schema, path);
    const numbers = entered.map(({ number }) => number).join();
    const key = kept.length === 0 ? numbers : `${numbers} ${JSON.stringify(kept)}`;
    const byPath = this.#nodes.get(schema) ?? new Map<string, SchemaNode>();
    this.#nodes.set(schema, byPath);
    const node = byPath.get(key) ?? new SchemaNode(this, schema, entered, kept);
    byPath.set(key, node);
    return node;
  }

  /** The schemas that stand in this one's place by `$ref` and `$dynamicRef`. */
  targets(node: SchemaNode, kept: Kept = NONE): SchemaNode[] {
    const schema = asObject(node.schema);
    return ['$ref', '$dynamicRef'].flatMap((keyword) => {
      const reference = schema === undefined ? undefined : own(schema, keyword);
      if (schema === undefined || reference === undefined) return [];
      if (typeof reference !== 'string') throw new Undecided('malformed', `${keyword} is no text`);
      if (keyword === '$dynamicRef' && this.dialect !== '3.1') return [];
      const target = this.#target(schema, keyword, reference, node.entered);
      if (target === undefined || target === schema) {
        throw new Undecided('reference', `${reference.slice(0, 200)} leads nowhere`);
      }
      return [this.node(target, node.entered, kept)];
    });
  }

  /** Whether what a reference stands beside holds as well. */
  ignoresSiblings(schema: JsonObject): boolean {
    return Object.hasOwn(schema, '$ref') && (this.#document === undefined || this.dialect !== '3.1');
  }

  /**
   * The properties of a value that do not travel, by what the schema says, its references and the members of its `allOf`, and those around
   * it: where several of them speak of one property, it is enough that one says so (JSON Schema 2020-12 Validation, section 9.4).
   */
  keptBy(node: SchemaNode): Kept {
    if (this.#source.hides === undefined) return node.kept;
    const found = this.#conjuncts(node).flatMap((each) => {
      const properties = this.ignoresSiblings(each) ? undefined : asObject(own(each, 'properties'));
      return Object.entries(properties ?? {}).flatMap(([name, value]) =>
        this.#isKept(this.node(value, node.entered)) ? [name] : [],
      );
    });
    return found.length === 0 ? node.kept : [...new Set([...node.kept, ...found])].sort();
  }

  #isKept(property: SchemaNode): boolean {
    return this.#conjuncts(property).some((schema) => this.#source.hides?.(schema));
  }

  /** A schema, and those that hold wherever it does. */
  #conjuncts(start: SchemaNode): readonly JsonObject[] {
    const found = new Set([start]);
    // The set grows while it is read.
    for (const node of found) {
      const schema = asObject(node.schema);
      if (schema === undefined || found.size > MOST_ASKED) continue;
      if (Object.hasOwn(schema, '$ref')) for (const target of this.targets(node)) found.add(target);
      const members = this.ignoresSiblings(schema) ? undefined : own(schema, 'allOf');
      if (Array.isArray(members))
        for (const each of members as readonly Json[]) found.add(this.node(each, node.entered));
    }
    return [...found].map(({ schema }) => asObject(schema)).filter((schema) => schema !== undefined);
  }

  #enter(schema: Json, path: readonly Resource[]): readonly Resource[] {
    const object = this.#document?.dynamic === true ? asObject(schema) : undefined;
    const home = object === undefined ? undefined : this.#document?.home(object);
    return home === undefined || home.dynamic.size === 0 || path.includes(home) ? path : [...path, home];
  }

  #target(schema: JsonObject, keyword: string, reference: string, entered: readonly Resource[]): Json | undefined {
    const { references } = this.#source;
    if (!('document' in references)) return references.resolve(schema);
    const home = this.#document?.home(schema);
    if (home === undefined) return undefined;
    return keyword === '$ref'
      ? this.#document?.find(reference, home)
      : this.#document?.findDynamic(reference, home, entered);
  }
}
