import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { hasReference } from '../../spec/reference.ts';
import { dialectOf, type Dialect, type References } from '../inclusion/index.ts';
import { sinceOpenApi3 } from '../inclusion/reading.ts';
import { AsWritten, forEachWithin, type Standing, type Within } from './as-written.ts';
import { without, type Rule } from './rules.ts';

/** What a schema's members are: one schema (or a list of them), or a map of schemas. Everything else is data. */
const ONE: ReadonlySet<string> = new Set([
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'items', 'prefixItems', 'additionalItems', 'contains'],
  ...['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames'],
]);
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);
const WITHIN: Readonly<Record<string, Within>> = { anyOf: 'chosen', oneOf: 'chosen', not: 'asked', if: 'asked' };

/**
 * A description's schemas as a convention reads them; each is made when it is asked for, once. Those of 2.0 are put in the words of 3.0:
 * conventions need words that 2.0 has not.
 */
export class Rewritten implements References {
  readonly dialect: Dialect;
  readonly #description: Description;
  readonly #rule: Rule;
  readonly #made = forEachWithin(() => new WeakMap<object, JsonObject>());
  /** The reference that a copy was made of, and where it stands. */
  readonly #origins = new WeakMap<object, Standing>();
  readonly #asWritten: AsWritten;

  constructor(description: Description, rule: Rule) {
    this.dialect = dialectOf(description);
    this.#description = description;
    this.#rule = description.version === '2.0' ? (node, within) => rule(without(sinceOpenApi3, node), within) : rule;
    this.#asWritten = new AsWritten(
      (at) => hasReference(at.node) || (this.#ruled(at) === at.node && !this.#mayBeNull(at.node)),
      (at) => this.#below(at),
    );
  }

  resolve(reference: JsonObject): Json | undefined {
    const origin = this.#origins.get(reference);
    if (origin === undefined) return undefined;
    const resolved = this.#description.resolve(origin.node);
    return resolved.ok && resolved.node !== origin.node ? this.of(resolved.node, origin.within) : undefined;
  }

  /** The schema's copy, in which references are copies too, to be resolved here. */
  of(node: JsonObject, within: Within = 'plain'): JsonObject {
    const made = this.#made[within];
    const known = made.get(node);
    if (known !== undefined) return known;
    // From the innermost out: what references with siblings come to can be deeper than any text is.
    const all = this.#unmadeIn({ node, within });
    for (const each of all.reverse()) this.#make(each);
    return made.get(node) ?? node;
  }

  /** What has no copy yet, and all in it. */
  #unmadeIn(from: Standing): Standing[] {
    const found = [from];
    const seen = forEachWithin(() => new Set<JsonObject>());
    // The list grows while it is read.
    for (const at of found) {
      for (const each of heldIn(this.#ruled(at), at.within)) {
        const known = seen[each.within];
        if (known.has(each.node) || this.#made[each.within].has(each.node)) continue;
        known.add(each.node);
        found.push(each);
      }
    }
    return found;
  }

  /** A reference stands as it is: the rule is for what it leads to. */
  #ruled({ node, within }: Standing): JsonObject {
    return hasReference(node) ? node : this.#rule(node, within);
  }

  #make({ node, within }: Standing): void {
    const made = this.#made[within];
    if (made.has(node)) return;
    const entries = Object.entries(this.#ruled({ node, within })).map(([key, value]): [string, Json] => [
      key,
      this.#member(key, value, within),
    ]);
    const copy: JsonObject = Object.fromEntries(entries);
    const whole = this.#mayBeNull(node) ? orNull(copy) : copy;
    made.set(node, whole);
    this.#origins.set(whole, { node, within });
  }

  /** What a copy was made of; undefined: it is none. */
  originOf(copy: JsonObject): JsonObject | undefined {
    return this.#origins.get(copy)?.node;
  }

  /** Whether a copy says what it was made of, through every reference. */
  isAsWritten(copy: JsonObject): boolean {
    const origin = this.#origins.get(copy);
    return origin !== undefined && this.#asWritten.has(origin);
  }

  #below({ node, within }: Standing): Standing[] {
    const target = hasReference(node) ? this.#description.resolve(node) : undefined;
    const held = heldIn(node, within);
    return target?.ok === true ? [{ node: target.node, within }, ...held] : held;
  }

  #mayBeNull(node: JsonObject): boolean {
    return this.#description.version !== '2.0' && mayBeNull(node, this.dialect);
  }

  #member(key: string, value: Json, around: Within): Json {
    if (MAPS.has(key)) {
      const held = Object.entries(asObject(value) ?? {});
      return Object.fromEntries(held.map(([name, item]) => [name, this.#schema(item, around)]));
    }
    if (!ONE.has(key)) return value;
    const within = withinMember(key, around);
    return Array.isArray(value) ? value.map((item: Json) => this.#schema(item, within)) : this.#schema(value, within);
  }

  #schema(value: Json, within: Within): Json {
    const node = asObject(value);
    return node === undefined ? value : this.of(node, within);
  }
}

function withinMember(key: string, around: Within): Within {
  return around === 'asked' ? around : (WITHIN[key] ?? around);
}

/** The schemas that one holds. */
function heldIn(node: JsonObject, around: Within): Standing[] {
  const held: Standing[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (!MAPS.has(key) && !ONE.has(key)) continue;
    const within = withinMember(key, around);
    for (const each of MAPS.has(key) ? Object.values(asObject(value) ?? {}) : [value].flat()) {
      const schema = asObject(each);
      if (schema !== undefined) held.push({ node: schema, within });
    }
  }
  return held;
}

/** What can keep null out although the schema is nullable. */
const BESIDE_NULLABLE = ['enum', 'allOf', 'anyOf', 'oneOf', 'not'] as const;

/**
 * `nullable` without a `type`, or beside an enum or composition that does not list null: by the letter it does nothing (OpenAPI 3.0.3,
 * clarified), by nearly everybody's reading it takes null. OpenAPI 3.1 has no such keyword, and validators read it all the same.
 */
function mayBeNull(node: JsonObject, dialect: Dialect): boolean {
  if (own(node, 'nullable') !== true || Object.hasOwn(node, '$ref')) return false;
  if (dialect === '3.1') return true;
  return !Object.hasOwn(node, 'type') || BESIDE_NULLABLE.some((keyword) => Object.hasOwn(node, keyword));
}

function orNull(copy: JsonObject): JsonObject {
  const travels = Object.entries(copy).filter(([key]) => key === 'readOnly' || key === 'writeOnly');
  return { ...Object.fromEntries(travels), anyOf: [copy, { enum: [null] }] };
}
