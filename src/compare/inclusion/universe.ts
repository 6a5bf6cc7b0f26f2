import { canonicalJson, type Json } from '../../spec/json.ts';
import type { Steps } from './budget.ts';
import { claimKey } from './claim-key.ts';
import type { Claim, Formula, NameSet } from './formula.ts';
import { typeNames, type TypeName } from './keywords.ts';
import { contradiction } from './contradiction.ts';
import { Likeness } from './same.ts';
import type { Reader, SchemaNode } from './node.ts';
import type { Unchanged } from './unchanged.ts';

type Bare = Formula extends infer F ? (F extends Formula ? Omit<F, 'id'> : never) : never;

/** Makes the formulas of one question; equal ones once. */
export class Universe {
  readonly steps: Steps;
  readonly true: Formula;
  readonly false: Formula;
  readonly #known = new Map<string, Formula>();
  readonly #opposites = new Map<Formula, Formula>();
  readonly #likeness: Likeness;
  readonly #nodes = new Map<SchemaNode | string, number>();
  readonly #apart: Reader | undefined;
  readonly #unchanged: Unchanged;

  /** @param apart keeps the schemas of this source apart from equal ones of the other. */
  constructor(steps: Steps, unchanged: Unchanged, apart?: Reader) {
    this.steps = steps;
    this.#likeness = new Likeness(steps, unchanged);
    this.#unchanged = unchanged;
    this.#apart = apart;
    this.true = this.#make('t', { kind: 'true' });
    this.false = this.#make('f', { kind: 'false' });
  }

  and(parts: readonly Formula[]): Formula {
    return this.#combine('and', parts, this.true, this.false);
  }

  or(parts: readonly Formula[]): Formula {
    return this.#combine('or', parts, this.false, this.true);
  }

  schema(node: SchemaNode, valid: boolean): Formula {
    const shape = this.#likeness.shape(node);
    const named = shape?.node ?? node;
    if (typeof named.schema === 'boolean') return named.schema === valid ? this.true : this.false;
    const side = this.#apart === undefined ? '' : node.reader === this.#apart ? 'a' : 'b';
    // What has no parts is told by its text alone.
    const same = shape?.children.length === 0 ? `${side}${shape.text}` : named;
    const number = this.#nodes.get(same) ?? this.#nodes.size;
    this.#nodes.set(same, number);
    return this.#make(`${valid ? 's' : 'n'}${number}`, { kind: 'schema', node: named, text: shape?.text ?? '', valid });
  }

  /** Whether it is known beforehand of some schemas that they stand unchanged on both sides. */
  get knowsUnchanged(): boolean {
    return this.#unchanged.isKnown;
  }

  /** Whether both say the same of every instance. */
  alike(one: Formula, other: Formula): boolean {
    if (one === other) return true;
    if (one.kind !== 'schema' || other.kind !== 'schema' || one.valid !== other.valid) return false;
    return one.text === other.text && this.#likeness.between(one.node, other.node);
  }

  types(types: ReadonlySet<TypeName>): Formula {
    if (types.size === typeNames.length) return this.true;
    return types.size === 0 ? this.false : this.#make(`y${[...types].sort().join()}`, { kind: 'types', types });
  }

  only(type: TypeName): Formula {
    return this.types(new Set([type]));
  }

  among(texts: ReadonlyMap<string, Json>): Formula {
    return this.#listed(texts, true);
  }

  noneOf(values: readonly Json[]): Formula {
    return this.#listed(new Map(values.map((value) => [canonicalJson(value), value])), false);
  }

  claim(claim: Claim): Formula {
    return trivial(claim) ? this.true : this.#make(`c${claimKey(claim)}`, { kind: 'claim', claim });
  }

  /** What holds of exactly the instances of which the formula does not hold. */
  not(formula: Formula): Formula {
    const known = this.#opposites.get(formula);
    if (known !== undefined) return known;
    const opposite = this.#opposite(formula);
    this.#opposites.set(formula, opposite);
    // What cannot hold can be said in many ways: its opposite is none of them.
    if (opposite !== this.true && opposite !== this.false) this.#opposites.set(opposite, formula);
    return opposite;
  }

