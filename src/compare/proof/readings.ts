import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { dialectOf, type References, type SchemaSource, type Terms } from '../inclusion/index.ts';
import type { Direction } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import type { Untouched } from '../schemas/untouched.ts';
import type { Side } from '../side.ts';
import { Rewritten } from './rewritten.ts';
import type { Opened } from './opened.ts';
import { plain, rulesFor, type Rule, type RuleName } from './rules.ts';
import { endsOf, senseOf, type Reading, type Sense } from './sense.ts';

/** What sends, what has to accept it, and what of both is the same. */
export interface Sources {
  readonly a: SchemaSource;
  readonly b: SchemaSource;
  /** What `b` is a reading of. */
  readonly letter: SchemaSource;
  readonly unchanged: NonNullable<Terms['unchanged']>;
}

/** Makes sources of pairs of schemas, each side read under the conventions (docs/conventions.md). */
export class Readings {
  readonly #sides: Readonly<Record<'base' | 'head', Side>>;
  readonly #untouched: Untouched;
  readonly #rules: Readonly<Record<RuleName, Rule>>;
  readonly #plain: Readonly<Record<'base' | 'head', References>>;
  readonly #rewritten = new Map<string, Rewritten>();

  constructor(base: Side, head: Side, untouched: Untouched, opened: Opened) {
    this.#rules = rulesFor(opened);
    this.#sides = { base, head };
    this.#untouched = untouched;
    this.#plain = { base: plainly(base), head: plainly(head) };
  }

  of(pair: GraphNode, reading: Reading): Sources {
    const { from } = senseOf(pair.direction, reading);
    const { sent, accepted } = endsOf(pair, reading);
    const accepting = this.ofAccepting(pair, reading, accepted.node);
    return {
      a: { ...this.letter(from, sent.node), hides: hidden[pair.direction] },
      ...accepting,
      unchanged: this.unchanged(from, accepting.b.references),
    };
  }

  /** What sends, where `nullable` takes null wherever nearly everybody reads it so. */
  kindly(pair: GraphNode, reading: Reading): SchemaSource {
    const { from } = senseOf(pair.direction, reading);
    return { ...this.by('plain', from, endsOf(pair, reading).sent), hides: hidden[pair.direction] };
  }

  /** The same where only what another schema of the accepting side refuses counts. */
  ofCause(pair: GraphNode, reading: Reading, cause: JsonObject): Sources {
    const whole = this.of(pair, reading);
    const only = this.ofAccepting(pair, reading, cause);
    return { ...whole, b: either(only.b, whole.b), letter: either(only.letter, whole.letter) };
  }

  /** How a schema of the side that has to accept what is sent is read, and by the letter. */
  ofAccepting(pair: GraphNode, reading: Reading, node: JsonObject): Pick<Sources, 'b' | 'letter'> {
    const { from, to } = senseOf(pair.direction, reading);
    const hides = hidden[pair.direction];
    return {
      b: { ...this.by(ruleOf(from, reading), to, { node }), hides },
      letter: { ...this.letter(to, node), hides },
    };
  }

  /** Whether both sides of a pair say the same: then only what its values may be of differs, if anything. */
  isUnchanged({ before, after }: GraphNode): boolean {
    return this.#untouched.hasSchema(before.node, after.node);
  }

  /** As it is written. */
  letter(side: 'base' | 'head', schema: Json): SchemaSource {
    const references = this.#plain[side];
    const node = asObject(schema);
    const isCopied = references instanceof Rewritten && node !== undefined;
    return { schema: isCopied ? references.of(node) : schema, references };
  }

  /** As a rule reads it. */
  by(rule: RuleName, side: 'base' | 'head', { node }: Pick<SchemaView, 'node'>): SchemaSource {
    if (rule === 'plain' && this.#plain[side] instanceof Rewritten) return this.letter(side, node);
    const key = `${side} ${rule}`;
    const references = this.#rewritten.get(key) ?? new Rewritten(this.#sides[side].description, this.#rules[rule]);
    this.#rewritten.set(key, references);
    return { schema: references.of(node), references };
  }

  /**
   * What stands unchanged breaks nothing, however kindly one side is read.
   *
   * @param from whose values are sent.
   * @param accepting how what has to accept them is read.
   */
  unchanged(from: Sense['from'], accepting: SchemaSource['references']): Sources['unchanged'] {
    const sending = this.#plain[from];
    return (a, b) => {
      const [sent, accepted] = [origin(a, sending), origin(b, accepting)];
      if (sent === undefined || accepted === undefined) return undefined;
      const [before, after] = from === 'base' ? [sent, accepted] : [accepted, sent];
      if (!this.#untouched.hasSchema(before, after)) return undefined;
      return accepting instanceof Rewritten && !accepting.isAsWritten(b) ? 'kinder' : 'alike';
    };
  }
}

function either(one: SchemaSource, other: SchemaSource): SchemaSource {
  return { ...other, schema: { anyOf: [one.schema, other.schema] } };
}

function ruleOf(from: Sense['from'], { text }: Reading): RuleName {
  if (text) return 'text';
  return from === 'head' ? 'readers' : 'plain';
}

function plainly(side: Side): References {
  if (side.description.version === '2.0') return new Rewritten(side.description, plain);
  return { dialect: dialectOf(side.description), resolve: (reference) => side.target(reference) };
}

/** What a schema was made of, where it is a copy. */
function origin(node: JsonObject, references: SchemaSource['references']): JsonObject | undefined {
  return references instanceof Rewritten ? references.originOf(node) : node;
}

/** Which properties do not travel. */
export const hidden: Readonly<Record<Direction, (property: JsonObject) => boolean>> = {
  request: (property) => own(property, 'readOnly') === true,
  response: (property) => own(property, 'writeOnly') === true,
};
