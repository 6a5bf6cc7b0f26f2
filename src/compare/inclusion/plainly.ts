import { ONE } from './decimal.ts';
import { formatPattern, integerFormat } from './formats.ts';
import type { Formula } from './formula.ts';
import { typeNames, type Keywords, type TypeName } from './keywords.ts';
import { anyName, type Universe } from './universe.ts';

/**
 * What the keywords say that neither pass the instance on as it is nor look at what others evaluated.
 *
 * @param formats whether formats count.
 */
export function plainly(says: Keywords, universe: Universe, formats: boolean): Formula {
  if (says.never) return universe.false;
  return universe.and([
    ...types(says, universe),
    ...numbers(says, universe, formats),
    ...strings(says, universe, formats),
    ...arrays(says, universe),
    ...objects(says, universe),
  ]);
}

function types({ types: allowed, values }: Keywords, universe: Universe): Formula[] {
  const parts: Formula[] = [];
  if (values !== undefined) parts.push(universe.among(values));
  if (allowed === undefined) return parts;
  const whole = new Set<TypeName>(typeNames.filter((type) => allowed.has(type)));
  const integer = allowed.has('integer') && !whole.has('number');
  const integers = universe.and([
    universe.only('number'),
    universe.claim({ type: 'number', claim: 'multiple', of: ONE, holds: true }),
  ]);
  parts.push(universe.or([universe.types(whole), ...(integer ? [integers] : [])]));
  return parts;
}

function numbers(says: Keywords, universe: Universe, formats: boolean): Formula[] {
  const parts = [
    ...says.lower.map((bound) => universe.claim({ type: 'number', claim: 'above', ...bound })),
    ...says.upper.map((bound) => universe.claim({ type: 'number', claim: 'below', ...bound })),
  ];
  if (says.multipleOf !== undefined) {
    parts.push(universe.claim({ type: 'number', claim: 'multiple', of: says.multipleOf, holds: true }));
  }
  const range = formats && says.format !== undefined ? integerFormat(says.format) : undefined;
  if (range === undefined) return parts;
  return [
    ...parts,
    universe.claim({ type: 'number', claim: 'multiple', of: ONE, holds: true }),
    universe.claim({ type: 'number', claim: 'above', value: { digits: range.min, exponent: 0 }, open: false }),
    universe.claim({ type: 'number', claim: 'below', value: { digits: range.max, exponent: 0 }, open: false }),
  ];
}

function strings({ minLength, maxLength, pattern, format }: Keywords, universe: Universe, formats: boolean): Formula[] {
  const asserted = formats && format !== undefined ? formatPattern(format) : undefined;
  return [
    universe.claim({ type: 'string', claim: 'least', count: minLength }),
    universe.claim({ type: 'string', claim: 'most', count: maxLength }),
    ...[pattern, asserted].flatMap((source) =>
      source === undefined ? [] : [universe.claim({ type: 'string', claim: 'pattern', source, holds: true })],
    ),
  ];
}

function arrays(says: Keywords, universe: Universe): Formula[] {
  const { prefixItems, items, contains, minContains, maxContains } = says;
  const parts = [
    universe.claim({ type: 'array', claim: 'least', count: says.minItems }),
    universe.claim({ type: 'array', claim: 'most', count: says.maxItems }),
    ...prefixItems.map((item, index) =>
      universe.claim({ type: 'array', claim: 'item', index, value: universe.schema(item, true) }),
    ),
  ];
  if (says.uniqueItems) parts.push(universe.claim({ type: 'array', claim: 'unique', holds: true }));
  if (items !== undefined) {
    const value = universe.schema(items, true);
    parts.push(universe.claim({ type: 'array', claim: 'rest', from: prefixItems.length, value }));
  }
  if (contains !== undefined) {
    const value = universe.schema(contains, true);
    const counts = { least: minContains, most: maxContains };
    if (minContains > maxContains) parts.push(universe.not(universe.only('array')));
    else parts.push(universe.claim({ type: 'array', claim: 'contains', from: 0, value, ...counts }));
  }
  return parts;
}

function objects(says: Keywords, universe: Universe): Formula[] {
  const parts = [
    universe.claim({ type: 'object', claim: 'least', count: says.minProperties }),
    universe.claim({ type: 'object', claim: 'most', count: says.maxProperties }),
    ...says.required.map((name) => universe.claim({ type: 'object', claim: 'required', name })),
  ];
  for (const [name, child] of says.properties) {
    parts.push(universe.claim({ type: 'object', claim: 'property', name, value: universe.schema(child, true) }));
  }
  const patterns = [...says.patternProperties.keys()];
  for (const [pattern, child] of says.patternProperties) {
    const names = { ...anyName, within: [pattern] };
    parts.push(universe.claim({ type: 'object', claim: 'each', names, value: universe.schema(child, true) }));
  }
  if (says.additionalProperties !== undefined) {
    const names = { ...anyName, outside: patterns, except: [...says.properties.keys()].sort() };
    const value = universe.schema(says.additionalProperties, true);
    parts.push(universe.claim({ type: 'object', claim: 'each', names, value }));
  }
  if (says.propertyNames !== undefined) {
    const names = { ...anyName, like: universe.schema(says.propertyNames, false) };
    if (names.like !== universe.false) {
      parts.push(universe.claim({ type: 'object', claim: 'each', names, value: universe.false }));
    }
  }
  for (const [name, others] of says.dependentRequired) {
    const all = others.map((other) => universe.claim({ type: 'object', claim: 'required', name: other }));
    parts.push(universe.or([universe.claim({ type: 'object', claim: 'absent', name }), universe.and(all)]));
  }
  return parts;
}
