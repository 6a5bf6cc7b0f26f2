import type { JsonObject } from '../../spec/json.ts';
import { formatPattern } from '../inclusion/formats.ts';
import { decide, dialectOf, type References, type Terms } from '../inclusion/index.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** @param id of a check that tells whether a value may be left out. */
export function sayEmpty(what: string, id: string): string {
  return `${what} ${id.includes('-not-') ? 'must not be sent without a value any more' : 'may be sent without a value now'}.`;
}

/** Whether the schema of a value that may not be left out says it too. Where it takes an empty text, servers differ in what they make of one. */
export function refusesEmpty(view: SchemaView | undefined): boolean {
  return view !== undefined && (isPlainlyWithout(view) || isWithout(view));
}

/** As far as its own words say. */
function isPlainlyWithout(view: SchemaView): boolean {
  if (view.nullable) return false;
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

/** What an empty text may be read as; what objects are written like is not looked into. */
const READ: JsonObject = { anyOf: [{ enum: [null, '', [], ['']] }, { type: 'object' }] };
const STEPS = 20_000;

/** Whether all that its patterns and compositions say together leaves no such value. */
function isWithout({ node, side }: SchemaView): boolean {
  // A parameter of 2.0 is no schema: words of its own mean something else there.
  if (side.description.version === '2.0') return false;
  const references: References = {
    dialect: dialectOf(side.description),
    resolve: (reference) => side.target(reference),
  };
  const nothing = { schema: { not: {} }, references };
  const terms: Terms = { steps: STEPS, formats: 'asserted', witness: 'unneeded' };
  return decide({ schema: { allOf: [node, READ] }, references }, nothing, terms).verdict === 'included';
}
