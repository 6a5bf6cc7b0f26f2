import { canonicalJson, type Json } from '../../spec/json.ts';
import type { Claim, Formula, Of } from './formula.ts';
import type { TypeName } from './keywords.ts';
import type { Projection } from './projection.ts';

/** One way through the alternatives: what is certain about instances of one type, and what is still open. */
export class Branch {
  readonly #type: TypeName;
  readonly #projection: Projection;
  readonly #certain: Set<Formula>;
  /** Schemas that the instance is valid by, or is not, by their text. */
  readonly #schemas: Map<string, readonly Of<'schema'>[]>;
  readonly claims: Set<Claim>;
  /** By canonical text; undefined: any value. */
  among: ReadonlyMap<string, Json> | undefined;
  readonly excluded: Map<string, Json>;
  open: readonly Of<'or'>[];

  constructor(type: TypeName, projection: Projection, from?: Branch) {
    this.#type = type;
    this.#projection = projection;
    this.#certain = new Set(from === undefined ? [] : from.#certain);
    this.#schemas = new Map(from === undefined ? [] : from.#schemas);
    this.claims = new Set(from?.claims);
    this.among = from === undefined ? listed(type) : from.among;
    this.excluded = new Map(from?.excluded);
    this.open = from?.open ?? [];
  }

  with(formula: Formula): Branch | undefined {
    this.#projection.universe.steps.spend(this.#certain.size >> 4);
    const next = new Branch(this.#type, this.#projection, this);
    return next.add(formula) ? next : undefined;
  }

  /** False: this way is closed. */
  add(formula: Formula): boolean {
    if (!this.#assert(this.#projection.of(this.#type, formula))) return false;
    for (let changed = true; changed;) {
      changed = false;
      const open: Of<'or'>[] = [];
      const forced: Formula[] = [];
      for (const choice of this.open) {
        if (choice.parts.some((part) => this.#holds(part))) continue;
        const left = choice.parts.filter((part) => !this.#fails(part));
        const [only] = left;
        if (only === undefined) return false;
        if (left.length === 1) forced.push(only);
        else open.push(choice);
      }
      this.open = open;
      for (const each of forced) {
        changed = true;
        if (!this.#assert(each)) return false;
      }
    }
    return true;
  }

  /** The alternatives of an open choice that are not out already, those first that look no further than one step down. */
  alternatives(choice: Of<'or'>): Formula[] {
    const values = this.#valuesByName();
    const left = choice.parts.filter((part) => !this.#fails(part) && !this.#needsTheImpossible(part, values));
    const deep = new Set(left.filter((part) => this.#projection.universe.isDeep(part)));
    return [...left.filter((part) => !deep.has(part)), ...deep];
  }

  #valuesByName(): ReadonlyMap<string, readonly Formula[]> {
    const values = new Map<string, Formula[]>();
    for (const claim of this.claims) {
      if (claim.claim !== 'property') continue;
      const known = values.get(claim.name);
      if (known === undefined) values.set(claim.name, [claim.value]);
      else known.push(claim.value);
    }
    return values;
  }

  /** Whether a property would have to be there, with a value that cannot be. */
  #needsTheImpossible(part: Formula, values: ReadonlyMap<string, readonly Formula[]>): boolean {
    if (part.kind !== 'and') return false;
    const claims = part.parts.flatMap((each) => (each.kind === 'claim' ? [each.claim] : []));
    const needed = new Set(claims.flatMap((claim) => (claim.claim === 'required' ? [claim.name] : [])));
    const { universe } = this.#projection;
    return claims.some(
      (claim) =>
        claim.claim === 'property' &&
        needed.has(claim.name) &&
        values.get(claim.name)?.some((value) => universe.exclude(value, claim.value)) === true,
    );
  }

  #assert(formula: Formula): boolean {
    const queue = [formula];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next.kind === 'true' || this.#certain.has(next)) continue;
      this.#projection.universe.steps.spend();
      this.#certain.add(next);
      if (next.kind === 'and') for (const part of next.parts) queue.push(part);
      else if (next.kind === 'or') this.open = [...this.open, next];
      else if (next.kind === 'claim') this.claims.add(next.claim);
      else if (next.kind === 'values') this.#limit(next);
      else if (next.kind !== 'schema') return false;
      else if (this.#contradicts(next)) return false;
      else queue.push(this.#projection.opened(this.#type, next));
    }
    return true;
  }

  #contradicts(schema: Of<'schema'>): boolean {
    if (this.#excludes(schema)) return true;
    this.#schemas.set(schema.text, [...this.#alike(schema), schema]);
    return false;
  }

  #alike({ text }: Of<'schema'>): readonly Of<'schema'>[] {
    return this.#schemas.get(text) ?? [];
  }

  #excludes(schema: Of<'schema'>): boolean {
    const { universe } = this.#projection;
    if (!universe.knowsUnchanged) return this.#alike(schema).some((each) => universe.exclude(each, schema));
    // What is read more kindly on one side has another text there.
    universe.steps.spend(this.#schemas.size >> 4);
    for (const alike of this.#schemas.values()) {
      if (alike.some((each) => universe.exclude(each, schema))) return true;
    }
    return false;
  }

  #limit({ texts, among }: Of<'values'>): void {
    if (!among) {
      for (const [text, value] of texts) this.excluded.set(text, value);
    } else {
      this.among = new Map([...texts].filter(([text]) => this.among?.has(text) ?? true));
    }
  }

  #holds(part: Formula): boolean {
    if (this.#certain.has(part)) return true;
    return part.kind === 'schema' && this.#alike(part).some((each) => this.#projection.universe.alike(each, part));
  }

  #fails(part: Formula): boolean {
    if (part.kind === 'schema') return this.#excludes(part);
    if (part.kind === 'and') return part.parts.some((each) => this.#fails(each));
    const { universe } = this.#projection;
    return this.#certain.has(this.#projection.of(this.#type, universe.not(part)));
  }
}

function listed(type: TypeName): ReadonlyMap<string, Json> | undefined {
  if (type !== 'null' && type !== 'boolean') return undefined;
  const values: Json[] = type === 'null' ? [null] : [false, true];
  return new Map(values.map((value) => [canonicalJson(value), value]));
}
