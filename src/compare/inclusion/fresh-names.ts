import type { Json } from '../../spec/json.ts';
import type { Named } from './demand.ts';
import type { Formula, NameSet } from './formula.ts';
import type { Failures, Outcome } from './outcome.ts';
import type { NameLimit, Solver } from './solver.ts';

/** A property under a name that nothing speaks of by itself. */
export interface Fresh {
  /** What the name has to be like; a statement about strings. */
  readonly name: Formula;
  readonly value: Formula;
}

export type Taken =
  { readonly kind: 'instance'; readonly entry: [string, Json] } | { readonly kind: 'none'; readonly outcome: Outcome };

/** Finds property names by what sets they belong to. */
export class FreshNames {
  readonly #each: readonly Named[];
  readonly #mentioned: ReadonlySet<string>;
  readonly #limit: NameLimit | undefined;
  readonly #solver: Solver;
  #unmentioned: Formula | undefined;

  constructor(each: readonly Named[], mentioned: ReadonlySet<string>, limit: NameLimit | undefined, solver: Solver) {
    this.#each = each;
    this.#mentioned = mentioned;
    this.#limit = limit;
    this.#solver = solver;
  }

  /**
   * The kinds of new properties that can carry what some property has to be: for each combination of the sets that speak of
   * all their names, the names that are in just these.
   */
  *carrying(wanted: Named, failures: Failures): Generator<Fresh> {
    const { universe } = this.#solver;
    const first = { name: universe.and([this.#start(), this.#inside(wanted.names)]), value: wanted.value };
    const stack: { fresh: Fresh; next: number }[] = [{ fresh: first, next: 0 }];
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      const { fresh, next } = entry;
      this.#solver.steps.spend();
      if (!this.#possible(fresh.name, failures)) continue;
      const rule = this.#each[next];
      if (rule === undefined) {
        if (this.#possible(fresh.value, failures)) yield fresh;
        continue;
      }
      const inside = this.#inside(rule.names);
      const value = universe.and([fresh.value, rule.value]);
      if (value.kind !== 'false') {
        stack.push({ fresh: { name: universe.and([fresh.name, inside]), value }, next: next + 1 });
      }
      const name = universe.and([fresh.name, universe.not(inside)]);
      stack.push({ fresh: { name, value: fresh.value }, next: next + 1 });
    }
  }

  /** A property that was chosen already, when it carries something else as well. */
  *joined(fresh: Fresh, wanted: Named, failures: Failures): Generator<Fresh> {
    const { universe } = this.#solver;
    const joined = {
      name: universe.and([fresh.name, this.#inside(wanted.names)]),
      value: universe.and([fresh.value, wanted.value]),
    };
    if (this.#possible(joined.name, failures) && this.#possible(joined.value, failures)) yield joined;
  }

  take({ name, value }: Fresh, used: ReadonlySet<string>): Taken {
    const { universe } = this.#solver;
    const free = this.#solver.solve(universe.and([name, universe.noneOf([...used])]));
    if (free.kind !== 'instance' || typeof free.value !== 'string') return { kind: 'none', outcome: free };
    const outcome = this.#solver.solve(value);
    if (outcome.kind !== 'instance') return { kind: 'none', outcome };
    return { kind: 'instance', entry: [free.value, outcome.value] };
  }

  /** What every new name has to be like; made only where one is needed, since it lists all others. */
  #start(): Formula {
    if (this.#unmentioned !== undefined) return this.#unmentioned;
    const { universe } = this.#solver;
    const parts = [universe.only('string'), universe.noneOf([...this.#mentioned])];
    if (this.#limit !== undefined) parts.push(universe.or(this.#limit.sets.map((names) => this.#inside(names))));
    this.#unmentioned = universe.and(parts);
    return this.#unmentioned;
  }

  #possible(goal: Formula, failures: Failures): boolean {
    const outcome = this.#solver.solve(goal);
    failures.add(outcome);
    return outcome.kind !== 'empty';
  }

  #inside({ within, outside, like }: NameSet): Formula {
    const { universe } = this.#solver;
    const pattern = (source: string, holds: boolean): Formula =>
      universe.claim({ type: 'string', claim: 'pattern', source, holds });
    return universe.and([
      ...within.map((source) => pattern(source, true)),
      ...outside.map((source) => pattern(source, false)),
      ...(like === undefined ? [] : [like]),
    ]);
  }
}
