import { own, type Json, type JsonObject } from '../../spec/json.ts';
import {
  decide,
  type Names,
  tellsApart,
  type References,
  type SchemaSource,
  type Terms,
  type Verdict,
} from '../inclusion/index.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Direction } from '../schema-pair.ts';
import type { SchemaView } from '../schema-view.ts';
import type { Side } from '../side.ts';
import type { Untouched } from '../untouched.ts';
import { dialectOf, overlappingRule, plainRule, readersRule, Rewritten, textRule } from './rewritten.ts';

/** How a pair of schemas is met in a message. */
export interface Reading {
  /** The message goes the other way: a webhook's or callback's. */
  readonly reversed: boolean;
  /** A parameter, a header or what a form is made of, which travels as text. */
  readonly text: boolean;
}

/** Which side's values have to be accepted by which. */
export interface Sense {
  readonly from: 'base' | 'head';
  readonly to: 'base' | 'head';
}

/** A request's values are those that base accepted; a response's those that head allows. */
export function senseOf(direction: Direction, { reversed }: Reading): Sense {
  return (direction === 'request') === reversed ? { from: 'head', to: 'base' } : { from: 'base', to: 'head' };
}

const SAMPLE_STEPS = 20_000;
/** On top: each value of an enum has to be looked at. */
const STEPS_PER_VALUE = 20;
/** What a question takes beside its steps: to read the schemas, and to remember the answer. */
const STEPS_PER_QUESTION = 50;

/** What sends, what has to accept it, and what of both is the same. */
interface Sources {
  readonly a: SchemaSource;
  readonly b: SchemaSource;
  /** What `b` is a reading of. */
  readonly letter: SchemaSource;
  readonly unchanged: NonNullable<Terms['unchanged']>;
}

/** Decides about pairs of schemas under the conventions (docs/conventions.md), each question once. */
export class Verdicts {
  readonly #sides: Readonly<Record<'base' | 'head', Side>>;
  readonly #untouched: Untouched;
  readonly #plain: Readonly<Record<'base' | 'head', References>>;
  readonly #rewritten = new Map<string, Rewritten>();
  readonly #known = new Map<GraphNode, Map<string, Verdict>>();
  readonly #terms: Terms;
  /** How many steps all questions together may still take. */
  #left: number;
  readonly #most: number;
  readonly #nothing: Readonly<Record<'base' | 'head', Map<GraphNode, boolean>>> = { base: new Map(), head: new Map() };

  /** How many steps all questions together have taken. */
  get spent(): number {
    return this.#most - this.#left;
  }

  /** @param most steps of all questions together; what is asked after that is not answered. */
  constructor(base: Side, head: Side, untouched: Untouched, most: number) {
    this.#sides = { base, head };
    this.#untouched = untouched;
    this.#plain = { base: plainly(base), head: plainly(head) };
    this.#most = most;
    this.#left = most;
    const pay = (steps: number): void => {
      this.#left -= steps;
    };
    this.#terms = { steps: SAMPLE_STEPS, formats: 'asserted', pay };
  }

  /** @param witness `unneeded`: the instance is for nobody's eyes; to confirm one takes as long as to find it. */
  of(
    pair: GraphNode,
    reading: Reading,
    names: Names,
    steps: number,
    witness: 'confirmed' | 'unneeded' = 'confirmed',
  ): Verdict {
    const known = this.#known.get(pair) ?? new Map<string, Verdict>();
    this.#known.set(pair, known);
    const key = `${names} ${String(reading.reversed)} ${String(reading.text)} ${String(steps)}`;
    const granted = steps + STEPS_PER_VALUE * listedIn(pair);
    const verdict =
      known.get(key) ??
      known.get(`${key} ${witness}`) ??
      this.#asked(pair, reading, { ...this.#terms, names, steps: granted, witness });
    const isUnconfirmed = witness === 'unneeded' && verdict.verdict === 'not-included';
    known.set(isUnconfirmed ? `${key} ${witness}` : key, verdict);
    return verdict;
  }

