import type { Automaton } from './automaton.ts';
import { Undecided } from './budget.ts';
import { compiledPattern, type Dot } from './pattern.ts';

/** Steps for the automata of all patterns together (pattern.ts): a few seconds. */
const MOST_STEPS = 16_000_000;

/** The automata of the patterns that some questions meet: each is paid for once, and all together are bounded. */
export class Patterns {
  readonly #paid = { ecma: new Set<string>(), all: new Set<string>() };
  #left = MOST_STEPS;

  /** @throws Undecided where the pattern is no regular language, its automaton is too large, or too much was made before. */
  automaton(source: string, dot: Dot = 'ecma'): Automaton {
    // Without one, it is the same automaton.
    const read = source.includes('.') ? dot : 'ecma';
    const isPaid = this.#paid[read].has(source);
    if (!isPaid && this.#left <= 0) throw new Undecided('budget', 'the patterns before took too many steps');
    const { automaton, steps } = compiledPattern(source, read);
    if (!isPaid) this.#left -= steps;
    this.#paid[read].add(source);
    if (automaton instanceof Undecided) throw automaton;
    return automaton;
  }
}
