import { canonicalJson, type Json } from '../../spec/json.ts';
import type { Formula } from './formula.ts';
import { built, unknown, type Outcome } from './outcome.ts';
import type { Solver } from './solver.ts';

/** More different items than this are not looked for. */
const MAX_DIFFERENT = 300;

/**
 * Different values for a row of goals: a matching of positions and values. As many values as there are positions are enough
 * for each goal.
 *
 * @param certain whether there is no other row to try: then having too few values proves that there is no such array.
 */
export function distinct(goals: readonly Formula[], certain: boolean, solver: Solver): Outcome {
  if (goals.length > MAX_DIFFERENT) return unknown('the array needs too many different items');
  const choices = new Map<Formula, readonly Json[]>();
  let complete = true;
  let leans = Infinity;
  for (const goal of goals) {
    if (choices.has(goal)) continue;
    const found = solver.several(goal, goals.length);
    choices.set(goal, found.values);
    complete &&= found.complete || found.values.length === goals.length;
    leans = Math.min(leans, found.leans);
  }
  const row = match(
    goals.map((goal) => choices.get(goal) ?? []),
    solver,
  );
  if (row !== undefined) return built(row, solver.steps);
  return certain && complete ? { kind: 'empty', leans } : unknown('no different items were found');
}

/** Bipartite matching by augmenting paths: each position gets a value of its own list, no two the same. */
function match(lists: readonly (readonly Json[])[], { steps }: Solver): Json[] | undefined {
  const owner = new Map<string, number>();
  const chosen = new Map<number, Json>();
  const place = (position: number, tried: Set<string>): boolean => {
    for (const value of lists[position] ?? []) {
      const text = canonicalJson(value);
      steps.spend();
      if (tried.has(text)) continue;
      tried.add(text);
      const other = owner.get(text);
      if (other !== undefined && !place(other, tried)) continue;
      owner.set(text, position);
      chosen.set(position, value);
      return true;
    }
    return false;
  };
  for (let position = 0; position < lists.length; position++) if (!place(position, new Set())) return undefined;
  return lists.map((_, position) => chosen.get(position) ?? null);
}
