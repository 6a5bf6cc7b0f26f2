import type { Steps } from './budget.ts';
import { compare, floorDivide, isMultiple, leastCommonMultiple, times, toNumber, type Decimal } from './decimal.ts';
import type { Claim } from './formula.ts';
import type { Bound } from './keywords.ts';
import { EMPTY, instance, unknown, type Outcome } from './outcome.ts';

type NumberClaim = Extract<Claim, { readonly type: 'number' }>;

/** All whole multiples in a range are tried up to so many. */
const MAX_TRIED = 2000;
/** So many more are tried for one of which doubles say the same. */
const MAX_PLAINER = 64;
/** Grids on which a number is looked for where none is prescribed, the coarse ones first. */
const grids: readonly Decimal[] = [
  { digits: 1n, exponent: 0 },
  { digits: 5n, exponent: -1 },
  ...[-1, -2, -3, -6, -9, -12].map((exponent) => ({ digits: 1n, exponent })),
];

interface Demand {
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
  readonly multiples: readonly Decimal[];
  /** The number is a multiple of all of them where it is one of this. */
  readonly grid: Decimal | undefined;
  /** The number is a multiple of none of these. */
  readonly avoided: readonly Decimal[];
  readonly excluded: ReadonlySet<number>;
}

/** A number of which all claims hold and that is not excluded, the one nearest to zero; exact decimal arithmetic. */
export function solveNumber(claims: readonly Claim[], excluded: ReadonlySet<number>, steps: Steps): Outcome {
  const demand = read(
    claims.filter((claim) => claim.type === 'number'),
    excluded,
  );
  const { lower, upper, grid, avoided } = demand;
  if (lower !== undefined && upper !== undefined) {
    const order = compare(lower.value, upper.value);
    if (order > 0 || (order === 0 && (lower.open || upper.open))) return EMPTY;
    if (order === 0) return single(demand, lower.value);
  }
  if (grid !== undefined) {
    if (avoided.some((each) => isMultiple(grid, each))) return EMPTY;
    return onGrid(demand, grid, MAX_TRIED + excluded.size, steps);
  }
  for (const fine of grids) {
    if (avoided.some((each) => isMultiple(fine, each))) continue;
    const found = onGrid(demand, fine, 50 + excluded.size, steps);
    if (found.kind === 'instance') return found;
  }
  return between(demand);
}

