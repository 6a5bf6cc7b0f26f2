import type { Differing } from '../../config/sluice-config.ts';

/** What can differ, in the words of the portable block; `routes`: which operations can be called. */
export type ParityWord = Differing | 'requestSize' | 'validateRequests';

/** One thing that an API is in one environment and not in the one before it. */
export interface Disparity {
  readonly api: string;
  readonly environment: string;
  /** The one that it comes after, which it is held against. */
  readonly after: string;
  readonly word: ParityWord;
  /** `JWT → nothing`: as it is in the one before, and here. */
  readonly what: string;
  /** Of native files: the operations that it is so of, as the description names them, and how many there are; absent: all of the API. */
  readonly operations?: readonly string[];
  readonly of?: number;
  /** By an overlay of one of the two. */
  readonly isDeclared: boolean;
  /** More can get in, or more of it, than in the one before. */
  readonly isWeaker: boolean;
  /** Of native files: the targets that it was seen on, in the one before and here. */
  readonly targets?: { readonly before: readonly string[]; readonly here: readonly string[] };
}

/** One text for each of its operations: what is the same before and after a change has the same. */
function keysOf({ environment, after, api, word, what, isDeclared, operations = [] }: Disparity): string[] {
  const key = [environment, after, api, word, what, isDeclared].join('\n');
  return operations.length === 0 ? [key] : operations.map((operation) => `${key}\n${operation}`);
}

/** Of these, what a change brings that is worth telling: what nobody declared, and what somebody declared to be weaker than before. */
export function brought(now: readonly Disparity[], earlier: readonly Disparity[]): Disparity[] {
  const known = new Set(earlier.flatMap(keysOf));
  return now.filter((one) => (!one.isDeclared || one.isWeaker) && keysOf(one).some((key) => !known.has(key)));
}

const doors: readonly ParityWord[] = ['auth', 'ips', 'visibility'];

/** Never an error: a difference may be right, and is then declared. How much is let through is less than who is let in. */
export function levelOf({ isDeclared, isWeaker, word }: Disparity): 'warning' | 'info' {
  return !isDeclared || (isWeaker && doors.includes(word)) ? 'warning' : 'info';
}
