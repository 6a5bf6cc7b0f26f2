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
  const plain = withoutHabits(source);
  try {
    return read(source);
  } catch (error) {
    if (plain === source || error instanceof loadRefa().TooManyNodesError) throw error;
    return read(plain);
  }
}

const KIND = /^\\[dDsSwWpP]/;

/**
 * What the flag `u` forbids and people write all the same, in its words: escapes such as `\_`, and `\-` outside a class; in a class a `-`
 * beside `\w` and the like, which means itself, as brackets do that close nothing or count nothing (ECMA-262, annex B.1.2).
 */
function withoutHabits(source: string): string {
  let inClass = false;
  let behindKind = -1;
  const read = (found: string, escaped: string | undefined, at: number): string => {
    const isBehind = at === behindKind;
    if (KIND.test(found)) behindKind = at + found.length;
    if (escaped !== undefined) return unescaped(found, escaped, inClass);
    if (found.length > 1) return found;
    if (found === '-') return inClass && (isBehind || KIND.test(source.slice(at + 1, at + 3))) ? '\\-' : found;
    const wasInClass = inClass;
    if (found === '[' || found === ']') inClass = found === '[';
    // Some engines take `{,3}` for a count.
    const isMeant = wasInClass || inClass || source.startsWith('{,', at);
    return isMeant ? found : `\\${found}`;
  };
  return source.replaceAll(/\\[pPu]\{[^{}]*\}|\{\d+(?:,\d*)?\}|\\(.)|[[\]{}-]/gsu, read);
}

function unescaped(found: string, escaped: string, inClass: boolean): string {
  if (inClass && escaped === '-') return found;
  return /[\p{L}\p{N}^$\\.*+?()[\]{}|/]/u.test(escaped) ? found : escaped;
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
