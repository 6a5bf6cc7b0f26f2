import { canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { accepts, type Automaton } from './automaton.ts';
import { Undecided, type Steps } from './budget.ts';
import { isWatchful, typeOf, type Keywords } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import type { Dot } from './pattern.ts';
import type { Patterns } from './patterns.ts';
import { numberHolds, stringHolds, type PatternReader } from './plain-values.ts';

/** Names of properties, or indexes of items, that a valid schema has evaluated. */
type Evaluated = Set<string | number>;

const MAX_DEPTH = 400;

/** Validates instances, JSON Schema 2020-12 in all keywords; what nests too deep for it is undecided. */
export class Evaluator {
  readonly #steps: Steps;
  readonly #formats: boolean;
  readonly #patterns: Patterns;
  readonly #dot: Dot;
  #known = new Map<SchemaNode, Map<Json, boolean>>();
  #depth = 0;
  #trace: Set<SchemaNode> | undefined;

  /** @param dot how patterns are read. */
  constructor(steps: Steps, formats: boolean, patterns: Patterns, dot: Dot = 'ecma') {
    this.#steps = steps;
    this.#formats = formats;
    this.#patterns = patterns;
    this.#dot = dot;
  }

  /** @throws Undecided where none can be made of the pattern. */
  automaton(pattern: string): Automaton {
    return this.#patterns.automaton(pattern, this.#dot);
  }

  /** Whether a pattern is found in a text. */
  matches(pattern: string, text: string): boolean {
    return accepts(this.automaton(pattern), text);
  }

  valid(node: SchemaNode, value: Json): boolean {
    const memory = this.#known.get(node) ?? new Map<Json, boolean>();
    this.#known.set(node, memory);
    const known = memory.get(value);
    if (known !== undefined) return known;
    const found = this.#check(node, value);
    memory.set(value, found);
    return found;
  }

  /** The schemas that have a say about this instance. */
  visited(node: SchemaNode, value: Json): ReadonlySet<SchemaNode> {
    const trace = new Set<SchemaNode>();
    const memory = this.#known;
    this.#known = new Map();
    this.#trace = trace;
    try {
      this.#check(node, value);
      return trace;
    } finally {
      this.#trace = undefined;
      this.#known = memory;
    }
  }

  /** @param evaluated collects what was evaluated; undefined where nobody asks. */
  #check(node: SchemaNode, value: Json, evaluated?: Evaluated): boolean {
    if (this.#depth >= MAX_DEPTH) throw new Undecided('depth', 'the instance or its schema is nested too deep');
    this.#depth++;
    this.#trace?.add(node);
    try {
      this.#steps.spend();
      const says = node.keywords;
      const mine: Evaluated | undefined = evaluated !== undefined || isWatchful(says) ? new Set() : undefined;
      const valid = this.#keywords(says, value, mine);
      if (valid && mine !== undefined) for (const each of mine) evaluated?.add(each);
      return valid;
    } finally {
      this.#depth--;
    }
  }

  #keywords(says: Keywords, value: Json, evaluated: Evaluated | undefined): boolean {
    const parts = [
      () => !says.never && this.#general(says, value),
      () => this.#composed(says, value, evaluated),
      () => this.#chosen(says, value, evaluated),
      // Last: what is left of the properties and items for `unevaluated…` depends on the others.
      () => this.#typed(says, value, evaluated),
    ];
    return this.#every(parts, (part) => part(), evaluated);
  }

  /** Where somebody asks what was evaluated, or what had a say, all is looked at, whatever the first say. */
  #every<T>(of: readonly T[], test: (each: T) => boolean, evaluated: Evaluated | undefined): boolean {
    const whole = evaluated !== undefined || this.#trace !== undefined;
    return whole ? of.map(test).every(Boolean) : of.every(test);
  }

  #some<T>(of: readonly T[], test: (each: T) => boolean, evaluated: Evaluated | undefined): boolean {
    return !this.#every(of, (each) => !test(each), evaluated);
  }

  #typed(says: Keywords, value: Json, evaluated: Evaluated | undefined): boolean {
    if (typeof value === 'number') return numberHolds(says, value, this.#formats);
    if (typeof value === 'string') return stringHolds(says, value, this.#formats, this);
    if (Array.isArray(value)) return this.#array(says, value as readonly Json[], evaluated);
    if (typeof value === 'object' && value !== null) return this.#object(says, value as JsonObject, evaluated);
    return true;
  }

  #general({ types, values }: Keywords, value: Json): boolean {
    const type = typeOf(value);
    const integer = types?.has('integer') === true && Number.isInteger(value);
    if (types !== undefined && !types.has(type) && !integer) return false;
    return values === undefined || values.has(canonicalJson(value));
  }

  #composed(
    { references, allOf, anyOf, oneOf, not }: Keywords,
    value: Json,
    evaluated: Evaluated | undefined,
  ): boolean {
    const inside = (node: SchemaNode): boolean => this.#inside(node, value, evaluated);
    const parts = [
      () => this.#every(references, inside, evaluated),
      () => this.#every(allOf, inside, evaluated),
      () => anyOf === undefined || this.#some(anyOf, inside, evaluated),
      () => oneOf === undefined || oneOf.filter(inside).length === 1,
      () => not === undefined || !this.#inside(not, value, undefined),
    ];
    return this.#every(parts, (part) => part(), evaluated);
  }

  #chosen(says: Keywords, value: Json, evaluated: Evaluated | undefined): boolean {
    let valid = true;
    if (says.if !== undefined) {
      const branch = this.#inside(says.if, value, evaluated) ? says.then : says.else;
      if (branch !== undefined) valid = this.#inside(branch, value, evaluated);
    }
    if (typeOf(value) !== 'object') return valid;
    for (const [name, node] of says.dependentSchemas) {
      if (Object.hasOwn(value as JsonObject, name)) valid = this.#inside(node, value, evaluated) && valid;
    }
    return valid;
  }

  #inside(node: SchemaNode, value: Json, evaluated: Evaluated | undefined): boolean {
    return evaluated === undefined ? this.valid(node, value) : this.#check(node, value, evaluated);
  }

  #array(says: Keywords, value: readonly Json[], evaluated: Evaluated | undefined): boolean {
    const results = [value.length >= says.minItems, value.length <= says.maxItems];
    if (says.uniqueItems) results.push(new Set(value.map(canonicalJson)).size === value.length);
    value.forEach((item, index) => {
      const node = says.prefixItems[index] ?? says.items;
      if (node === undefined) return;
      evaluated?.add(index);
      results.push(this.valid(node, item));
    });
    const { contains } = says;
    if (contains !== undefined) {
      const found = value.flatMap((item, index) => (this.valid(contains, item) ? [index] : []));
      for (const index of found) evaluated?.add(index);
      results.push(found.length >= says.minContains && found.length <= says.maxContains);
    }
    const last = says.unevaluatedItems;
    if (last !== undefined) {
      value.forEach((item, index) => {
        if (evaluated?.has(index) === false) results.push(this.valid(last, item));
        // Which items `contains` evaluated is said in other ways too (ajv 8.20): then this has a say as well.
        else if (this.#trace !== undefined) this.valid(last, item);
        evaluated?.add(index);
      });
    }
    return results.every(Boolean);
  }

  #object(says: Keywords, value: JsonObject, evaluated: Evaluated | undefined): boolean {
    const names = Object.keys(value);
    const results = [
      names.length >= says.minProperties,
      names.length <= says.maxProperties,
      says.required.every((name) => Object.hasOwn(value, name)),
      says.dependentRequired.every(
        ([name, others]) => !Object.hasOwn(value, name) || others.every((other) => Object.hasOwn(value, other)),
      ),
    ];
    const sized = (): boolean => results.every(Boolean);
    const filled = (): boolean =>
      this.#every(names, (name) => this.#property(says, name, own(value, name) ?? null, evaluated), evaluated);
    return this.#every([sized, filled], (part) => part(), evaluated);
  }

  #property(says: Keywords, name: string, value: Json, evaluated: Evaluated | undefined): boolean {
    const nodes = governing(says, name, this);
    if (nodes.length > 0) evaluated?.add(name);
    if (says.unevaluatedProperties !== undefined) {
      if (evaluated?.has(name) === false) nodes.push(says.unevaluatedProperties);
      evaluated?.add(name);
    }
    const named = says.propertyNames === undefined || this.valid(says.propertyNames, name);
    return nodes.map((node) => this.valid(node, value)).every(Boolean) && named;
  }
}

/** The schemas that a property of the name has to be valid by, but for `unevaluatedProperties`. */
export function governing(says: Keywords, name: string, reader: PatternReader): SchemaNode[] {
  const declared = says.properties.get(name);
  const nodes = [...says.patternProperties].flatMap(([pattern, node]) => (reader.matches(pattern, name) ? [node] : []));
  if (declared !== undefined) nodes.push(declared);
  if (nodes.length === 0 && says.additionalProperties !== undefined) nodes.push(says.additionalProperties);
  return nodes;
}
