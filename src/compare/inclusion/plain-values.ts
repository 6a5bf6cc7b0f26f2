import { compare, decimal, isMultiple, type Decimal } from './decimal.ts';
import { formatPattern, integerFormat } from './formats.ts';
import type { Keywords } from './keywords.ts';

/** Whether a number keeps within what a schema says of numbers; `formats`: whether those count. */
export function numberHolds({ lower, upper, multipleOf, format }: Keywords, value: number, formats: boolean): boolean {
  const exact = decimal(value);
  return (
    lower.every((bound) => compare(exact, bound.value) >= (bound.open ? 1 : 0)) &&
    upper.every((bound) => compare(exact, bound.value) <= (bound.open ? -1 : 0)) &&
    (multipleOf === undefined || isMultiple(exact, multipleOf)) &&
    (!formats || format === undefined || isInFormat(value, exact, format))
  );
}

function isInFormat(value: number, exact: Decimal, format: string): boolean {
  const range = integerFormat(format);
  if (range === undefined) return true;
  return (
    Number.isInteger(value) &&
    compare(exact, { digits: range.min, exponent: 0 }) >= 0 &&
    compare(exact, { digits: range.max, exponent: 0 }) <= 0
  );
}

/** Knows whether a pattern is found in a text. */
export interface PatternReader {
  matches(pattern: string, text: string): boolean;
}

/** Whether a text keeps within what a schema says of strings; `formats`: whether those count. */
export function stringHolds(
  { minLength, maxLength, pattern, format }: Keywords,
  value: string,
  formats: boolean,
  reader: PatternReader,
): boolean {
  if (minLength > 0 || maxLength < value.length) {
    const length = codePoints(value);
    if (length < minLength || length > maxLength) return false;
  }
  if (pattern !== undefined && !reader.matches(pattern, value)) return false;
  const asserted = formats && format !== undefined ? formatPattern(format) : undefined;
  return asserted === undefined || reader.matches(asserted, value);
}

/** Length as JSON Schema counts it (2020-12 validation, section 6.3): a character outside the first plane is one. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) if ((text.codePointAt(at) ?? 0) > 0xffff) pairs++;
  return text.length - pairs;
}
