import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';

type Composite = readonly Json[] | JsonObject;
/** What an object stands for, where it is a reference. */
type Follow = (node: JsonObject) => JsonObject | undefined;

/**
 * Numbers for JSON values, equal for equal values and for no others: `1` and `'1'` differ, key order does not count.
 * Works without recursion, so a value may be nested as deeply as its text allows.
 */
export class Sameness {
  readonly #numbers = new Map<string, number>();
  readonly #values = new WeakMap<object, number>();
  readonly #schemas = new WeakMap<object, number>();

  equal(a: Json | undefined, b: Json | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a === b || this.of(a) === this.of(b);
  }

  of(value: Json): number {
    return this.#of(value, this.#values, () => undefined);
  }

  /**
   * A schema's number with references followed, so that a schema and a reference to it are alike. Good for guessing which
   * schemas belong together, not for deciding that they are equal: a cycle is cut where it was entered.
   */
  ofSchema(schema: JsonObject, follow: Follow): number {
    return this.#of(schema, this.#schemas, follow);
  }

  #of(value: Json, known: WeakMap<object, number>, follow: Follow): number {
    if (!isComposite(value)) return this.#number(JSON.stringify(value));
    const open = new Set<Composite>();
    const stack: Composite[] = [value];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = targetOf(top, follow);
      const children = target === undefined ? Object.values(top).filter(isComposite) : [target];
      const waiting = open.has(top) ? [] : children.filter((child) => !known.has(child) && !open.has(child));
      open.add(top);
      if (waiting.length > 0) {
        for (const child of waiting) stack.push(child);
        continue;
      }
      stack.pop();
      if (!known.has(top)) known.set(top, (target && known.get(target)) ?? this.#number(this.#text(top, known)));
    }
    return known.get(value) ?? -1;
  }

  #text(value: Composite, known: WeakMap<object, number>): string {
    const part = (item: Json): number =>
      isComposite(item) ? (known.get(item) ?? -1) : this.#number(JSON.stringify(item));
    if (Array.isArray(value)) return `[${value.map(part).join()}]`;
    const object = value as JsonObject;
    const keys = Object.keys(object).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${String(part(object[key] ?? null))}`).join()}}`;
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function targetOf(value: Composite, follow: Follow): JsonObject | undefined {
  const object = asObject(value);
  return object === undefined || typeof own(object, '$ref') !== 'string' ? undefined : follow(object);
}

function isComposite(value: Json): value is Composite {
  return typeof value === 'object' && value !== null;
}
