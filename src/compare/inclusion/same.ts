import { Undecided, type Steps } from './budget.ts';
import type { Keywords } from './keywords.ts';
import { SchemaNode } from './node.ts';
import { nothing } from './read-keywords.ts';

/** Two schemas are compared in so many places before they count as different; all comparisons together, in so many. */
const MAX_PAIRS = 8000;
const MAX_ALL_PAIRS = 40_000;
const MAX_HOPS = 50;

/** What a schema says, to be held against another. */
export interface Shape {
  /** The schema itself, or the one that it is only another name of. */
  readonly node: SchemaNode;
  /** All that a schema says itself. */
  readonly text: string;
  readonly children: readonly SchemaNode[];
}

/**
 * Gives schemas that say the same, references followed and remarks left out, the same number. Recursive schemas are
 * compared by bisimulation: they are alike unless a difference can be reached. Different numbers prove nothing.
 */
export class SchemaClasses {
  readonly #steps: Steps;
  readonly #numbers = new Map<SchemaNode, number>();
  readonly #byText = new Map<string, { readonly node: SchemaNode; readonly number: number }[]>();
  #next = 0;
  #pairs = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  of(node: SchemaNode): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = this.#find(node);
    this.#numbers.set(node, number);
    return number;
  }

  /** The schema that this one is only another name of, or itself. */
  named(node: SchemaNode): SchemaNode {
    return node.shape?.node ?? node;
  }

  #find(node: SchemaNode): number {
    let shape: Shape;
    try {
      shape = this.#shape(node);
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return this.#next++;
      throw error;
    }
    const candidates = this.#byText.get(shape.text) ?? [];
    const twin = candidates.find((candidate) => this.#alike(node, candidate.node));
    return twin?.number ?? this.#register(node, shape.text);
  }

  #alike(first: SchemaNode, second: SchemaNode): boolean {
    const seen = new Map<SchemaNode, Set<SchemaNode>>();
    const queue: [SchemaNode, SchemaNode][] = [[first, second]];
    const most = Math.min(this.#pairs + MAX_PAIRS, MAX_ALL_PAIRS);
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      const [a, b] = pair;
      if (a === b || seen.get(a)?.has(b) === true) continue;
      const [numberOfA, numberOfB] = [this.#numbers.get(a), this.#numbers.get(b)];
      if (numberOfA !== undefined && numberOfA === numberOfB) continue;
      if (++this.#pairs > most) return false;
      this.#steps.spend();
      seen.set(a, (seen.get(a) ?? new Set()).add(b));
      const shapes = this.#pairOf(a, b);
      if (shapes === undefined || shapes[0].text !== shapes[1].text) return false;
      shapes[0].children.forEach((child, i) => {
        const other = shapes[1].children[i];
        if (other !== undefined) queue.push([child, other]);
      });
    }
    this.#remember(seen);
    return true;
  }

  /** No difference can be reached from any pair that was met. */
  #remember(alike: ReadonlyMap<SchemaNode, ReadonlySet<SchemaNode>>): void {
    for (const [a, others] of alike) {
      for (const b of others) {
        const number = this.#numbers.get(a) ?? this.#numbers.get(b) ?? this.#register(a, this.#shape(a).text);
        for (const node of [a, b]) if (!this.#numbers.has(node)) this.#numbers.set(node, number);
      }
    }
  }

  #register(node: SchemaNode, text: string): number {
    const number = this.#next++;
    this.#byText.set(text, [...(this.#byText.get(text) ?? []), { node, number }]);
    return number;
  }

  #pairOf(a: SchemaNode, b: SchemaNode): [Shape, Shape] | undefined {
    try {
      return [this.#shape(a), this.#shape(b)];
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return undefined;
      throw error;
    }
  }

  #shape(node: SchemaNode): Shape {
    if (node.shape !== undefined) return node.shape;
    let shape = describe(node);
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      const [only] = shape.children;
      if (only === undefined || !aliases.has(shape.text)) break;
      shape = describe(only);
    }
    node.shape = shape;
    return shape;
  }
}

const keywords = Object.keys(nothing) as readonly (keyof Keywords)[];

function describe(node: SchemaNode): Shape {
  const says = node.keywords;
  const children: SchemaNode[] = [];
  const text: string[] = [];
  for (const keyword of keywords) {
    const value = says[keyword];
    if (value === undefined || isDefault(keyword, value)) continue;
    text.push(`${keyword}:${keyword === 'values' || keyword === 'required' ? listed(value) : say(value, children)}`);
  }
  return { node, text: text.join(';'), children };
}

/** A schema that is only another one under this keyword means what that one means. */
const aliases: ReadonlySet<string> = new Set(
  ['references', 'allOf', 'anyOf', 'oneOf'].map((keyword) => `${keyword}:[#]`),
);

/** Whether a keyword says what it says where it is not there. */
function isDefault(keyword: keyof Keywords, value: unknown): boolean {
  const absent = nothing[keyword];
  if (value === absent) return true;
  if (value instanceof Map) return value.size === 0 && absent instanceof Map;
  return Array.isArray(value) && value.length === 0 && Array.isArray(absent);
}

/** Lists whose order means nothing. */
function listed(value: unknown): string {
  const texts: unknown[] = value instanceof Map ? [...(value as ReadonlyMap<string, unknown>).keys()] : [value].flat();
  return JSON.stringify(texts.map(String).sort());
}

function say(value: unknown, children: SchemaNode[]): string {
  if (value instanceof SchemaNode) {
    children.push(value);
    return '#';
  }
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return `{${[...value].map(String).sort().join()}}`;
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${say(each, children)}`).join()}}`;
  }
  if (Array.isArray(value)) return `[${value.map((each) => say(each, children)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `(${Object.entries(value)
    .map(([name, each]) => `${name}=${say(each, children)}`)
    .join()})`;
}
