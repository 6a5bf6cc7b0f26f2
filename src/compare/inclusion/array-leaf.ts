import type { Json } from '../../spec/json.ts';
import { distinct } from './distinct.ts';
import { Undecided } from './budget.ts';
import type { Claim, Formula } from './formula.ts';
import { layOut, type Counted, type Layout } from './layout.ts';
import { built, EMPTY, Failures, unknown, type Outcome } from './outcome.ts';
import type { Solver } from './solver.ts';

/** Arrays that need more items are not built. */
const MAX_ITEMS = 40_000;

interface Demand {
  least: number;
  most: number;
  /** Undefined: it does not matter; null: both at once. */
  unique: boolean | null | undefined;
  readonly items: Map<number, Formula[]>;
  readonly rests: { readonly from: number; readonly value: Formula }[];
  readonly counted: Counted[];
}

/** An array of which all claims hold, as short as possible. */
export function solveArray(claims: readonly Claim[], solver: Solver): Outcome {
  const demand = read(claims, solver);
  if (demand.least > demand.most || demand.unique === null) return EMPTY;
  if (demand.least > MAX_ITEMS) return unknown('the shortest array is too long');
  const { universe } = solver;
  // Positions from here on are all alike.
  const alike = Math.max(
    0,
    ...[...demand.items.keys()].map((index) => index + 1),
    ...[...demand.rests, ...demand.counted].map(({ from }) => from),
  );
  const base = (position: number): Formula =>
    universe.and([
      ...(demand.items.get(position) ?? []),
      ...demand.rests.filter(({ from }) => from <= position).map(({ value }) => value),
    ]);
  const layout = { least: demand.least, most: demand.most, alike, base, counted: demand.counted };
  if (demand.unique === false) return withTwins(layout, solver);
  const laid = layOut(layout, solver);
  if (laid.kind !== 'positions') return laid.outcome;
  if (demand.unique !== true) {
    return built(
      laid.goals.map((goal) => valueOf(goal, solver)),
      solver.steps,
    );
  }
  return distinct(laid.goals, demand.counted.length === 0, solver);
}

function read(claims: readonly Claim[], { universe }: Solver): Demand {
  const demand: Demand = { least: 0, most: Infinity, unique: undefined, items: new Map(), rests: [], counted: [] };
  for (const claim of claims) {
    if (claim.claim === 'least') demand.least = Math.max(demand.least, claim.count);
    else if (claim.claim === 'most') demand.most = Math.min(demand.most, claim.count);
    else if (claim.claim === 'rest') demand.rests.push(claim);
    else if (claim.claim === 'item') {
      demand.items.set(claim.index, [...(demand.items.get(claim.index) ?? []), claim.value]);
    } else if (claim.claim === 'unique') {
      demand.unique = demand.unique === undefined || demand.unique === claim.holds ? claim.holds : null;
    } else if (claim.claim === 'contains') {
      if (claim.most === 0) demand.rests.push({ from: claim.from, value: universe.not(claim.value) });
      else demand.counted.push(claim);
      if (claim.most < claim.least) demand.most = -1;
    }
  }
  return demand;
}

/** Two equal items: every pair of places, and every way in which the two count, is tried. */
function withTwins(layout: Layout, solver: Solver): Outcome {
  const failures = new Failures();
  const { universe } = solver;
  for (let first = 0; first <= layout.alike; first++) {
    for (let second = first + 1; second <= layout.alike + 1; second++) {
      const both = universe.and([layout.base(first), layout.base(second)]);
      for (const twin of countings(
        both,
        layout.counted.filter(({ from }) => from <= second),
        solver,
      )) {
        const base = (position: number): Formula =>
          position === first || position === second ? twin : layout.base(position);
        const least = Math.max(layout.least, second + 1);
        const laid = layOut({ ...layout, base, least, alike: Math.max(layout.alike, second + 1) }, solver);
        if (laid.kind !== 'positions') failures.add(laid.outcome);
        else return built(twins(laid.goals, first, second, solver), solver.steps);
      }
    }
  }
  return failures.outcome;
}

/** Each way in which an item can count. */
function countings(base: Formula, counted: readonly Counted[], { universe, steps }: Solver): Formula[] {
  let ways = [base];
  for (const { value } of counted) {
    steps.spend(ways.length);
    ways = ways.flatMap((way) => [universe.and([way, value]), universe.and([way, universe.not(value)])]);
  }
  return ways;
}

/** The twins' goals say the same, though perhaps not in the same words. */
function twins(goals: readonly Formula[], first: number, second: number, solver: Solver): Json[] {
  const both = solver.universe.and([first, second].flatMap((index) => goals[index] ?? []));
  return goals.map((goal, index) => valueOf(index === first || index === second ? both : goal, solver));
}

function valueOf(goal: Formula, solver: Solver): Json {
  const outcome = solver.solve(goal);
  if (outcome.kind === 'instance') return outcome.value;
  throw outcome.kind === 'unknown' ? outcome.doubt : new Undecided('depth', 'an item is not to be had');
}
