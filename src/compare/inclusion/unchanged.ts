import { asObject } from '../../spec/json.ts';
import type { Steps } from './budget.ts';
import type { Reader, SchemaNode } from './node.ts';
import type { Terms } from './source.ts';

type Said = 'alike' | 'kinder' | undefined;

/** What is known beforehand of schemas that stand in A and in B: they need not be read to be held against each other. */
export class Unchanged {
  readonly #a: Reader;
  readonly #said: Terms['unchanged'];
  readonly #steps: Steps;
  readonly #known = new Map<SchemaNode, Map<SchemaNode, Said>>();

  constructor(a: Reader, said: Terms['unchanged'], steps: Steps) {
    this.#a = a;
    this.#said = said;
    this.#steps = steps;
  }

  get isKnown(): boolean {
    return this.#said !== undefined;
  }

  /** Whether the two say the same; undefined: nothing is known. False: one of them is A's, and B reads it more kindly. */
  alike(one: SchemaNode, other: SchemaNode): boolean | undefined {
    if ((one.reader === this.#a) === (other.reader === this.#a)) return undefined;
    const [a, b] = one.reader === this.#a ? [one, other] : [other, one];
    const said = this.#between(a, b);
    return said === undefined ? undefined : said === 'alike';
  }

  /** Whether no instance is valid by the first and invalid by the second, since that is the first again. */
  keeps(valid: SchemaNode, invalid: SchemaNode): boolean {
    if (valid.reader !== this.#a || invalid.reader === this.#a) return false;
    return this.#between(valid, invalid) !== undefined;
  }

  #between(a: SchemaNode, b: SchemaNode): Said {
    const known = this.#known.get(a) ?? new Map<SchemaNode, Said>();
    if (known.size === 0) this.#known.set(a, known);
    if (!known.has(b)) known.set(b, this.#ask(a, b));
    return known.get(b);
  }

  #ask(a: SchemaNode, b: SchemaNode): Said {
    // One text does not say the same of values of which something else travels.
    if (this.#said === undefined || JSON.stringify(a.kept) !== JSON.stringify(b.kept)) return undefined;
    this.#steps.spend();
    const [first, second] = [asObject(a.schema), asObject(b.schema)];
    return first === undefined || second === undefined ? undefined : this.#said(first, second);
  }
}
