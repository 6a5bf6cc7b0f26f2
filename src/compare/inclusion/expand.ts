import { ONE } from './decimal.ts';
import { formatPattern, integerFormat } from './formats.ts';
import type { Formula } from './formula.ts';
import { isWatchful, typeNames, type Keywords, type TypeName } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import { Ways, type Way } from './ways.ts';
import { anyName, type Universe } from './universe.ts';

/** Turns schemas into formulas, one level at a time: what stands below an item or a property stays a schema. */
export class Expander {
  readonly #universe: Universe;
  readonly #formats: boolean;
  readonly #ways: Ways;
  readonly #valid = new Map<SchemaNode, Formula>();
  readonly #invalid = new Map<SchemaNode, Formula>();

  constructor(universe: Universe, formats: boolean) {
    this.#universe = universe;
    this.#formats = formats;
    this.#ways = new Ways(universe, (node) => this.#plain(node.keywords));
  }

  expand(node: SchemaNode, valid: boolean): Formula {
    const memory = valid ? this.#valid : this.#invalid;
    const known = memory.get(node);
    if (known !== undefined) return known;
    this.#universe.steps.spend();
    const made = valid ? this.#accept(node) : this.#refuse(node);
    memory.set(node, made);
    return made;
  }

  #accept(node: SchemaNode): Formula {
    const { or } = this.#tools;
    const says = node.keywords;
    if (!isWatchful(says)) return this.#universe.and([this.#plain(says), ...this.#compositions(says)]);
    return or(this.#ways.of(node).map(({ holds }) => holds));
  }

  #refuse(node: SchemaNode): Formula {
    const { and, or, not } = this.#tools;
    const says = node.keywords;
    const broken = [not(this.#plain(says)), ...this.#brokenCompositions(says)];
    if (!isWatchful(says)) return or(broken);
    const left = this.#ways.before(node).map((way: Way) => and([way.holds, not(this.#ways.unevaluated(says, way))]));
    return or([...broken, ...left]);
  }

  get #tools(): Pick<Universe, 'and' | 'or' | 'not'> {
    const universe = this.#universe;
    return {
      and: (parts) => universe.and(parts),
      or: (parts) => universe.or(parts),
      not: (formula) => universe.not(formula),
    };
  }

  /** The keywords that neither pass the instance on as it is nor look at what others evaluated. */
  #plain(says: Keywords): Formula {
    if (says.never) return this.#universe.false;
    return this.#universe.and([
      ...this.#types(says),
      ...this.#numbers(says),
      ...this.#strings(says),
      ...this.#arrays(says),
      ...this.#objects(says),
    ]);
  }

  #types({ types, values }: Keywords): Formula[] {
    const universe = this.#universe;
    const parts: Formula[] = [];
    if (values !== undefined) parts.push(universe.among(values));
    if (types === undefined) return parts;
    const whole = new Set<TypeName>(typeNames.filter((type) => types.has(type)));
    const integer = types.has('integer') && !whole.has('number');
    const integers = universe.and([
      universe.only('number'),
      universe.claim({ type: 'number', claim: 'multiple', of: ONE, holds: true }),
    ]);
    parts.push(universe.or([universe.types(whole), ...(integer ? [integers] : [])]));
    return parts;
  }

  #numbers(says: Keywords): Formula[] {
    const universe = this.#universe;
    const parts = [
      ...says.lower.map((bound) => universe.claim({ type: 'number', claim: 'above', ...bound })),
      ...says.upper.map((bound) => universe.claim({ type: 'number', claim: 'below', ...bound })),
    ];
    if (says.multipleOf !== undefined) {
      parts.push(universe.claim({ type: 'number', claim: 'multiple', of: says.multipleOf, holds: true }));
    }
    const range = this.#formats && says.format !== undefined ? integerFormat(says.format) : undefined;
    if (range === undefined) return parts;
    return [
      ...parts,
      universe.claim({ type: 'number', claim: 'multiple', of: ONE, holds: true }),
      universe.claim({ type: 'number', claim: 'above', value: { digits: range.min, exponent: 0 }, open: false }),
      universe.claim({ type: 'number', claim: 'below', value: { digits: range.max, exponent: 0 }, open: false }),
    ];
  }

  #strings({ minLength, maxLength, pattern, format }: Keywords): Formula[] {
    const universe = this.#universe;
    const asserted = this.#formats && format !== undefined ? formatPattern(format) : undefined;
    return [
      universe.claim({ type: 'string', claim: 'least', count: minLength }),
      universe.claim({ type: 'string', claim: 'most', count: maxLength }),
      ...[pattern, asserted].flatMap((source) =>
        source === undefined ? [] : [universe.claim({ type: 'string', claim: 'pattern', source, holds: true })],
      ),
    ];
  }

  #arrays(says: Keywords): Formula[] {
    const universe = this.#universe;
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

  #objects(says: Keywords): Formula[] {
    const universe = this.#universe;
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

  /** The keywords that pass the same instance on to other schemas. */
  #compositions(says: Keywords): Formula[] {
    const { and, or, not } = this.#tools;
    const valid = (node: SchemaNode): Formula => this.#universe.schema(node, true);
    const parts = [...says.references, ...says.allOf].map(valid);
    if (says.anyOf !== undefined) parts.push(or(says.anyOf.map(valid)));
    if (says.oneOf !== undefined) {
      const members = says.oneOf.map(valid);
      parts.push(or(members.map((member, i) => and(members.map((each, j) => (i === j ? member : not(each)))))));
    }
    if (says.not !== undefined) parts.push(not(valid(says.not)));
    for (const [condition, consequence] of this.#conditions(says)) parts.push(or([not(condition), consequence]));
    return parts;
  }

  /** One formula for each composition that can fail. */
  #brokenCompositions(says: Keywords): Formula[] {
    const { and, or, not } = this.#tools;
    const invalid = (node: SchemaNode): Formula => this.#universe.schema(node, false);
    const parts = [...says.references, ...says.allOf].map(invalid);
    if (says.anyOf !== undefined) parts.push(and(says.anyOf.map(invalid)));
    if (says.oneOf !== undefined) {
      const members = says.oneOf.map(invalid);
      const two = members.flatMap((first, i) => members.slice(i + 1).map((second) => and([not(first), not(second)])));
      parts.push(or([and(members), ...two]));
    }
    if (says.not !== undefined) parts.push(not(invalid(says.not)));
    for (const [condition, consequence] of this.#conditions(says)) parts.push(and([condition, not(consequence)]));
    return parts;
  }

  #conditions(says: Keywords): [Formula, Formula][] {
    const universe = this.#universe;
    const pairs: [Formula, Formula][] = [];
    if (says.if !== undefined) {
      const condition = universe.schema(says.if, true);
      if (says.then !== undefined) pairs.push([condition, universe.schema(says.then, true)]);
      if (says.else !== undefined) pairs.push([universe.not(condition), universe.schema(says.else, true)]);
    }
    for (const [name, child] of says.dependentSchemas) {
      const present = universe.not(universe.claim({ type: 'object', claim: 'absent', name }));
      pairs.push([present, universe.schema(child, true)]);
    }
    return pairs;
  }
}