  /** Whether it speaks of members by schemas that have parts of their own. */
  isDeep(formula: Formula): boolean {
    if (formula.kind === 'and' || formula.kind === 'or') return formula.parts.some((part) => this.isDeep(part));
    if (formula.kind === 'schema') return this.#likeness.shape(formula.node)?.children.length !== 0;
    if (formula.kind !== 'claim' || (formula.claim.type !== 'object' && formula.claim.type !== 'array')) return false;
    return 'value' in formula.claim && this.isDeep(formula.claim.value);
  }

  /** Whether no instance satisfies both: one schema, valid here and invalid there. */
  exclude(one: Formula, other: Formula): boolean {
    if (one.kind !== 'schema' || other.kind !== 'schema' || one.valid === other.valid) return false;
    const [valid, invalid] = one.valid ? [one.node, other.node] : [other.node, one.node];
    if (this.#unchanged.keeps(valid, invalid)) return true;
    return one.text === other.text && this.#likeness.between(valid, invalid);
  }

  #listed(texts: ReadonlyMap<string, Json>, among: boolean): Formula {
    if (texts.size === 0) return among ? this.false : this.true;
    this.steps.spend(texts.size);
    return this.#make(`v${among ? '+' : '-'}${[...texts.keys()].sort().join()}`, { kind: 'values', texts, among });
  }

  #opposite(formula: Formula): Formula {
    switch (formula.kind) {
      case 'true':
        return this.false;
      case 'false':
        return this.true;
      case 'and':
        return this.or(formula.parts.map((part) => this.not(part)));
      case 'or':
        return this.and(formula.parts.map((part) => this.not(part)));
      case 'schema':
        return this.schema(formula.node, !formula.valid);
      case 'types':
        return this.types(new Set(typeNames.filter((type) => !formula.types.has(type))));
      case 'values':
        return this.#listed(formula.texts, !formula.among);
      case 'claim':
        return this.and([this.only(formula.claim.type), ...contradiction(formula.claim, this)]);
    }
  }

  #combine(kind: 'and' | 'or', parts: readonly Formula[], neutral: Formula, final: Formula): Formula {
    const all = new Set<Formula>();
    for (const part of parts) {
      if (part === final) return final;
      if (part === neutral) continue;
      if (part.kind !== kind) all.add(part);
      else for (const inner of part.parts) all.add(inner);
    }
    this.steps.spend(all.size >> 3);
    const [first] = all;
    if (first === undefined) return neutral;
    if (all.size === 1) return first;
    if (kind === 'and' && this.#excluded(all)) return final;
    const flat = [...all].sort((a, b) => a.id - b.id);
    return this.#make(`${kind}${flat.map(({ id }) => id).join()}`, { kind, parts: flat });
  }

  #excluded(parts: ReadonlySet<Formula>): boolean {
    const schemas = [...parts].filter((part) => part.kind === 'schema');
    const [valid, invalid] = [schemas.filter((each) => each.valid), schemas.filter((each) => !each.valid)];
    this.steps.spend((valid.length * invalid.length) >> 3);
    return valid.some((one) => invalid.some((other) => this.exclude(one, other)));
  }

  #make(text: string, bare: Bare): Formula {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.steps.spend();
    const made: Formula = { id: this.#known.size, ...bare };
    this.#known.set(text, made);
    return made;
  }
}

function trivial(claim: Claim): boolean {
  switch (claim.claim) {
    case 'least':
      return claim.count === 0;
    case 'most':
      return claim.count === Infinity;
    case 'contains':
      return claim.least === 0 && claim.most === Infinity;
    case 'item':
    case 'rest':
    case 'property':
    case 'each':
      return claim.value.kind === 'true';
    default:
      return false;
  }
}

/** Every name there is. */
export const anyName: NameSet = { within: [], outside: [], except: [], like: undefined };
