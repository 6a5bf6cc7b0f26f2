import type { Doubt } from './verdict.ts';

/** Ends a piece of reasoning that can lead to no answer. */
export class Undecided extends Error {
  readonly why: Doubt;

  constructor(why: Doubt, detail: string) {
    super(detail);
    this.why = why;
  }
}

/** Counts work, so that the same question ends in the same answer on every machine. */
export class Steps {
  readonly #granted: number;
  #left: number;

  constructor(granted: number) {
    this.#granted = granted;
    this.#left = granted;
  }

  get spent(): number {
    return this.#granted - Math.max(this.#left, 0);
  }

  /** @throws Undecided when nothing is left. */
  spend(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Undecided('budget', `${this.#granted} steps were not enough`);
  }
}
