import type { Verdicts } from './verdicts.ts';

/** Steps of the decision procedure for one pair of schemas (inclusion/source.ts, Terms). */
const STEPS = { all: 100_000, witnessed: 6_000, unwitnessed: 1_000 } as const;
/**
 * Of all pairs together; what comes after is not proved. Large descriptions that changed throughout take 45,000, and 600,000 where every
 * witness is asked for; a million takes about four seconds.
 */
const MOST_STEPS = { all: 10_000_000, witnessed: 1_000_000 } as const;
/** Of all questions after the first ones about what no check calls an error: a hundredth of a second for each thousand. */
const LATE_STEPS = 4_000;

/**
 * The most steps that all questions together may take.
 *
 * @param witnesses for how many groups a witness is looked for with patience; `Infinity`: for all.
 */
export function stepsInAll(witnesses: number): number {
  return patient(MOST_STEPS, witnesses);
}

/** How much effort each question is worth, in the order in which they are asked: the first get more of it than the others. */
export class Effort {
  readonly #verdicts: Pick<Verdicts, 'spent'>;
  readonly #patiently: number;
  #asked = 0;
  /** Steps taken when the first late question came. */
  #lateFrom: number | undefined;

  /** @param witnesses for how many questions there is patience. */
  constructor(verdicts: Pick<Verdicts, 'spent'>, witnesses: number) {
    this.#verdicts = verdicts;
    this.#patiently = witnesses;
  }

  /** Counts one more question; returns how many steps it may take. */
  next(): number {
    const isFirst = this.#asked < this.#patiently;
    this.#asked += 1;
    return isFirst ? patient(STEPS, this.#patiently) : STEPS.unwitnessed;
  }

  /**
   * Whether the steps for late questions are taken, which are those after the first ones, of what no check calls an error: what nobody
   * asks about breaks unseen, but a review has to end.
   */
  isLate(): boolean {
    if (this.#asked < this.#patiently) return false;
    this.#lateFrom ??= this.#verdicts.spent;
    return this.#verdicts.spent - this.#lateFrom > LATE_STEPS;
  }
}

/** Who asks for every witness waits for it. */
function patient({ all, witnessed }: { readonly all: number; readonly witnessed: number }, witnesses: number): number {
  return witnesses === Infinity ? all : witnessed;
}
