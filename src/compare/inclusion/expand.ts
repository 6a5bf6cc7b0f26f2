import type { Formula } from './formula.ts';
import { isWatchful, type Keywords } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import { plainly } from './plainly.ts';
import { Ways, type Way } from './ways.ts';
import type { Universe } from './universe.ts';

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
    this.#ways = new Ways(universe, ({ keywords }) => this.#plainly(keywords));
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
    if (!isWatchful(says)) return this.#universe.and([this.#plainly(says), ...this.#compositions(says)]);
    return or(this.#ways.of(node).map(({ holds }) => holds));
  }

  #refuse(node: SchemaNode): Formula {
    const { and, or, not } = this.#tools;
    const says = node.keywords;
    const broken = [not(this.#plainly(says)), ...this.#brokenCompositions(says)];
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

  #plainly(says: Keywords): Formula {
    return plainly(says, this.#universe, this.#formats);
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
