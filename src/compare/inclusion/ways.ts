import { Undecided } from './budget.ts';
import type { Formula } from './formula.ts';
import type { Keywords } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import { anyName, type Universe } from './universe.ts';

/** What a schema has evaluated of an instance that it accepts (JSON Schema 2020-12 core, sections 10.3 and 11). */
interface Evaluated {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly allNames: boolean;
  readonly items: number;
  /** Items like these, wherever they stand. */
  readonly contained: readonly Formula[];
}

/** One way of being valid, fine enough to tell what was evaluated. */
export interface Way {
  readonly holds: Formula;
  readonly evaluated: Evaluated;
}

const nothing: Evaluated = { names: [], patterns: [], allNames: false, items: 0, contained: [] };
const MAX_WAYS = 2000;
const MAX_DEPTH = 60;

/**
 * Splits a schema into the ways of being valid, so that `unevaluatedProperties` and `unevaluatedItems` become statements
 * about fixed names and places: which branches hold is part of each way.
 */
export class Ways {
  readonly #universe: Universe;
  readonly #plain: (node: SchemaNode) => Formula;
  readonly #known = new Map<SchemaNode, readonly Way[]>();
  #depth = 0;

  constructor(universe: Universe, plain: (node: SchemaNode) => Formula) {
    this.#universe = universe;
    this.#plain = plain;
  }

  of(node: SchemaNode): readonly Way[] {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const says = node.keywords;
    const ways = this.before(node).map((way) => this.#closed(says, way));
    this.#known.set(node, ways);
    return ways;
  }

  /** Without what the schema's own `unevaluated…` keywords ask. */
  before(node: SchemaNode): readonly Way[] {
    if (this.#depth >= MAX_DEPTH) throw new Undecided('depth', 'schemas are nested too deep');
    this.#depth++;
    try {
      const says = node.keywords;
      let ways: readonly Way[] = [{ holds: this.#plain(node), evaluated: this.#own(says) }];
      for (const factor of this.#factors(says)) ways = this.#multiply(ways, factor);
      return ways;
    } finally {
      this.#depth--;
    }
  }

  /** What the schema's `unevaluated…` keywords ask, given what was evaluated. */
  unevaluated(says: Keywords, { evaluated }: Way): Formula {
    const universe = this.#universe;
    const parts: Formula[] = [];
    if (says.unevaluatedProperties !== undefined && !evaluated.allNames) {
      const names = {
        ...anyName,
        outside: [...new Set(evaluated.patterns)].sort(),
        except: [...new Set(evaluated.names)].sort(),
      };
      const value = universe.schema(says.unevaluatedProperties, true);
      parts.push(universe.claim({ type: 'object', claim: 'each', names, value }));
    }
    if (says.unevaluatedItems !== undefined && evaluated.items !== Infinity) {
      const value = universe.or([...evaluated.contained, universe.schema(says.unevaluatedItems, true)]);
      parts.push(universe.claim({ type: 'array', claim: 'rest', from: evaluated.items, value }));
    }
    return universe.and(parts);
  }

  #closed(says: Keywords, way: Way): Way {
    const holds = this.#universe.and([way.holds, this.unevaluated(says, way)]);
    const evaluated = {
      ...way.evaluated,
      allNames: way.evaluated.allNames || says.unevaluatedProperties !== undefined,
      items: says.unevaluatedItems === undefined ? way.evaluated.items : Infinity,
    };
    return { holds, evaluated };
  }

  #own(says: Keywords): Evaluated {
    return {
      names: [...says.properties.keys()],
      patterns: [...says.patternProperties.keys()],
      allNames: says.additionalProperties !== undefined,
      items: says.items === undefined ? says.prefixItems.length : Infinity,
      contained: says.contains === undefined ? [] : [this.#universe.schema(says.contains, true)],
    };
  }

  /** What has to hold besides, each as its alternatives. */
  *#factors(says: Keywords): Generator<readonly Way[]> {
    const universe = this.#universe;
    const fails = (node: SchemaNode): Way => ({ holds: universe.schema(node, false), evaluated: nothing });
    for (const node of [...says.references, ...says.allOf]) yield this.of(node);
    if (says.anyOf !== undefined) {
      yield [{ holds: universe.or(says.anyOf.map((node) => universe.schema(node, true))), evaluated: nothing }];
      for (const node of says.anyOf) if (this.#evaluates(node)) yield [...this.of(node), fails(node)];
    }
    if (says.oneOf !== undefined) {
      const members = says.oneOf;
      yield members.flatMap((member) => {
        const others = members.filter((other) => other !== member).map(fails);
        // The same schema twice holds twice or not at all.
        const twice = members.length - others.length > 1;
        return twice ? [] : this.#multiply(this.of(member), [all(universe, others)]);
      });
    }
    if (says.not !== undefined) yield [fails(says.not)];
    if (says.if !== undefined) {
      const then = says.then === undefined ? [top(universe)] : this.of(says.then);
      const otherwise = says.else === undefined ? [top(universe)] : this.of(says.else);
      yield [...this.#multiply(this.of(says.if), then), ...this.#multiply([fails(says.if)], otherwise)];
    }
    for (const [name, node] of says.dependentSchemas) {
      const absent = universe.claim({ type: 'object', claim: 'absent', name });
      const present = { holds: universe.not(absent), evaluated: nothing };
      yield [{ holds: absent, evaluated: nothing }, ...this.#multiply([present], this.of(node))];
    }
  }

  #evaluates(node: SchemaNode): boolean {
    return this.of(node).some(
      ({ evaluated: { names, patterns, allNames, items, contained } }) =>
        allNames || items > 0 || names.length + patterns.length + contained.length > 0,
    );
  }

  #multiply(first: readonly Way[], second: readonly Way[]): Way[] {
    if (first.length * second.length > MAX_WAYS) throw new Undecided('budget', 'too many ways of being valid');
    const ways = first.flatMap((a) =>
      second.map((b) => {
        this.#universe.steps.spend();
        return { holds: this.#universe.and([a.holds, b.holds]), evaluated: union(a.evaluated, b.evaluated) };
      }),
    );
    return ways.filter(({ holds }) => holds.kind !== 'false');
  }
}

function top(universe: Universe): Way {
  return { holds: universe.true, evaluated: nothing };
}

function all(universe: Universe, ways: readonly Way[]): Way {
  return { holds: universe.and(ways.map(({ holds }) => holds)), evaluated: nothing };
}

function union(a: Evaluated, b: Evaluated): Evaluated {
  return {
    names: [...a.names, ...b.names],
    patterns: [...a.patterns, ...b.patterns],
    allNames: a.allNames || b.allNames,
    items: Math.max(a.items, b.items),
    contained: [...a.contained, ...b.contained],
  };
}
