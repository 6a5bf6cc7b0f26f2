import type { Json } from '../../spec/json.ts';
import { solveArray } from './array-leaf.ts';
import { Undecided, type Steps } from './budget.ts';
import type { Evaluator } from './evaluate.ts';
import type { Expander } from './expand.ts';
import type { Claim, Formula, NameSet } from './formula.ts';
import { typeNames, type TypeName } from './keywords.ts';
import { solveNumber } from './number-leaf.ts';
import { solveObject } from './object-leaf.ts';
import { Failures, type Outcome } from './outcome.ts';
import { Projection } from './projection.ts';
import { search } from './search.ts';
import { solveString } from './string-leaf.ts';
import type { Universe } from './universe.ts';

/** Goals inside goals: deeper instances are not looked for. */
const MAX_DEPTH = 48;

/** The names that an instance may use where a formula is to hold; undefined: all. */
export type Allowed = (goal: Formula) => NameLimit | undefined;

/** Some names, and all that belong to one of the sets. */
export interface NameLimit {
  readonly names: ReadonlySet<string>;
  readonly sets: readonly NameSet[];
}

/** Different instances; complete: there are no others. */
export interface Several {
  readonly values: readonly Json[];
  readonly complete: boolean;
  readonly leans: number;
}

/**
 * Finds an instance of a formula, or proves that there is none.
 *
 * Recursion: a goal that is met again inside itself counts as empty there. That is sound for what is proved empty in the end,
 * since the smallest instance of a goal cannot hold a smaller one of the same goal; proofs that lean on such an assumption
 * are kept only while it stands.
 */
export class Solver {
  readonly universe: Universe;
  readonly evaluator: Evaluator;
  readonly projection: Projection;
  readonly #allowed: Allowed;
  readonly #done = new Map<Formula, Outcome>();
  readonly #working = new Map<Formula, number>();
  /** Proofs that lean on goals being worked on, in the order in which they were made. */
  readonly #leaning: [Formula, Outcome][] = [];
  readonly #provisional = new Map<Formula, Outcome>();

  constructor(universe: Universe, expander: Expander, evaluator: Evaluator, allowed: Allowed) {
    this.universe = universe;
    this.evaluator = evaluator;
    this.projection = new Projection(universe, expander);
    this.#allowed = allowed;
  }

  get steps(): Steps {
    return this.universe.steps;
  }

  solve(goal: Formula): Outcome {
    const known = this.#done.get(goal) ?? this.#provisional.get(goal);
    if (known !== undefined) return known;
    const above = this.#working.get(goal);
    if (above !== undefined) return { kind: 'empty', leans: above };
    const depth = this.#working.size;
    if (depth >= MAX_DEPTH) {
      return { kind: 'unknown', doubt: new Undecided('depth', 'an instance would have to be nested too deep') };
    }
    const mark = this.#leaning.length;
    this.#working.set(goal, depth);
    const outcome = this.#attempt(goal);
    this.#working.delete(goal);
    return this.#settle(goal, outcome, depth, mark);
  }

  /** Up to so many different instances. */
  several(goal: Formula, count: number): Several {
    const values: Json[] = [];
    while (values.length < count) {
      const next = this.solve(this.universe.and([goal, this.universe.noneOf(values)]));
      if (next.kind !== 'instance') {
        return { values, complete: next.kind === 'empty', leans: next.kind === 'empty' ? next.leans : Infinity };
      }
      values.push(next.value);
    }
    return { values, complete: false, leans: Infinity };
  }

  #attempt(goal: Formula): Outcome {
    const failures = new Failures();
    for (const type of typeNames) {
      const outcome = this.#guarded(() =>
        search(type, goal, this, (claims, excluded) => this.#leaf(type, goal, claims, excluded)),
      );
      if (outcome.kind === 'instance') return outcome;
      failures.add(outcome);
    }
    return failures.outcome;
  }

  #guarded(work: () => Outcome): Outcome {
    try {
      return work();
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return { kind: 'unknown', doubt: error };
      throw error;
    }
  }

  #leaf(type: TypeName, goal: Formula, claims: readonly Claim[], excluded: ReadonlySet<Json>): Outcome {
    switch (type) {
      case 'number':
        return solveNumber(claims, excluded as ReadonlySet<number>, this.steps);
      case 'string':
        return solveString(claims, excluded as ReadonlySet<string>, this.evaluator, this.steps);
      case 'array':
        return solveArray(claims, this);
      case 'object':
        return solveObject(claims, this, this.#allowed(goal));
      default:
        throw new Undecided('malformed', 'null and the booleans are listed, not searched');
    }
  }

  #settle(goal: Formula, outcome: Outcome, depth: number, mark: number): Outcome {
    if (outcome.kind !== 'empty') {
      // What leaned on this goal being empty proves nothing any more.
      for (const [leaning] of this.#leaning.splice(mark)) this.#provisional.delete(leaning);
      this.#done.set(goal, outcome);
      return outcome;
    }
    if (outcome.leans < depth) {
      this.#leaning.push([goal, outcome]);
      this.#provisional.set(goal, outcome);
      return outcome;
    }
    const proved: Outcome = { kind: 'empty', leans: Infinity };
    for (const [leaning] of this.#leaning.splice(mark)) {
      this.#provisional.delete(leaning);
      this.#done.set(leaning, proved);
    }
    this.#done.set(goal, proved);
    return proved;
  }
}
