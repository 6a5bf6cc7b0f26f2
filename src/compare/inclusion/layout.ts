import { Undecided } from './budget.ts';
import type { Formula } from './formula.ts';
import { Failures, type Outcome } from './outcome.ts';
import type { Solver } from './solver.ts';

/** So many items from `from` on are so: `least` to `most`. */
export interface Counted {
  readonly from: number;
  readonly value: Formula;
  readonly least: number;
  readonly most: number;
}

/** Which items an array may have, equality among them aside. */
export interface Layout {
  readonly least: number;
  readonly most: number;
  /** Positions from here on ask the same. */
  readonly alike: number;
  readonly base: (position: number) => Formula;
  readonly counted: readonly Counted[];
}

/** What the items of a list have to be, position by position, or why there is no such list. */
export type Laid =
  | { readonly kind: 'positions'; readonly goals: readonly Formula[] }
  | { readonly kind: 'none'; readonly outcome: Outcome };

interface Reached {
  /** How many count for each `counted`, no further than it matters. */
  readonly counts: readonly number[];
  readonly goal: Formula | undefined;
  readonly before: Reached | undefined;
}

/**
 * A shortest row of goals, one for each item. It need not be longer than the places that differ and the items that have to be
 * counted together: further items could be left out. Where more are asked for, items that count for nothing fill it up.
 */
export function layOut(layout: Layout, solver: Solver): Laid {
  const enough = layout.alike + layout.counted.reduce((sum, { least }) => sum + least, 0);
  if (layout.least <= enough) return fit(layout, solver);
  const filler = fillerOf(layout, solver);
  if (solver.solve(filler).kind !== 'instance') return fit(layout, solver);
  const short = fit({ ...layout, least: enough }, solver);
  if (short.kind === 'none') return short;
  const missing = Math.max(0, layout.least - short.goals.length);
  return { kind: 'positions', goals: [...short.goals, ...Array.from({ length: missing }, () => filler)] };
}

/** What an item among the last has to be like to count for nothing that has an upper limit. */
function fillerOf({ alike, base, counted }: Layout, { universe }: Solver): Formula {
  const limited = counted.filter(({ most }) => most !== Infinity);
  return universe.and([base(alike), ...limited.map(({ value }) => universe.not(value))]);
}

function fit(layout: Layout, solver: Solver): Laid {
  const sure = attempt(layout, solver, false);
  if (sure.kind === 'positions') return sure;
  const hoped = attempt(layout, solver, true);
  if (hoped.kind === 'none') return hoped;
  const doubt = hoped.doubt ?? new Undecided('depth', 'an item is not decided');
  return { kind: 'none', outcome: { kind: 'unknown', doubt } };
}

type Attempt = Laid & { readonly doubt?: Undecided | undefined };

function attempt(layout: Layout, solver: Solver, hopeful: boolean): Attempt {
  const failures = new Failures();
  const wanted = layout.counted.reduce((sum, { least }) => sum + least, 0);
  const longest = Math.min(layout.most, Math.max(layout.least, layout.alike + wanted));
  let layer: Reached[] = [{ counts: layout.counted.map(() => 0), goal: undefined, before: undefined }];
  let doubt: Undecided | undefined;
  for (let length = 0; length <= longest && layer.length > 0; length++) {
    const end = length < layout.least ? undefined : layer.find((each) => complete(each, layout));
    if (end !== undefined) return { kind: 'positions', goals: goals(end), doubt };
    const next = new Map<string, Reached>();
    for (const before of layer) {
      for (const { goal, counts } of options(layout, length, before, solver)) {
        solver.steps.spend();
        const key = counts.join();
        if (next.has(key)) continue;
        const outcome = solver.solve(goal);
        failures.add(outcome.kind === 'unknown' && hopeful ? { kind: 'empty', leans: Infinity } : outcome);
        if (outcome.kind === 'unknown') doubt ??= outcome.doubt;
        if (outcome.kind === 'instance' || (hopeful && outcome.kind === 'unknown')) {
          next.set(key, { counts, goal, before });
        }
      }
    }
    layer = [...next.values()];
  }
  return { kind: 'none', outcome: failures.outcome };
}

function complete({ counts }: Reached, { counted }: Layout): boolean {
  return counted.every(({ least }, i) => (counts[i] ?? 0) >= least);
}

function goals(end: Reached): Formula[] {
  const row: Formula[] = [];
  for (let at: Reached | undefined = end; at?.goal !== undefined; at = at.before) row.push(at.goal);
  return row.reverse();
}

/** The ways in which the item at a position can count; those that count for nothing needlessly are left out. */
function options(
  { base, counted }: Layout,
  position: number,
  { counts }: Reached,
  { universe, steps }: Solver,
): { goal: Formula; counts: number[] }[] {
  let ways = [{ parts: [base(position)], counts: [] as number[] }];
  counted.forEach(({ from, value, least, most }, i) => {
    const count = counts[i] ?? 0;
    steps.spend(ways.length);
    if (position < from || (most === Infinity && count >= least)) {
      for (const way of ways) way.counts.push(count);
      return;
    }
    const cap = most === Infinity ? least : Math.max(least, most);
    const counting =
      count < cap ? ways.map((way) => ({ parts: [...way.parts, value], counts: [...way.counts, count + 1] })) : [];
    const not = most === Infinity ? [] : [universe.not(value)];
    ways = [...ways.map((way) => ({ parts: [...way.parts, ...not], counts: [...way.counts, count] })), ...counting];
  });
  return ways.map((way) => ({ goal: universe.and(way.parts), counts: way.counts }));
}
