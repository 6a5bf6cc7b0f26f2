import { formatPattern } from '../inclusion/formats.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** @param id of a check that tells whether a value may be left out. */
export function sayEmpty(what: string, id: string): string {
  return `${what} ${id.includes('-not-') ? 'must not be sent without a value any more' : 'may be sent without a value now'}.`;
}

/** Whether the schema of a value that may not be left out says it too. Where it takes an empty text, servers differ in what they make of one. */
export function refusesEmpty(view: SchemaView | undefined): boolean {
  if (view === undefined || view.nullable) return false;
  if (view.values !== undefined) return !view.values.includes('');
  const types = [...(view.types ?? [])];
  if (types.length === 0 || types.some((type) => type === 'array' || type === 'object')) return false;
  return !types.includes('string') || refusesEmptyText(view);
}

function refusesEmptyText(view: SchemaView): boolean {
  const [least, format] = [view.get('minLength'), view.get('format')];
  if (typeof least === 'number' && least > 0) return true;
  const pattern = typeof format === 'string' ? formatPattern(format) : undefined;
  return pattern !== undefined && !new RegExp(pattern).test('');
}
