import { type Json, type JsonObject } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import {
  decide,
  type Names,
  Patterns,
  tellsApart,
  type References,
  type SchemaSource,
  type Terms,
  type Verdict,
} from '../inclusion/index.ts';
import type { Direction } from '../schemas/schema-pair.ts';
import type { Untouched } from '../schemas/untouched.ts';
import type { Side } from '../side.ts';
import { holdsNull } from './null-values.ts';
import type { Opened } from './opened.ts';
import { hidden, Readings, type Sources } from './readings.ts';
import { endsOf, senseOf, type Reading } from './sense.ts';

/** What is asked; what is known to be the same on both sides may be left out. */
type Asked = Omit<Sources, 'unchanged'> & Partial<Pick<Sources, 'unchanged'>>;

const SAMPLE_STEPS = 20_000;
/** On top: each value of an enum has to be looked at. */
const STEPS_PER_VALUE = 20;
/** What a question takes beside its steps: to read the schemas, and to remember the answer. */
const STEPS_PER_QUESTION = 50;

/** Decides about pairs of schemas under the conventions (docs/conventions.md), each question once. */
export class Verdicts {
  readonly #readings: Readings;
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
  constructor(base: Side, head: Side, untouched: Untouched, opened: Opened, most: number) {
    this.#readings = new Readings(base, head, untouched, opened);
    this.#most = most;
    this.#left = most;
    const pay = (steps: number): void => {
      this.#left -= steps;
    };
    this.#terms = { steps: SAMPLE_STEPS, formats: 'asserted', pay, patterns: new Patterns() };
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
      this.#either(pair, reading, { ...this.#terms, names, steps: granted, witness });
    const isUnconfirmed = witness === 'unneeded' && verdict.verdict === 'not-included';
    known.set(isUnconfirmed ? `${key} ${witness}` : key, verdict);
    return verdict;
  }

