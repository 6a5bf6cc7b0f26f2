import type { Automaton, Edge } from './automaton.ts';
import { Undecided } from './budget.ts';
import { formatAutomaton } from './format-automata.ts';
import { determine, type Language } from './language.ts';
import { searchLanguage } from './lookaround.ts';
import { loadRefa } from './packages.ts';

/** Longer patterns are not read. */
const MAX_LENGTH = 4096;
const MAX_REMEMBERED = 1000;
/** What `.` matches: all but line terminators (ECMA-262), or everything, as in other validators' engines. */
export type Dot = 'ecma' | 'all';
const remembered = { ecma: new Map<string, Automaton | Undecided>(), all: new Map<string, Automaton | Undecided>() };

/**
 * The automaton of texts in which an ECMA-262 pattern (flag `u`, as JSON Schema 2020-12 core, section 6.4, recommends) is found.
 *
 * @throws Undecided where the pattern is no regular language or its automaton is too large.
 */
export function patternAutomaton(source: string, dot: Dot = 'ecma'): Automaton {
  const memory = remembered[dot];
  const known = memory.get(source);
  const result = known ?? formatAutomaton(source) ?? compilePattern(source, dot);
  if (known === undefined) {
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    memory.set(source, result);
  }
  if (result instanceof Undecided) throw result;
  return result;
}

/** What `patternAutomaton` remembers: made anew. */
export function compilePattern(source: string, dot: Dot): Automaton | Undecided {
  if (source.length > MAX_LENGTH) return new Undecided('pattern', 'the pattern is too long');
  try {
    return table(searchLanguage(parse(source, dot === 'all' ? 'su' : 'u')));
  } catch (error) {
    if (error instanceof Undecided) return error;
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

function table(language: Language): Automaton {
  const automaton = determine(language);
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
