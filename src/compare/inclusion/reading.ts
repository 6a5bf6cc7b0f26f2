import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { decimal, type Decimal } from './decimal.ts';
import type { SchemaNode } from './node.ts';

/** Keywords that the dialects before 3.1 do not know (OpenAPI 3.0.3 section 4.7.24, 2.0 "Schema Object"). */
const sinceDraft6 = new Set([
  ...['const', 'contains', 'propertyNames', 'if', 'then', 'else', 'prefixItems', 'patternProperties', 'dependencies'],
  ...[
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedItems',
    'unevaluatedProperties',
    'minContains',
    'maxContains',
  ],
]);
/** Those that 2.0 does not know, and 3.0 does. */
export const sinceOpenApi3: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'not', 'nullable']);

/**
 * Typed access to the keywords of one schema, as far as its dialect knows them. All of it throws `Undecided` where a value has the wrong
 * form.
 */
export class Reading {
  readonly node: SchemaNode;
  /** Of the properties of a value that it speaks of: those that do not travel. */
  readonly kept: SchemaNode['kept'];
  readonly #schema: JsonObject;

  constructor(node: SchemaNode, schema: JsonObject, kept: SchemaNode['kept']) {
    this.node = node;
    this.kept = kept;
    this.#schema = schema;
  }

  get(keyword: string): Json | undefined {
    const { dialect } = this.node.reader;
    if (dialect !== '3.1' && sinceDraft6.has(keyword)) return undefined;
    if (dialect === '2.0' && sinceOpenApi3.has(keyword)) return undefined;
    return own(this.#schema, keyword);
  }

  wrong(keyword: string): never {
    throw new Undecided('malformed', `${keyword} has a value of the wrong form`);
  }

  count(keyword: string, otherwise: number): number {
    const value = this.get(keyword);
    if (value === undefined) return otherwise;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : this.wrong(keyword);
  }

  decimal(keyword: string): Decimal | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    return typeof value === 'number' && Number.isFinite(value) ? decimal(value) : this.wrong(keyword);
  }

  text(keyword: string): string | undefined {
    const value = this.get(keyword);
    return value === undefined || typeof value === 'string' ? value : this.wrong(keyword);
  }

  schema(keyword: string): SchemaNode | undefined {
    const value = this.get(keyword);
    return value === undefined ? undefined : this.child(value, keyword);
  }

  schemas(keyword: string): SchemaNode[] | undefined {
    return this.#each(keyword, (each) => this.child(each, keyword));
  }

  /** Schemas that ask something of the same value. */
  members(keyword: string): SchemaNode[] | undefined {
    return this.#each(keyword, (each) => this.member(each, keyword));
  }

  #each(keyword: string, read: (each: Json) => SchemaNode): SchemaNode[] | undefined {
    const value = this.get(keyword);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.wrong(keyword);
    return (value as readonly Json[]).map(read);
  }

  entries(keyword: string): [string, Json][] {
    const value = this.get(keyword);
    if (value === undefined) return [];
    return Object.entries(asObject(value) ?? this.wrong(keyword));
  }

  texts(value: Json, keyword: string): string[] {
    const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : this.wrong(keyword);
    return list.map((each) => (typeof each === 'string' ? each : this.wrong(keyword)));
  }

  child(value: Json, keyword: string): SchemaNode {
    if (typeof value !== 'boolean' && asObject(value) === undefined) return this.wrong(keyword);
    return this.node.reader.node(value, this.node.entered);
  }

  member(value: Json, keyword: string): SchemaNode {
    return this.node.reader.node(this.child(value, keyword).schema, this.node.entered, this.kept);
  }
}