  /** The smallest value found that a schema of one side accepts, and `pinned` too; undefined: none was found. */
  sample(
    side: 'base' | 'head',
    schema: Json,
    direction: Direction,
    pinned: JsonObject | true = true,
  ): Json | undefined {
    const hides = hidden[direction];
    const references = this.#plain[side];
    const asked: Json = pinned === true ? schema : { allOf: [schema, pinned] };
    const nothing = { schema: { not: {} }, references };
    const verdict = decide({ schema: asked, references, hides }, nothing, {
      ...this.#terms,
      names: 'declared',
      witness: 'unchecked',
    });
    return verdict.verdict === 'not-included' ? verdict.witness : undefined;
  }

  /** Whether nothing at all can be sent: then everything that is sent is accepted, which proves nothing. */
  isEmpty(pair: GraphNode, reading: Reading): boolean {
    return this.#allowsNothing(pair, senseOf(pair.direction, reading).from);
  }

  /**
   * Whether nothing at all is accepted by a slip, of which whatever is sent says nothing: there was nothing to rely on before, or only
   * members of a `oneOf` that are alike stand in the way.
   */
  isSlip(pair: GraphNode, reading: Reading): boolean {
    const { to } = senseOf(pair.direction, reading);
    if (!this.#allowsNothing(pair, to)) return false;
    if (to === 'base') return true;
    const { schema, references } = this.#accepting(to, 'overlapping', pair.after);
    // Null may be in there by a kind reading only.
    return !this.#isEmpty(pair.direction, { schema: { allOf: [schema, { not: { enum: [null] } }] }, references });
  }

  #allowsNothing(pair: GraphNode, side: 'base' | 'head'): boolean {
    const { node } = side === 'base' ? pair.before : pair.after;
    const found =
      this.#nothing[side].get(pair) ?? this.#isEmpty(pair.direction, { schema: node, references: this.#plain[side] });
    this.#nothing[side].set(pair, found);
    return found;
  }

