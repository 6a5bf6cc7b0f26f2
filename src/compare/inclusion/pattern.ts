import type { Automaton, Edge } from './automaton.ts';
import { Steps, Undecided } from './budget.ts';
import { formatAutomaton } from './format-automata.ts';
import { determine, type Language } from './language.ts';
import { searchLanguage } from './lookaround.ts';
import { loadRefa } from './packages.ts';

/** Longer patterns are not read. */
const MAX_LENGTH = 4096;
/** Steps for the automaton of one pattern: a fraction of a microsecond each. Passwords that are to hold four kinds of characters take a million. */
const STEPS = 3_000_000;
/** To read a pattern takes as long as so many, and as so many more for each of its characters. */
const STEPS_TO_READ = { once: 1000, each: 10 } as const;
/** Automata are remembered until to make them all has taken so many, which bounds their size too. */
const MOST_REMEMBERED = 30_000_000;
/** What `.` matches: all but line terminators (ECMA-262), or everything, as in other validators' engines. */
export type Dot = 'ecma' | 'all';

/** What became of a pattern, and the steps that it took. */
export interface Compiled {
  /** Undecided: it is no regular language, or its automaton is too large. */
  readonly automaton: Automaton | Undecided;
  readonly steps: number;
}

const remembered = { ecma: new Map<string, Compiled>(), all: new Map<string, Compiled>() };
let stepsRemembered = 0;

/**
 * The automaton of texts in which an ECMA-262 pattern (flag `u`, as JSON Schema 2020-12 core, section 6.4, recommends) is found. What it
 * takes is the same whether or not it is remembered.
 */
export function compiledPattern(source: string, dot: Dot): Compiled {
  const memory = remembered[dot];
  const known = memory.get(source);
  if (known !== undefined) return known;
  const made = readFormat(source) ?? compilePattern(source, dot);
  if (stepsRemembered > MOST_REMEMBERED) {
    for (const each of Object.values(remembered)) each.clear();
    stepsRemembered = 0;
  }
  stepsRemembered += made.steps;
  memory.set(source, made);
  return made;
}

function readFormat(source: string): Compiled | undefined {
  const automaton = formatAutomaton(source);
  return automaton && { automaton, steps: 0 };
}

/** What `compiledPattern` remembers: made anew. */
export function compilePattern(source: string, dot: Dot): Compiled {
  if (source.length > MAX_LENGTH) return { automaton: new Undecided('pattern', 'the pattern is too long'), steps: 0 };
  const steps = new Steps(STEPS);
  const automaton = tabulated(source, dot, steps);
  return { automaton, steps: steps.spent + STEPS_TO_READ.once + STEPS_TO_READ.each * source.length };
}

function tabulated(source: string, dot: Dot, steps: Steps): Automaton | Undecided {
  try {
    return table(searchLanguage(parse(source, dot === 'all' ? 'su' : 'u'), steps), steps);
  } catch (error) {
    if (error instanceof Undecided) {
      return error.why === 'budget' ? new Undecided('pattern', 'the pattern takes too many steps') : error;
    }
    if (error instanceof loadRefa().TooManyNodesError)
      return new Undecided('pattern', 'the pattern needs too many states');
    if (error instanceof Error) return new Undecided('pattern', error.message);
    throw error;
  }
}

function parse(source: string, flags: string): Parameters<typeof searchLanguage>[0] {
  const read = (text: string): Parameters<typeof searchLanguage>[0] =>
    loadRefa().JS.Parser.fromLiteral({ source: text, flags }).parse({ backreferences: 'throw' }).expression
      .alternatives;
  const plain = withoutNeedlessEscapes(source);
  try {
    return read(source);
  } catch (error) {
    if (plain === source || error instanceof loadRefa().TooManyNodesError) throw error;
    return read(plain);
  }
}

/** Escapes such as `\_`, and `\-` outside a class: the flag `u` forbids them, and people write them all the same. */
function withoutNeedlessEscapes(source: string): string {
  let inClass = false;
  return source.replaceAll(/\\(.)|[[\]]/gsu, (found, escaped: string | undefined) => {
    if (escaped === undefined) inClass = found === '[';
    if (escaped === undefined || (inClass && escaped === '-')) return found;
    return /[\p{L}\p{N}^$\\.*+?()[\]{}|/]/u.test(escaped) ? found : escaped;
  });
}

function table(language: Language, steps: Steps): Automaton {
  const automaton = determine(language, steps);
  const ids = new Map([[automaton.initial, 0]]);
  for (const node of automaton.nodes()) if (!ids.has(node)) ids.set(node, ids.size);
  const edges: Edge[][] = [];
  const accepting: boolean[] = [];
  for (const [node, id] of ids) {
    accepting[id] = automaton.finals.has(node);
    edges[id] = [...node.out].map(([{ min, max }, to]) => ({ min, max, to: ids.get(to) ?? 0 }));
    edges[id].sort((a, b) => a.min - b.min);
  }
  return { accepting, edges };
}
