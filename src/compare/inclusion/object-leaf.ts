import type { Json } from '../../spec/json.ts';
import { demandOf, type Demand, type Named } from './demand.ts';
import type { Claim, Formula } from './formula.ts';
import { FreshNames, type Fresh } from './fresh-names.ts';
import { fits } from './holds.ts';
import { built, EMPTY, Failures, type Outcome } from './outcome.ts';
import type { NameLimit, Solver } from './solver.ts';
import { anyName } from './universe.ts';

/** The properties that are certain to be there, as far as they are chosen. */
interface Chosen {
  readonly present: ReadonlyMap<string, Formula>;
  readonly fresh: readonly Fresh[];
}

/** An object of which all claims hold, with few properties. */
export function solveObject(claims: readonly Claim[], solver: Solver, limit: NameLimit | undefined): Outcome {
  solver.steps.spend(claims.length >> 3);
  const demand = demandOf(claims);
  if (demand.least > demand.most) return EMPTY;
  return new ObjectLeaf(demand, solver, limit).solve();
}

class ObjectLeaf {
  readonly #demand: Demand;
  readonly #solver: Solver;
  /** Names that some claim speaks of, so that they are unlike all others. */
  readonly #mentioned: ReadonlySet<string>;
  readonly #limit: NameLimit | undefined;
  readonly #fresh: FreshNames;
  readonly #failures = new Failures();
  readonly #goals = new Map<string, Formula>();

  constructor(demand: Demand, solver: Solver, limit: NameLimit | undefined) {
    this.#demand = demand;
    this.#solver = solver;
    this.#limit = limit;
    const sets = [...demand.each, ...demand.some].map(({ names }) => names);
    this.#mentioned = new Set([
      ...demand.required,
      ...demand.absent,
      ...demand.properties.keys(),
      ...[...sets, ...(limit?.sets ?? [])].flatMap(({ except }) => except),
      ...(limit?.names ?? []),
    ]);
    this.#fresh = new FreshNames(demand.each, this.#mentioned, limit, solver);
  }

  solve(): Outcome {
    const present = new Map<string, Formula>();
    for (const name of this.#demand.required) {
      if (this.#demand.absent.has(name) || !this.#allowed(name)) return EMPTY;
      const goal = this.#goal(name);
      const outcome = this.#solver.solve(goal);
      if (outcome.kind === 'empty') return outcome;
      present.set(name, goal);
    }
    return this.#choose({ present, fresh: [] }) ?? this.#failures.outcome;
  }

  /** Finds a carrier for each thing that some property has to be; iterative, depth first. */
  #choose(start: Chosen): Outcome | undefined {
    const { some, most } = this.#demand;
    const stack: { chosen: Chosen; next: number }[] = [{ chosen: start, next: 0 }];
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      const { chosen, next } = entry;
      this.#solver.steps.spend();
      if (chosen.present.size + chosen.fresh.length > most) continue;
      const wanted = some[next];
      if (wanted !== undefined) {
        for (const carried of this.#carriers(chosen, wanted).reverse()) stack.push({ chosen: carried, next: next + 1 });
        continue;
      }
      const built = this.#build(chosen);
      if (built.kind === 'instance') return built;
      this.#failures.add(built);
    }
    return undefined;
  }

  #carriers(chosen: Chosen, wanted: Named): Chosen[] {
    const { universe } = this.#solver;
    const ways: Chosen[] = [];
    for (const name of this.#mentioned) {
      if (this.#demand.absent.has(name) || !this.#allowed(name) || !fits(wanted.names, name, this.#solver.evaluator)) {
        continue;
      }
      const goal = universe.and([chosen.present.get(name) ?? this.#goal(name), wanted.value]);
      if (this.#possible(goal)) ways.push({ ...chosen, present: new Map([...chosen.present, [name, goal]]) });
    }
    chosen.fresh.forEach((fresh, at) => {
      for (const joined of this.#fresh.joined(fresh, wanted, this.#failures)) {
        ways.push({ ...chosen, fresh: chosen.fresh.map((each, i) => (i === at ? joined : each)) });
      }
    });
    for (const fresh of this.#fresh.carrying(wanted, this.#failures)) {
      ways.push({ ...chosen, fresh: [...chosen.fresh, fresh] });
    }
    return ways;
  }

  #build(chosen: Chosen): Outcome {
    const entries: [string, Json][] = [];
    const used = new Set<string>();
    for (const [name, goal] of chosen.present) {
      const outcome = this.#solver.solve(goal);
      if (outcome.kind !== 'instance') return outcome;
      entries.push([name, outcome.value]);
      used.add(name);
    }
    for (const fresh of chosen.fresh) {
      const outcome = this.#fresh.take(fresh, used);
      if (outcome.kind !== 'instance') return outcome.outcome;
      entries.push(outcome.entry);
      used.add(outcome.entry[0]);
    }
    const failures = new Failures();
    this.#fill(entries, used, failures);
    if (entries.length < this.#demand.least) return failures.outcome;
    return built(Object.fromEntries(entries), this.#solver.steps);
  }

  /** Adds properties until there are enough. */
  #fill(entries: [string, Json][], used: Set<string>, failures: Failures): void {
    for (const name of this.#mentioned) {
      if (entries.length >= this.#demand.least) return;
      if (used.has(name) || this.#demand.absent.has(name) || !this.#allowed(name)) continue;
      const outcome = this.#solver.solve(this.#goal(name));
      failures.add(outcome);
      if (outcome.kind !== 'instance') continue;
      entries.push([name, outcome.value]);
      used.add(name);
    }
    if (entries.length >= this.#demand.least) return;
    const { universe } = this.#solver;
    for (const fresh of this.#fresh.carrying({ names: anyName, value: universe.true }, failures)) {
      while (entries.length < this.#demand.least) {
        const outcome = this.#fresh.take(fresh, used);
        if (outcome.kind !== 'instance') {
          failures.add(outcome.outcome);
          break;
        }
        entries.push(outcome.entry);
        used.add(outcome.entry[0]);
      }
    }
  }

  #possible(goal: Formula): boolean {
    const outcome = this.#solver.solve(goal);
    this.#failures.add(outcome);
    return outcome.kind !== 'empty';
  }

  #allowed(name: string): boolean {
    if (this.#limit === undefined || this.#limit.names.has(name)) return true;
    return this.#limit.sets.some((names) => fits(names, name, this.#solver.evaluator));
  }

  /** What the value under a name must be like, if it is there. */
  #goal(name: string): Formula {
    const known = this.#goals.get(name);
    if (known !== undefined) return known;
    const { universe, evaluator } = this.#solver;
    const goal = universe.and([
      ...(this.#demand.properties.get(name) ?? []),
      ...this.#demand.each.filter(({ names }) => fits(names, name, evaluator)).map(({ value }) => value),
    ]);
    this.#goals.set(name, goal);
    return goal;
  }
}
