import { asObject, canonicalJson, own, type Json } from '../../spec/json.ts';
import { Undecided } from './budget.ts';
import { Branch } from './branch.ts';
import type { Claim, Formula, Of } from './formula.ts';
import { holds } from './holds.ts';
import type { TypeName } from './keywords.ts';
import { Failures, instance, type Outcome } from './outcome.ts';
import type { Solver } from './solver.ts';
import { anyName, type Universe } from './universe.ts';

type Leaf = (claims: readonly Claim[], excluded: ReadonlySet<Json>) => Outcome;

/**
 * Goes through the alternatives of a formula for instances of one type. At each branching what is certain is solved first:
 * when that is empty the whole branch is, and when its instance happens to satisfy all that is open no branching is needed.
 */
export function search(type: TypeName, goal: Formula, solver: Solver, leaf: Leaf): Outcome {
  const failures = new Failures();
  const start = new Branch(type, solver.projection);
  const stack: (() => Branch | undefined)[] = [() => (start.add(goal) ? start : undefined)];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    solver.steps.spend();
    const branch = attempt(next, failures);
    if (branch === undefined) continue;
    const { outcome, split } = consider(branch, type, goal, solver, leaf);
    if (split !== undefined) {
      const { at, choice } = split;
      for (const part of at.alternatives(choice).reverse()) stack.push(() => at.with(part));
    } else if (outcome.kind === 'instance') return outcome;
    else failures.add(outcome);
  }
  return failures.outcome;
}

/** A branch with a schema that makes no sense is in doubt; the others go on. */
function attempt(make: () => Branch | undefined, failures: Failures): Branch | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Undecided) || error.why === 'budget') throw error;
    failures.add({ kind: 'unknown', doubt: error });
    return undefined;
  }
}

interface Considered {
  readonly outcome: Outcome;
  /** The choice to branch on, where the outcome is not the last word. */
  readonly split?: { readonly at: Branch; readonly choice: Of<'or'> };
}

/** What is known of a branch. */
function consider(branch: Branch, type: TypeName, goal: Formula, solver: Solver, leaf: Leaf): Considered {
  if (branch.among !== undefined) return { outcome: fromList(branch, goal, solver) };
  const excluded = new Set(branch.excluded.values());
  const outcome = leaf([...branch.claims], excluded);
  if (outcome.kind === 'empty') return { outcome };
  if (outcome.kind === 'unknown') {
    const [choice] = [...branch.open].sort((a, b) => a.parts.length - b.parts.length);
    return choice === undefined ? { outcome } : { outcome, split: { at: branch, choice } };
  }
  const { value } = outcome;
  const broken = branch.open.filter((each) => !holds(each, value, solver.evaluator));
  const [choice] = broken.sort((a, b) => a.parts.length - b.parts.length);
  if (choice !== undefined) return { outcome, split: { at: branch, choice } };
  const isListed = branch.excluded.size > 0 && branch.excluded.has(canonicalJson(value));
  if ((type === 'array' || type === 'object') && isListed) {
    const other = solver.projection.of(type, unlike(value, solver.universe));
    if (other.kind === 'or') return { outcome, split: { at: branch, choice: other } };
    const next = branch.with(other);
    return next === undefined ? { outcome: new Failures().outcome } : consider(next, type, goal, solver, leaf);
  }
  return { outcome };
}

function fromList({ among, excluded }: Branch, goal: Formula, { evaluator }: Solver): Outcome {
  const failures = new Failures();
  for (const [text, value] of among ?? []) {
    if (excluded.has(text)) continue;
    try {
      if (holds(goal, value, evaluator)) return instance(value);
    } catch (error) {
      if (!(error instanceof Undecided) || error.why === 'budget') throw error;
      failures.add({ kind: 'unknown', doubt: error });
    }
  }
  return failures.outcome;
}

/** Any other value, said by the ways of differing. */
function unlike(value: Json, universe: Universe): Formula {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return universe.or([
      ...(items.length === 0 ? [] : [universe.claim({ type: 'array', claim: 'most', count: items.length - 1 })]),
      universe.claim({ type: 'array', claim: 'least', count: items.length + 1 }),
      ...items.map((item, index) =>
        universe.claim({ type: 'array', claim: 'item', index, value: universe.noneOf([item]) }),
      ),
    ]);
  }
  const object = asObject(value);
  const names = Object.keys(object ?? {}).sort();
  return universe.or([
    ...names.map((name) => universe.claim({ type: 'object', claim: 'absent', name })),
    ...names.map((name) =>
      universe.claim({
        type: 'object',
        claim: 'property',
        name,
        value: universe.noneOf([own(object, name) ?? null]),
      }),
    ),
    universe.claim({ type: 'object', claim: 'some', names: { ...anyName, except: names }, value: universe.true }),
  ]);
}
