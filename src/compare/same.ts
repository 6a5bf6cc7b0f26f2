import type { Json, JsonObject } from '../spec/json.ts';

/**
 * Numbers for JSON values, equal for equal values and for no others: `1` and `'1'` differ, key order does not count.
 * Works without recursion, so a value may be nested as deeply as its text allows.
 */
export class Sameness {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<object, number>();

  equal(a: Json | undefined, b: Json | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a === b || this.of(a) === this.of(b);
  }

  of(value: Json): number {
    if (typeof value !== 'object' || value === null) return this.#number(JSON.stringify(value));
    const open = new Set<object>();
    const stack: (readonly Json[] | JsonObject)[] = [value];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const waiting = open.has(top)
        ? []
        : childrenOf(top).filter((child) => !this.#known.has(child) && !open.has(child));
      open.add(top);
      if (waiting.length > 0) {
        for (const child of waiting) stack.push(child);
        continue;
      }
      stack.pop();
      if (!this.#known.has(top)) this.#known.set(top, this.#number(this.#text(top)));
    }
    return this.#known.get(value) ?? -1;
  }

  #text(value: readonly Json[] | JsonObject): string {
    if (Array.isArray(value)) return `[${value.map((item: Json) => this.#part(item)).join()}]`;
    const object = value as JsonObject;
    const keys = Object.keys(object).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${this.#part(object[key] ?? null)}`).join()}}`;
  }

  #part(value: Json): number {
    if (typeof value !== 'object' || value === null) return this.#number(JSON.stringify(value));
    return this.#known.get(value) ?? -1;
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function childrenOf(value: readonly Json[] | JsonObject): (readonly Json[] | JsonObject)[] {
  return Object.values(value).filter(
    (child): child is JsonObject | readonly Json[] => typeof child === 'object' && child !== null,
  );
}
