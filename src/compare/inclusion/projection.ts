import { Undecided } from './budget.ts';
import type { Expander } from './expand.ts';
import type { Formula } from './formula.ts';
import { typeOf, type TypeName } from './keywords.ts';
import type { Universe } from './universe.ts';

/** What formulas come down to for instances of one type. */
export class Projection {
  readonly universe: Universe;
  readonly #expander: Expander;
  readonly #known = new Map<TypeName, Map<Formula, Formula>>();
  readonly #open = new Set<Formula>();

  constructor(universe: Universe, expander: Expander) {
    this.universe = universe;
    this.#expander = expander;
  }

  /** A schema stays one unless it accepts or refuses the whole type. */
  of(type: TypeName, formula: Formula): Formula {
    const memory = this.#known.get(type) ?? new Map<Formula, Formula>();
    this.#known.set(type, memory);
    const known = memory.get(formula);
    if (known !== undefined) return known;
    const made = this.#make(type, formula);
    memory.set(formula, made);
    return made;
  }

  /** A schema, opened by one level. */
  opened(type: TypeName, formula: Formula): Formula {
    if (formula.kind !== 'schema') return this.of(type, formula);
    if (this.#open.has(formula)) throw new Undecided('reference', 'a schema refers to itself for the same instance');
    if (this.#open.size > 100) throw new Undecided('depth', 'schemas are nested too deep');
    this.#open.add(formula);
    try {
      return this.of(type, this.#expander.expand(formula.node, formula.valid));
    } finally {
      this.#open.delete(formula);
    }
  }

  #make(type: TypeName, formula: Formula): Formula {
    this.universe.steps.spend();
    switch (formula.kind) {
      case 'true':
      case 'false':
        return formula;
      case 'and':
        return this.universe.and(this.#parts(type, formula.parts, this.universe.false));
      case 'or':
        return this.universe.or(this.#parts(type, formula.parts, this.universe.true));
      case 'types':
        return formula.types.has(type) ? this.universe.true : this.universe.false;
      case 'values': {
        const same = new Map([...formula.texts].filter(([, value]) => typeOf(value) === type));
        return formula.among ? this.universe.among(same) : this.universe.not(this.universe.among(same));
      }
      case 'claim':
        return formula.claim.type === type ? formula : this.universe.true;
      case 'schema':
        return this.#peek(type, formula);
    }
  }

  /** Most of what schemas say is of one type: for the others one part, soon met, settles the whole. */
  #parts(type: TypeName, parts: readonly Formula[], final: Formula): readonly Formula[] {
    const projected: Formula[] = [];
    for (const part of parts) {
      const next = this.of(type, part);
      if (next === final) return [final];
      projected.push(next);
    }
    return projected;
  }

  /** What a schema says of the whole type; one that makes no sense is left for where it matters. */
  #peek(type: TypeName, schema: Formula): Formula {
    try {
      const inside = this.opened(type, schema);
      return inside.kind === 'true' || inside.kind === 'false' ? inside : schema;
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return schema;
      throw error;
    }
  }
}
