import { accepts, product, type Membership } from './automaton.ts';
import { Undecided, type Steps } from './budget.ts';
import type { Evaluator } from './evaluate.ts';
import type { Claim } from './formula.ts';
import { plainTextsOf } from './formats.ts';
import { EMPTY, instance, unknown, type Outcome } from './outcome.ts';
import { words } from './words.ts';

/** Longer witnesses are not written. */
const MAX_TEXT = 100_000;

interface Demand {
  readonly least: number;
  readonly most: number;
  readonly memberships: readonly Membership[];
  /** A pattern that cannot be read: nobody knows what it leaves. */
  readonly doubt: Undecided | undefined;
}

/** A text of which all claims hold and that is not excluded, a shortest one. */
export function solveString(
  claims: readonly Claim[],
  excluded: ReadonlySet<string>,
  evaluator: Evaluator,
  steps: Steps,
): Outcome {
  const demand = read(claims, evaluator);
  const { least, most, memberships, doubt } = demand;
  if (least > most || contradiction(claims)) return EMPTY;
  if (least > MAX_TEXT) return unknown('the shortest text is too long');
  const spend = (count: number): void => {
    steps.spend(count);
  };
  const language = product(memberships, spend);
  const plain = plainText(claims, demand, excluded);
  const free = plain ?? words(language, demand, excluded.size + 1, spend).find((word) => !excluded.has(word));
  if (free === undefined) return EMPTY;
  return doubt === undefined ? instance(free) : { kind: 'unknown', doubt };
}

function read(claims: readonly Claim[], evaluator: Evaluator): Demand {
  let [least, most] = [0, Infinity];
  const memberships: Membership[] = [];
  let doubt: Undecided | undefined;
  for (const claim of claims) {
    if (claim.claim === 'least') least = Math.max(least, claim.count);
    else if (claim.claim === 'most') most = Math.min(most, claim.count);
    else if (claim.claim === 'pattern') {
      try {
        memberships.push({ automaton: evaluator.automaton(claim.source), inside: claim.holds });
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        doubt ??= error;
      }
    }
  }
  return { least, most, memberships, doubt };
}

/** One of those that every validator knows for what they are, where it is of a format. */
function plainText(claims: readonly Claim[], demand: Demand, excluded: ReadonlySet<string>): string | undefined {
  const { least, most, memberships } = demand;
  const texts = claims.flatMap((claim) => (claim.claim === 'pattern' && claim.holds ? plainTextsOf(claim.source) : []));
  return texts.find(
    (text) =>
      !excluded.has(text) &&
      text.length >= least &&
      text.length <= most &&
      memberships.every(({ automaton, inside }) => accepts(automaton, text) === inside),
  );
}

/** In and not in the same pattern, whatever that is. */
function contradiction(claims: readonly Claim[]): boolean {
  const inside = new Set<string>();
  const outside = new Set<string>();
  for (const claim of claims) if (claim.claim === 'pattern') (claim.holds ? inside : outside).add(claim.source);
  return [...inside].some((source) => outside.has(source));
}
