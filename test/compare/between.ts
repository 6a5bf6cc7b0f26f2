import { parse } from 'yaml';
import type { Change } from '../../src/compare/change.ts';
import { compare, type CompareOptions } from '../../src/compare/compare.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

export const today = '2026-11-20';

export function between(before: string, after: string, options: CompareOptions = { today }): Change[] {
  const [base, head] = [parse(before) as JsonObject, parse(after) as JsonObject];
  return compare(describeObject(base), describeObject(head), options);
}

/** `id level` of each change. */
export function told(before: string, after: string, options?: CompareOptions): string[] {
  return between(before, after, options)
    .map(({ id, level }) => `${id} ${level}`)
    .sort();
}

/** `id property witness` of each error of an operation, and whether it is not proved. */
export function shownErrors(before: string, after: string): string[] {
  return between(before, after)
    .filter(({ level, operations }) => level === 'error' && operations.length > 0)
    .map(({ id, property, witness, unproved }) =>
      [id, property, witness && JSON.stringify(witness.instance), unproved && 'not proved'].filter(Boolean).join(' '),
    );
}

export function get(operation: string, beside = ''): string {
  return `{ ${beside} paths: { /a: { get: ${operation} } } }`;
}

export const open = get('{ responses: {} }');