function read(claims: readonly NumberClaim[], excluded: ReadonlySet<number>): Demand {
  let [lower, upper, grid]: [Bound | undefined, Bound | undefined, Decimal | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  const multiples: Decimal[] = [];
  const avoided: Decimal[] = [];
  for (const claim of claims) {
    if (claim.claim === 'multiple') {
      (claim.holds ? multiples : avoided).push(claim.of);
      if (claim.holds) grid = grid === undefined ? claim.of : leastCommonMultiple(grid, claim.of);
    } else if (claim.claim === 'above') lower = tighter(lower, claim, 1);
    else upper = tighter(upper, claim, -1);
  }
  return { lower, upper, multiples, grid, avoided, excluded };
}

function tighter(known: Bound | undefined, bound: Bound, sign: number): Bound {
  if (known === undefined) return bound;
  const order = compare(bound.value, known.value) * sign;
  return order > 0 || (order === 0 && bound.open) ? bound : known;
}

function single(demand: Demand, value: Decimal): Outcome {
  if (demand.grid !== undefined && !isMultiple(value, demand.grid)) return EMPTY;
  if (demand.avoided.some((each) => isMultiple(value, each))) return EMPTY;
  const number = toNumber(value);
  if (number === undefined) return unknown('the only number left cannot be written as a double');
  return demand.excluded.has(number) ? EMPTY : instance(number);
}

/** A fitting multiple of the unit; empty only where all there are were tried. */
function onGrid(demand: Demand, unit: Decimal, tries: number, steps: Steps): Outcome {
  const near = along(demand, unit, tries, steps);
  if (near.kind !== 'unknown') return near;
  const far = along(demand, writable(demand, unit), MAX_PLAINER, steps);
  return far.kind === 'instance' ? far : near;
}

/** Decimals of so many digits are all doubles. */
const CERTAIN_DIGITS = 15;

/** A multiple of the unit whose multiples near the bounds are doubles: beyond 2^53 most whole numbers are none. */
function writable(demand: Demand, unit: Decimal): Decimal {
  const [factor = 0n] = factors(demand, unit);
  const digits = String(times(unit, factor < 0n ? -factor : factor).digits).length;
  return { ...unit, exponent: unit.exponent + Math.max(0, digits - CERTAIN_DIGITS) };
}

/** The first fitting multiple of the unit; empty only where all there are were tried. */
function along(demand: Demand, unit: Decimal, tries: number, steps: Steps): Outcome {
  let left = tries;
  let spare: number | undefined;
  let doubt: string | undefined;
  for (const factor of factors(demand, unit)) {
    if (left-- <= 0) return spare === undefined ? unknown('too many numbers are left out') : instance(spare);
    steps.spend();
    const value = times(unit, factor);
    if (demand.avoided.some((each) => isMultiple(value, each))) continue;
    const number = toNumber(value);
    if (number === undefined) doubt = 'the numbers left cannot be written as doubles';
    if (number === undefined || demand.excluded.has(number)) continue;
    if (isPlain(number, demand)) return instance(number);
    if (spare === undefined) left = Math.min(left, MAX_PLAINER);
    spare ??= number;
  }
  if (spare !== undefined) return instance(spare);
  return doubt === undefined ? EMPTY : unknown(doubt);
}

/** The multiples of the unit that are within the bounds, those nearest to zero first. */
function factors({ lower, upper }: Demand, unit: Decimal): Iterable<bigint> {
  const least = lower === undefined ? undefined : first(lower, unit);
  const most = upper === undefined ? undefined : -first(mirrored(upper), unit);
  return least !== undefined && most !== undefined && least > most ? [] : fromZero(least, most);
}

/** Whether a validator that divides doubles says the same: to most of them 0.3 is no multiple of 0.1. */
function isPlain(number: number, { multiples, avoided }: Demand): boolean {
  const divides = (unit: Decimal): boolean => Number.isInteger(number / (toNumber(unit) ?? 1));
  return multiples.every(divides) && !avoided.some(divides);
}

/** The smallest factor of the unit that is within the lower bound. */
function first({ value, open }: Bound, unit: Decimal): bigint {
  const below = floorDivide(value, unit);
  return compare(times(unit, below), value) === 0 && !open ? below : below + 1n;
}

function mirrored({ value, open }: Bound): Bound {
  return { value: times(value, -1n), open };
}

/** Whole numbers of the range, those nearest to zero first. */
function* fromZero(least: bigint | undefined, most: bigint | undefined): Generator<bigint> {
  if (least !== undefined && least > 0n) yield* upwards(least, most);
  else if (most === undefined || most >= 0n) yield* bothWays(least, most);
  else for (const factor of upwards(-most, least === undefined ? undefined : -least)) yield -factor;
}

function* upwards(from: bigint, to: bigint | undefined): Generator<bigint> {
  for (let factor = from; to === undefined || factor <= to; factor++) yield factor;
}

function* bothWays(least: bigint | undefined, most: bigint | undefined): Generator<bigint> {
  yield 0n;
  for (const factor of upwards(1n, undefined)) {
    const up = most === undefined || factor <= most;
    const down = least === undefined || -factor >= least;
    if (up) yield factor;
    if (down) yield -factor;
    if (!up && !down) return;
  }
}

/** Tries points of a narrow range: there always are some, but perhaps no double. */
function between({ lower, upper, avoided, excluded }: Demand): Outcome {
  if (lower === undefined || upper === undefined) return unknown('no number was found outside all multiples');
  const exponent = Math.min(lower.value.exponent, upper.value.exponent) - 2;
  const [from, to] = [lower.value, upper.value].map(
    ({ digits, exponent: own }) => digits * 10n ** BigInt(own - exponent),
  ) as [bigint, bigint];
  for (let part = 1n; part < 100n; part++) {
    const value = { digits: from + ((to - from) * part) / 100n, exponent };
    const number = toNumber(value);
    if (number === undefined || excluded.has(number)) continue;
    if (!avoided.some((each) => isMultiple(value, each))) return instance(number);
  }
  return unknown('no double was found in a narrow range');
}
