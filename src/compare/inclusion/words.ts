import type { Product } from './automaton.ts';

/** The end of a word, and what stands before it. */
interface Prefix {
  readonly character: number;
  readonly before: Prefix | undefined;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Characters that people like to read, the best first. */
const readable: readonly Range[] = [
  { min: 0x61, max: 0x7a },
  { min: 0x30, max: 0x39 },
  { min: 0x41, max: 0x5a },
  { min: 0x21, max: 0x7e },
  { min: 0x20, max: 0x20 },
  { min: 0xa1, max: 0x10ffff },
  { min: 0, max: 0x10ffff },
];

/**
 * Up to `limit` different words of the language, the shortest first, of `least` to `most` code points. Fewer than `limit`:
 * these are all there are. (A state that has `limit` different prefixes of one length needs no more of them: each of them
 * can be completed in the same ways.)
 */
export function words(
  language: Product,
  bounds: { readonly least: number; readonly most: number },
  limit: number,
  spend: (steps: number) => void,
): string[] {
  const found: string[] = [];
  let layer = new Map<number, (Prefix | undefined)[]>();
  if (language.live[0] === true) layer.set(0, [undefined]);
  for (let length = 0; length <= bounds.most && layer.size > 0; length++) {
    if (length >= bounds.least) {
      for (const [state, prefixes] of layer) {
        if (language.accepting[state] !== true) continue;
        for (const prefix of prefixes) {
          found.push(text(prefix));
          if (found.length >= limit) return found;
        }
      }
    }
    layer = advance(language, layer, limit, spend);
    if (limit > 1 || bounds.least - length < LONG) continue;
    const leapt = leap(language, layer, bounds.least - length - 1, spend);
    if (leapt === undefined) continue;
    layer = new Map([[leapt.state, [leapt.prefix]]]);
    length += leapt.count;
  }
  return found;
}

/** Over so many characters a word need not be looked for step by step. */
const LONG = 64;

/**
 * Goes round at one state, so that what is left of `missing` characters just leads to an accepting one. Undefined: nowhere can one
 * character be repeated.
 */
function leap(
  language: Product,
  layer: ReadonlyMap<number, readonly (Prefix | undefined)[]>,
  missing: number,
  spend: (steps: number) => void,
): { readonly state: number; readonly prefix: Prefix | undefined; readonly count: number } | undefined {
  for (const [state, [before]] of layer) {
    const round = language.arrows[state]?.find(({ to }) => to === state);
    const [character] = choose(round?.ranges ?? [], 1);
    if (character === undefined) continue;
    const count = missing - distance(language, state, spend);
    if (count <= 0) continue;
    let prefix: Prefix | undefined = before;
    for (let i = 0; i < count; i++) prefix = { character, before: prefix };
    return { state, prefix, count };
  }
  return undefined;
}

/** How many characters lead from a live state to an accepting one at least. */
function distance({ arrows, accepting }: Product, from: number, spend: (steps: number) => void): number {
  const far = new Map([[from, 0]]);
  for (const [state, steps] of far) {
    if (accepting[state] === true) return steps;
    for (const { to } of arrows[state] ?? []) {
      spend(1);
      if (!far.has(to)) far.set(to, steps + 1);
    }
  }
  return Infinity;
}

function advance(
  language: Product,
  layer: ReadonlyMap<number, readonly (Prefix | undefined)[]>,
  limit: number,
  spend: (steps: number) => void,
): Map<number, Prefix[]> {
  const next = new Map<number, Prefix[]>();
  for (const [state, prefixes] of layer) {
    for (const { to, ranges } of language.arrows[state] ?? []) {
      spend(1);
      if (language.live[to] !== true) continue;
      const reached = next.get(to) ?? [];
      next.set(to, reached);
      const characters = choose(ranges, limit);
      for (const before of prefixes) {
        for (const character of characters) {
          if (reached.length >= limit) break;
          spend(1);
          reached.push({ character, before });
        }
      }
    }
  }
  return next;
}

/** Different characters of the ranges, at most so many. */
function choose(ranges: readonly Range[], limit: number): number[] {
  const chosen = new Set<number>();
  for (const wish of readable) {
    for (const range of ranges) {
      const max = Math.min(range.max, wish.max);
      for (let character = Math.max(range.min, wish.min); character <= max; character++) {
        chosen.add(character);
        if (chosen.size >= limit) return [...chosen];
      }
    }
  }
  return [...chosen];
}

function text(end: Prefix | undefined): string {
  const characters: string[] = [];
  for (let prefix = end; prefix !== undefined; prefix = prefix.before) {
    characters.push(String.fromCodePoint(prefix.character));
  }
  return characters.reverse().join('');
}