  #isEmpty(direction: Direction, source: SchemaSource): boolean {
    const nothing = { schema: { not: {} }, references: source.references };
    return (
      decide({ ...source, hides: hidden[direction] }, nothing, { ...this.#terms, witness: 'unchecked' }).verdict ===
      'included'
    );
  }

  /** Whether one value tells the pair's sides apart in the sense in which the pair is read. */
  tells(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#sources(pair, reading).a) === 'included' && this.refuses(pair, reading, value);
  }

  /** Whether the side that has to accept what is sent refuses a value. */
  refuses(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#sources(pair, reading).b) === 'not-included';
  }

  /** Whether null is sent by the kind reading of `nullable`, and refused by it too. */
  isNullByHabit(pair: GraphNode, reading: Reading): boolean {
    const { from } = senseOf(pair.direction, reading);
    const sent = this.#accepting(from, 'plain', from === 'base' ? pair.before : pair.after);
    return this.#taken(null, sent) === 'included' && this.refuses(pair, reading, null);
  }

  /** The same by ajv's word on both sides, which takes longer: nothing but this makes a witness of the value. */
  isWitness(pair: GraphNode, reading: Reading, value: Json): boolean {
    const { a, b, letter } = this.#sources(pair, reading);
    return tellsApart(a, b, value, { ...this.#terms, letter });
  }

  /** Of two schemas that are made up, and refer to nothing. */
  ofTexts(sent: JsonObject, accepted: JsonObject, steps: number): Verdict {
    const references: References = { dialect: '3.1', resolve: () => undefined };
    const terms: Terms = { ...this.#terms, steps, witness: 'unchecked' };
    return decide({ schema: sent, references }, { schema: accepted, references }, terms);
  }

  /** Of a part of what is sent instead of all of it. */
  ofPart(pair: GraphNode, reading: Reading, part: Json, steps: number): Verdict {
    const terms: Terms = { ...this.#terms, names: 'declared', steps, witness: 'unchecked' };
    return this.#asked(pair, reading, terms, part);
  }

  #asked(pair: GraphNode, reading: Reading, terms: Terms, part?: Json): Verdict {
    if (this.#left <= 0) return { verdict: 'unknown', why: 'budget', detail: 'too much was asked before' };
    this.#left -= STEPS_PER_QUESTION;
    return this.#decide(pair, reading, terms, part);
  }

  #decide(pair: GraphNode, reading: Reading, terms: Terms, part?: Json): Verdict {
    const { a, b, letter, unchanged } = this.#sources(pair, reading);
    // The other branch limits nothing, and what the whole declares is declared: a part by itself would know fewer names.
    const schema = part === undefined ? a.schema : { allOf: [part, { anyOf: [{}, a.schema] }] };
    const found = decide({ ...a, schema }, b, { ...terms, letter, unchanged });
    if (found.verdict !== 'unknown' || found.why !== 'unconfirmed') return found;
    // Refused by the one reading alone; what the letter refuses may be another value, and be refused by both.
    const { from } = senseOf(pair.direction, reading);
    const byLetter = { ...terms, letter: b, unchanged: this.#unchanged(from, letter.references) };
    const other = decide({ ...a, schema }, letter, byLetter);
    return other.verdict === 'not-included' ? other : found;
  }

  #sources(pair: GraphNode, reading: Reading): Sources {
    const { from, to } = senseOf(pair.direction, reading);
    const views = { base: pair.before, head: pair.after };
    const hides = hidden[pair.direction];
    const accepting = this.#accepting(to, ruleOf(from, reading), views[to]);
    return {
      a: { schema: views[from].node, references: this.#plain[from], hides },
      b: { ...accepting, hides },
      letter: { schema: views[to].node, references: this.#plain[to], hides },
      unchanged: this.#unchanged(from, accepting.references),
    };
  }

  /** What stands unchanged breaks nothing, however kindly one side is read. */
  #unchanged(from: Sense['from'], accepting: SchemaSource['references']): NonNullable<Terms['unchanged']> {
    const copies = accepting instanceof Rewritten ? accepting : undefined;
    return (sent, accepted) => {
      const written = copies === undefined ? accepted : copies.originOf(accepted);
      if (written === undefined) return undefined;
      const [before, after] = from === 'base' ? [sent, written] : [written, sent];
      if (!this.#untouched.hasSchema(before, after)) return undefined;
      return copies?.isAsWritten(accepted) === false ? 'kinder' : 'alike';
    };
  }

  /** Whether a schema takes a value. */
  #taken(value: Json, by: SchemaSource): Verdict['verdict'] {
    const only = { schema: { enum: [value] }, references: by.references };
    return decide(only, by, this.#terms).verdict;
  }

  #accepting(name: 'base' | 'head', rule: keyof typeof rules, { node }: SchemaView): SchemaSource {
    if (rule === 'plain' && this.#plain[name].dialect === '2.0') return { schema: node, references: this.#plain[name] };
    const key = `${name} ${rule}`;
    const references = this.#rewritten.get(key) ?? new Rewritten(this.#sides[name].description, rules[rule]);
    this.#rewritten.set(key, references);
    return { schema: references.of(node), references };
  }
}

function listedIn({ before, after }: GraphNode): number {
  return (before.values?.length ?? 0) + (after.values?.length ?? 0);
}

function ruleOf(from: Sense['from'], { text }: Reading): keyof typeof rules {
  if (text) return 'text';
  return from === 'head' ? 'readers' : 'plain';
}

const rules = { plain: plainRule, readers: readersRule, text: textRule, overlapping: overlappingRule } as const;

function plainly(side: Side): References {
  return { dialect: dialectOf(side.description), resolve: (reference) => side.target(reference) };
}

const hidden: Readonly<Record<Direction, (property: JsonObject) => boolean>> = {
  request: (property) => own(property, 'readOnly') === true,
  response: (property) => own(property, 'writeOnly') === true,
};
