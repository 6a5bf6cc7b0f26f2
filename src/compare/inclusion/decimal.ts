/** An exact decimal: `digits` times ten to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

export const ONE: Decimal = { digits: 1n, exponent: 0 };

/** The decimal that a JSON number shows, such as 0.1 for the double nearest to it. */
export function decimal(value: number): Decimal {
  const [mantissa = '0', power = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The JSON number that shows this decimal, or undefined where a double cannot. */
export function toNumber(value: Decimal): number | undefined {
  const number = Number(`${value.digits}e${value.exponent}`);
  return Number.isFinite(number) && compare(decimal(number), value) === 0 ? number : undefined;
}

/** Both in units of the finer one. */
function align(a: Decimal, b: Decimal): { a: bigint; b: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (each: Decimal): bigint => each.digits * 10n ** BigInt(each.exponent - exponent);
  return { a: scale(a), b: scale(b), exponent };
}

/** Negative where a is smaller, positive where it is greater. */
export function compare(a: Decimal, b: Decimal): number {
  const both = align(a, b);
  return both.a < both.b ? -1 : both.a > both.b ? 1 : 0;
}

/** Exactly, whatever doubles would say. */
export function isMultiple(value: Decimal, of: Decimal): boolean {
  const both = align(value, of);
  return both.a % both.b === 0n;
}

/** A decimal so many times. */
export function times(value: Decimal, factor: bigint): Decimal {
  return { digits: value.digits * factor, exponent: value.exponent };
}

/** The least number that is a multiple of both, which are positive. */
export function leastCommonMultiple(a: Decimal, b: Decimal): Decimal {
  const both = align(a, b);
  return { digits: (both.a / gcd(both.a, both.b)) * both.b, exponent: both.exponent };
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The greatest whole number of `unit` (positive) that is not above the value. */
export function floorDivide(value: Decimal, unit: Decimal): bigint {
  const both = align(value, unit);
  const quotient = both.a / both.b;
  return both.a % both.b < 0n ? quotient - 1n : quotient;
}
