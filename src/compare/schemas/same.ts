import { asObject, isContainer, type Json, type JsonObject } from '../../spec/json.ts';
import { hasReference } from '../../spec/reference.ts';
import { annotations, roleUnder, type Role } from './keywords.ts';
import type { Origin } from './schema-view.ts';

type Composite = readonly Json[] | JsonObject;
/** Says what references lead to. */
type Follows = Pick<Origin, 'target'>;

interface Part {
  readonly key: string;
  readonly value: Json;
  readonly role: Role;
}

/** A value on its way to a number; what it is made of is read once, when it is opened. */
interface Asked {
  readonly value: Composite;
  readonly role: Role;
  target?: JsonObject | undefined;
  parts?: readonly Part[];
}

/** The number of a value that is being read: it holds itself. */
const OPEN = -1;

/**
 * Numbers for JSON values, equal for equal values and for no others: `1` and `'1'` differ, key order does not count.
 * Works without recursion, so a value may be nested as deeply as its text allows.
 */
export class Sameness {
  readonly #numbers = new Map<string, number>();
  readonly #known: Readonly<Record<Role, WeakMap<object, number>>> = {
    schema: new WeakMap(),
    schemas: new WeakMap(),
    members: new WeakMap(),
    set: new WeakMap(),
    value: new WeakMap(),
  };

  equal(a: Json | undefined, b: Json | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a === b || this.of(a) === this.of(b);
  }

  of(value: Json): number {
    return this.#of(value, 'value', { target: () => undefined });
  }

  /**
   * A schema's number with references followed and annotations left out, so that a schema and a reference to it are alike, and
   * so are two that say the same in other words. Good for guessing which schemas belong together, not for deciding that they
   * are equal: a cycle is cut where it was entered.
   */
  ofSchema(schema: JsonObject, side: Follows): number {
    return this.#of(schema, 'schema', side);
  }

  #of(value: Json, role: Role, side: Follows): number {
    if (!isContainer(value)) return this.#plain(value, role);
    const stack: Asked[] = [{ value, role }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const known = this.#known[top.role];
      if (!known.has(top.value)) {
        known.set(top.value, OPEN);
        top.target = top.role === 'schema' ? targetOf(top.value, side) : undefined;
        top.parts =
          top.target === undefined ? partsOf(top.value, top.role) : [{ key: '', value: top.target, role: top.role }];
        for (const part of top.parts)
          if (isContainer(part.value) && !this.#known[part.role].has(part.value))
            stack.push({ value: part.value, role: part.role });
        continue;
      }
      stack.pop();
      const { target, parts } = top;
      // It was asked for in two places, and the other one was opened first.
      if (parts === undefined) continue;
      known.set(
        top.value,
        target === undefined ? this.#composed(top.value, top.role, parts) : this.#part(target, 'schema'),
      );
    }
    return this.#known[role].get(value) ?? OPEN;
  }

  #part(value: Json, role: Role): number {
    return isContainer(value) ? (this.#known[role].get(value) ?? OPEN) : this.#plain(value, role);
  }

  /** The schema `true` is the schema that says nothing. */
  #plain(value: Json, role: Role): number {
    return this.#number(role === 'schema' && value === true ? '{}' : JSON.stringify(value));
  }

  #composed(value: Composite, role: Role, parts: readonly Part[]): number {
    const numbers = parts.map((part) => this.#part(part.value, part.role));
    if (!Array.isArray(value)) {
      return this.#number(`{${parts.map((part, at) => `${JSON.stringify(part.key)}:${String(numbers[at])}`).join()}}`);
    }
    if (role === 'members' || role === 'set') numbers.sort((a, b) => a - b);
    return this.#number(`[${numbers.join()}]`);
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function partsOf(value: Composite, role: Role): Part[] {
  if (Array.isArray(value))
    return value.map((item: Json, index): Part => ({ key: String(index), value: item, role: roleUnder(role, '') }));
  const object = value as JsonObject;
  return Object.keys(object)
    .filter((key) => role !== 'schema' || !annotations.has(key))
    .sort()
    .map((key) => ({ key, value: object[key] ?? null, role: roleUnder(role, key) }));
}

function targetOf(value: Composite, side: Follows): JsonObject | undefined {
  const object = asObject(value);
  return object === undefined || !hasReference(object) ? undefined : side.target(object);
}
