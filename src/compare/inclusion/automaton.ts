import { Undecided } from './budget.ts';

/** Characters from `min` to `max` (Unicode code points, both included) lead to state `to`. */
export interface Edge {
  readonly min: number;
  readonly max: number;
  readonly to: number;
}

/** A deterministic finite automaton over code points; state 0 is the start, what no edge covers is refused for good. */
export interface Automaton {
  readonly accepting: readonly boolean[];
  /** By state, each sorted and disjoint. */
  readonly edges: readonly (readonly Edge[])[];
}

const DEAD = -1;

function step(automaton: Automaton, state: number, character: number): number {
  const edges = automaton.edges[state] ?? [];
  let [low, high] = [0, edges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const edge = edges[middle];
    if (edge === undefined) break;
    if (character < edge.min) high = middle - 1;
    else if (character > edge.max) low = middle + 1;
    else return edge.to;
  }
  return DEAD;
}

/** In time linear in the text's length. */
export function accepts(automaton: Automaton, text: string): boolean {
  let state = 0;
  for (const character of text) {
    state = step(automaton, state, character.codePointAt(0) ?? 0);
    if (state === DEAD) return false;
  }
  return automaton.accepting[state] === true;
}

/** A language that must (`inside`) or must not contain the text. */
export interface Membership {
  readonly automaton: Automaton;
  readonly inside: boolean;
}

interface Arrow {
  readonly to: number;
  readonly ranges: { min: number; max: number }[];
}

/** All memberships at once. */
export interface Product {
  readonly accepting: readonly boolean[];
  readonly arrows: readonly (readonly Arrow[])[];
  /** Whether an accepting state can still be reached. */
  readonly live: readonly boolean[];
}

const MAX_CHARACTER = 0x10ffff;
/** Surrogate code points are no characters: JSON texts that hold one alone are not interoperable (RFC 8259, section 8.2). */
const SURROGATES = { min: 0xd800, max: 0xdfff };
const MAX_STATES = 20_000;

/** The automaton of texts in every language that is to contain them and in none of the others. */
export function product(memberships: readonly Membership[], spend: (steps: number) => void): Product {
  const ids = new Map<string, number>([[memberships.map(() => 0).join(), 0]]);
  const tuples: number[][] = [memberships.map(() => 0)];
  const accepting: boolean[] = [];
  const arrows: Arrow[][] = [];
  for (let at = 0; at < tuples.length; at++) {
    const tuple = tuples[at] ?? [];
    accepting.push(memberships.every(({ automaton, inside }, i) => accepted(automaton, tuple[i]) === inside));
    const out = new Map<number, Arrow>();
    for (const { min, max, to } of merged(memberships, tuple)) {
      spend(1);
      const key = to.join();
      const known = ids.get(key) ?? tuples.length;
      if (known === tuples.length) {
        if (known >= MAX_STATES) throw new Undecided('pattern', 'patterns need too many states together');
        ids.set(key, known);
        tuples.push(to);
      }
      const arrow = out.get(known) ?? { to: known, ranges: [] };
      arrow.ranges.push({ min, max });
      out.set(known, arrow);
    }
    arrows.push([...out.values()]);
  }
  return { accepting, arrows, live: liveStates(accepting, arrows) };
}

function accepted(automaton: Automaton, state: number | undefined): boolean {
  return state !== undefined && state !== DEAD && automaton.accepting[state] === true;
}

/** Ranges on which the successor tuple is the same; those that leave a wanted language for good are left out. */
function* merged(
  memberships: readonly Membership[],
  tuple: readonly number[],
): Generator<{ min: number; max: number; to: number[] }> {
  const lists = memberships.map(({ automaton }, i) => automaton.edges[tuple[i] ?? DEAD] ?? []);
  const cursors = lists.map(() => 0);
  for (let min = 0; min <= MAX_CHARACTER;) {
    let max = MAX_CHARACTER;
    const to = lists.map((edges, i) => {
      while ((edges[cursors[i] ?? 0]?.max ?? Infinity) < min) cursors[i] = (cursors[i] ?? 0) + 1;
      const edge = edges[cursors[i] ?? 0];
      if (edge === undefined) return DEAD;
      if (edge.min > min) {
        max = Math.min(max, edge.min - 1);
        return DEAD;
      }
      max = Math.min(max, edge.max);
      return edge.to;
    });
    const lost = to.some((state, i) => state === DEAD && memberships[i]?.inside === true);
    if (!lost) yield* withoutSurrogates(min, max).map((range) => ({ ...range, to }));
    min = max + 1;
  }
}

function withoutSurrogates(min: number, max: number): { min: number; max: number }[] {
  if (max < SURROGATES.min || min > SURROGATES.max) return [{ min, max }];
  return [
    { min, max: SURROGATES.min - 1 },
    { min: SURROGATES.max + 1, max },
  ].filter((range) => range.min <= range.max);
}

function liveStates(accepting: readonly boolean[], arrows: readonly (readonly Arrow[])[]): boolean[] {
  const before: number[][] = arrows.map(() => []);
  arrows.forEach((out, from) => {
    for (const { to } of out) before[to]?.push(from);
  });
  const live = [...accepting];
  const queue = accepting.flatMap((yes, state) => (yes ? [state] : []));
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const from of before[state] ?? []) {
      if (live[from] === true) continue;
      live[from] = true;
      queue.push(from);
    }
  }
  return live;
}