  /** The smallest value found that all of these schemas of one side accept, and `pinned` too; undefined: none was found. */
  sample(
    side: 'base' | 'head',
    schemas: readonly Json[],
    direction: Direction,
    pinned: JsonObject | true = true,
  ): Json | undefined {
    const asked = schemas.map((each) => this.#readings.letter(side, each));
    const [first] = asked;
    if (first === undefined) return undefined;
    const isOne = asked.length === 1 && pinned === true;
    const schema = isOne ? first.schema : { allOf: [...asked.map((each) => each.schema), pinned] };
    const terms: Terms = { ...this.#terms, names: 'declared', witness: 'unchecked' };
    const verdict = decide({ ...first, schema, hides: hidden[direction] }, nothing, terms);
    return verdict.verdict === 'not-included' ? verdict.witness : undefined;
  }

  /** Whether nothing can be asked of a pair: both sides say the same, through every reference. */
  isUnchanged(pair: GraphNode): boolean {
    return this.#readings.isUnchanged(pair);
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
    return to === 'base' ? this.#allowsNothing(pair, to) : this.isOverlap(pair, reading);
  }

  /** Whether only members of a `oneOf` that are alike stand in the way of what has to be accepted. */
  isOverlap(pair: GraphNode, reading: Reading): boolean {
    const { to } = senseOf(pair.direction, reading);
    if (!this.#allowsNothing(pair, to)) return false;
    const { schema, references } = this.#readings.by('overlapping', to, endsOf(pair, reading).accepted);
    // Null may be in there by a kind reading only.
    return !this.#isEmpty(pair.direction, { schema: { allOf: [schema, { not: { enum: [null] } }] }, references });
  }

  #allowsNothing(pair: GraphNode, side: 'base' | 'head'): boolean {
    const { node } = side === 'base' ? pair.before : pair.after;
    const found = this.#nothing[side].get(pair) ?? this.#isEmpty(pair.direction, this.#readings.letter(side, node));
    this.#nothing[side].set(pair, found);
    return found;
  }

  #isEmpty(direction: Direction, source: SchemaSource): boolean {
    const terms: Terms = { ...this.#terms, witness: 'unchecked' };
    return decide({ ...source, hides: hidden[direction] }, nothing, terms).verdict === 'included';
  }

  /** Whether one value tells the pair's sides apart in the sense in which the pair is read. */
  tells(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.isSent(pair, reading, value) && this.refuses(pair, reading, value);
  }

  /** Whether a value is sent at all. */
  isSent(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#readings.of(pair, reading).a) === 'included';
  }

  /** Whether the side that has to accept what is sent refuses a value. */
  refuses(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#readings.of(pair, reading).b) === 'not-included';
  }

  /** Whether it accepts one for sure. */
  takes(pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#readings.of(pair, reading).b) === 'included';
  }

  /** Whether null is sent by the kind reading of `nullable`, and refused by it too. */
  isNullByHabit(pair: GraphNode, reading: Reading): boolean {
    const { from } = senseOf(pair.direction, reading);
    const sent = this.#readings.by('plain', from, endsOf(pair, reading).sent);
    return this.#taken(null, sent) === 'included' && this.refuses(pair, reading, null);
  }

  /** The same by ajv's word on both sides, which takes longer: nothing but this makes a witness of the value. */
  isWitness(pair: GraphNode, reading: Reading, value: Json): boolean {
    const { a, b, letter } = this.#readings.of(pair, reading);
    return this.#isTakenKindly(pair, reading, value) && tellsApart(a, b, value, { ...this.#terms, letter });
  }

  /** Of two schemas that are made up, and refer to nothing. */
  ofTexts(sent: JsonObject, accepted: JsonObject, steps: number): Verdict {
    const references: References = { dialect: '3.1', resolve: () => undefined };
    const terms: Terms = { ...this.#terms, steps, witness: 'unchecked' };
    return decide({ schema: sent, references }, { schema: accepted, references }, terms);
  }

  /** Of a part of what is sent instead of all of it. */
  ofPart(pair: GraphNode, reading: Reading, part: Json, steps: number, names: Names = 'declared'): Verdict {
    const terms: Terms = { ...this.#terms, names, steps, witness: 'unchecked' };
    return this.#asked(pair, reading, terms, part);
  }

  /** Whether a value is refused by a schema that is made of keywords of what has to accept it. */
  isRefusedBy(cause: JsonObject, pair: GraphNode, reading: Reading, value: Json): boolean {
    return this.#taken(value, this.#readings.ofAccepting(pair, reading, cause).b) === 'not-included';
  }

  /** As if all were accepted but what such a schema refuses. */
  ofLimit(cause: JsonObject, pair: GraphNode, reading: Reading, names: Names, steps: number): Verdict {
    const terms: Terms = { ...this.#terms, names, steps };
    return this.#answered(pair, reading, terms, () => this.#readings.ofCause(pair, reading, cause));
  }

  /** As if nothing were sent but one value. */
  ofValue(value: Json, pair: GraphNode, reading: Reading, names: Names, steps: number): Verdict {
    const terms: Terms = { ...this.#terms, names, steps };
    return this.#answered(pair, reading, terms, () => {
      const { a, ...others } = this.#readings.of(pair, reading);
      return { ...others, a: { ...a, schema: { allOf: [a.schema, { enum: [value] }] } } };
    });
  }

  /** What is sent by the letter alone, where `nullable` does nothing there, shows nothing either. */
  #either(pair: GraphNode, reading: Reading, terms: Terms): Verdict {
    const found = this.#asked(pair, reading, terms);
    if (found.verdict !== 'not-included' || this.#isTakenKindly(pair, reading, found.witness)) return found;
    const kind = this.#answered(pair, reading, terms, () => {
      const { b, letter } = this.#readings.of(pair, reading);
      return { a: this.#readings.kindly(pair, reading), b, letter };
    });
    if (kind.verdict !== 'not-included' || this.isSent(pair, reading, kind.witness)) return kind;
    return { verdict: 'unknown', why: 'unconfirmed' };
  }

  #isTakenKindly(pair: GraphNode, reading: Reading, value: Json): boolean {
    return !holdsNull(value) || this.#taken(value, this.#readings.kindly(pair, reading)) !== 'not-included';
  }

  #asked(pair: GraphNode, reading: Reading, terms: Terms, part?: Json): Verdict {
    return this.#answered(pair, reading, terms, () => {
      const { a, ...others } = this.#readings.of(pair, reading);
      // The other branch limits nothing, and what the whole declares is declared: a part by itself would know fewer names.
      const schema = part === undefined ? a.schema : { allOf: [part, { anyOf: [{}, a.schema] }] };
      return { ...others, a: { ...a, schema } };
    });
  }

  #answered(pair: GraphNode, reading: Reading, terms: Terms, sources: () => Asked): Verdict {
    if (this.#left <= 0) return { verdict: 'unknown', why: 'budget' };
    this.#left -= STEPS_PER_QUESTION;
    const { a, b, letter, unchanged } = sources();
    const found = decide(a, b, { ...terms, letter, ...(unchanged && { unchanged }) });
    if (found.verdict !== 'unknown' || found.why !== 'unconfirmed') return found;
    // Refused by the one reading alone; what the letter refuses may be another value, and be refused by both.
    const { from } = senseOf(pair.direction, reading);
    const byLetter = { ...terms, letter: b, unchanged: this.#readings.unchanged(from, letter.references) };
    const other = decide(a, letter, byLetter);
    return other.verdict === 'not-included' ? other : found;
  }

  /** Whether a schema takes a value. */
  #taken(value: Json, by: SchemaSource): Verdict['verdict'] {
    const only = { schema: { enum: [value] }, references: by.references };
    return decide(only, by, this.#terms).verdict;
  }
}

function listedIn({ before, after }: GraphNode): number {
  return (before.values?.length ?? 0) + (after.values?.length ?? 0);
}

/** Accepts no value. */
const nothing: SchemaSource = { schema: { not: {} }, references: { dialect: '3.1', resolve: () => undefined } };
