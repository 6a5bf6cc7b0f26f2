import type { Json } from '../../spec/json.ts';
import { Steps, Undecided } from './budget.ts';
import { ajvAccepts, type Judged } from './confirm.ts';
import { declaredBy } from './declared.ts';
import { Evaluator } from './evaluate.ts';
import { Expander } from './expand.ts';
import { readerOf, type Reader } from './node.ts';
import type { Outcome } from './outcome.ts';
import type { Dot } from './pattern.ts';
import { Patterns } from './patterns.ts';
import { mentionedValues } from './positions.ts';
import { shrink } from './shrink.ts';
import { Solver } from './solver.ts';
import type { SchemaSource, Terms } from './source.ts';
import { Unchanged } from './unchanged.ts';
import { Universe } from './universe.ts';
import type { Verdict } from './verdict.ts';

/** For making a witness smaller and having it confirmed. */
const AFTERWARDS = 200_000;

/** What ajv takes to read what is given to it, in steps: at all, and for each time that a schema there is held against a value. */
const CONFIRMATION = 50;
const STEPS_PER_CHECK = 10;

function judged(source: SchemaSource, side: 'a' | 'b'): Judged {
  return { source, root: readerOf(source, side).node(source.schema, []) };
}

/** Is there an instance that A accepts and B refuses? */
export class Question {
  readonly #a: Judged;
  readonly #b: Judged;
  /** B by the letter. */
  readonly #letter: Judged;
  readonly #reader: Reader;
  readonly #terms: Terms;
  readonly #formats: boolean;
  readonly #steps: Steps;
  readonly #patterns: Patterns;
  /** Whether validators disagree on the ground that this question stands on. */
  readonly #dynamic: boolean;

  constructor(a: SchemaSource, b: SchemaSource, terms: Terms, steps: Steps) {
    this.#a = judged(a, 'a');
    this.#b = judged(b, 'b');
    this.#letter = terms.letter === undefined ? this.#b : judged(terms.letter, 'b');
    this.#reader = this.#a.root.reader;
    this.#terms = terms;
    this.#formats = terms.formats === 'asserted';
    this.#steps = steps;
    this.#patterns = terms.patterns ?? new Patterns();
    this.#dynamic = this.#reader.dynamic || this.#b.root.reader.dynamic;
  }

  answer(): Verdict {
    const outcome = this.#solve('ecma');
    if (outcome.kind === 'unknown') throw outcome.doubt;
    if (outcome.kind === 'empty') return this.#included();
    return this.#refuted(this.#surest(outcome.value));
  }

  /** Whether this is such an instance, by ajv's word too. */
  isShownBy(value: Json): boolean {
    return this.#parts(value, 'ecma') && this.#parts(value, 'all') && this.#isConfirmed(value);
  }

  #solve(dot: Dot): Outcome {
    const { names = 'any' } = this.#terms;
    const unchanged = new Unchanged(this.#reader, this.#terms.unchanged, this.#steps);
    const universe = new Universe(this.#steps, unchanged, names === 'any' ? undefined : this.#reader);
    const evaluator = new Evaluator(this.#steps, this.#formats, this.#patterns, dot);
    const allowed = names === 'any' ? () => undefined : declaredBy(this.#reader, names);
    const solver = new Solver(universe, new Expander(universe, this.#formats), evaluator, allowed);
    return solver.solve(universe.and([universe.schema(this.#a.root, true), universe.schema(this.#b.root, false)]));
  }

  /**
   * A witness that does not depend on whether `.` matches line terminators: `.` is not among the tokens that patterns should
   * limit themselves to (JSON Schema 2020-12 core, section 6.4), and engines differ.
   */
  #surest(value: Json): Json {
    if (!this.#tells(value, 'ecma')) throw new Undecided('unconfirmed', 'the witness that was found is none');
    if (this.#tells(value, 'all')) return value;
    const outcome = this.#solve('all');
    if (outcome.kind === 'instance' && this.#parts(outcome.value, 'ecma')) return outcome.value;
    throw new Undecided('pattern', 'the difference depends on whether . matches a line terminator');
  }

  #refuted(found: Json): Verdict {
    if (this.#terms.witness === 'unneeded') return { verdict: 'not-included', witness: found };
    const witness = shrink(found, (smaller) => this.#parts(smaller, 'ecma') && this.#parts(smaller, 'all'));
    if (this.#terms.witness === 'unchecked' || this.#isConfirmed(witness)) return { verdict: 'not-included', witness };
    throw new Undecided('unconfirmed', 'ajv does not agree with the witness that was found');
  }

  #isConfirmed(witness: Json): boolean {
    const steps = new Steps(AFTERWARDS);
    const evaluator = new Evaluator(steps, this.#formats, this.#patterns);
    const isConfirmed =
      ajvAccepts(this.#a, witness, this.#formats, evaluator) === true &&
      ajvAccepts(this.#letter, witness, this.#formats, evaluator) === false;
    this.#terms.pay?.(CONFIRMATION + STEPS_PER_CHECK * steps.spent);
    return isConfirmed;
  }

  /** Dynamic references are read differently in the wild: a proof must not contradict ajv on the values that are at hand. */
  #included(): Verdict {
    if (this.#dynamic) {
      const evaluator = new Evaluator(new Steps(AFTERWARDS), this.#formats, this.#patterns);
      for (const value of [...mentionedValues(this.#a.source.schema), ...mentionedValues(this.#b.source.schema)]) {
        const accepted = ajvAccepts(this.#a, value, this.#formats, evaluator);
        if (accepted === true && ajvAccepts(this.#b, value, this.#formats, evaluator) === false) {
          throw new Undecided('unconfirmed', 'ajv reads the dynamic references in another way');
        }
      }
    }
    return { verdict: 'included' };
  }

  #parts(value: Json, dot: Dot): boolean {
    try {
      return this.#tells(value, dot);
    } catch (error) {
      if (error instanceof Undecided) return false;
      throw error;
    }
  }

  /** Whether A accepts an instance that B refuses. @throws Undecided where a bound is reached before that is known. */
  #tells(value: Json, dot: Dot): boolean {
    const steps = new Steps(AFTERWARDS);
    const evaluator = new Evaluator(steps, this.#formats, this.#patterns, dot);
    try {
      return evaluator.valid(this.#a.root, value) && !evaluator.valid(this.#b.root, value);
    } catch (error) {
      if (error instanceof Undecided && error.why !== 'budget') return false;
      throw error;
    } finally {
      this.#terms.pay?.(steps.spent);
    }
  }
}
