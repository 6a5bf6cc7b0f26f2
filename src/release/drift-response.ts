import type { Changer, Drifted } from './drift.ts';

/** What has been said of one target's drift. */
export interface ToldDrift {
  /** How many issues were opened for it so far. */
  readonly episode: number;
  /** The one that stands; absent while live is as it was deployed. */
  readonly issue?: number;
  /** Of what stands in it. */
  readonly digest?: string;
  /** About to be written at GitHub: whoever reads this may find it done there, in part, or not at all. */
  readonly isBegun?: true;
}

/** One resource that was put back without anybody asking for it. */
export interface Correction {
  readonly target: string;
  readonly id: string;
  readonly at: string;
}

/** One that is about to be made. */
export interface Begun extends Correction {
  readonly api: string;
}

/** Something keeps changing it back: Sluice has stopped, until live is left alone or somebody decides. */
export interface Fight {
  readonly target: string;
  readonly api: string;
  readonly id: string;
  readonly at: string;
  readonly by: readonly Changer[];
}

/** File `drift/<environment>.json`. */
export interface DriftState {
  readonly targets: Readonly<Record<string, ToldDrift>>;
  /** Of the last hour. */
  readonly corrections: readonly Correction[];
  readonly fights: readonly Fight[];
  /** On the record before anything is written, off it once that is proven: whoever finds them here goes on with them. */
  readonly begun?: readonly Begun[];
  /** What the newest comment that asked for it has put back: its work may come again, with nothing left to find. */
  readonly reverted?: { readonly comment: number; readonly apis: readonly string[] };
}

export const NO_DRIFT: DriftState = { targets: {}, corrections: [], fights: [] };

/** So many times within so long one thing is put back; when it is different then, something else wants it otherwise. */
export const FIGHT_TIMES = 3;
const FIGHT_WINDOW_MS = 3_600_000;

export interface DriftQuestion {
  readonly found: readonly Drifted[];
  /** Targets that could be read. */
  readonly targets: readonly string[];
  readonly state: DriftState;
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** API → why it is not put back without anybody asking for it. */
  readonly leave: ReadonlyMap<string, string>;
}

export interface DriftAnswer {
  /** APIs to put back now. */
  readonly correct: readonly string[];
  /** Whether that is more than was begun before: then the record has to say so first. */
  readonly isNew: boolean;
  /** As it is while they are put back. */
  readonly state: DriftState;
}

/**
 * What to put back where the configuration asks for that. An API is put back whole or not at all: not where something of it is fought
 * over, nor where it is to be left. A fight is over when its resource is as deployed and was not put back for as long as counts. What was
 * begun and is not proven is gone on with, whether it differs by now or not, and counts as once.
 */
export function answerDrift({ found, targets, state, now, leave }: DriftQuestion): DriftAnswer {
  const corrections = state.corrections.filter(({ at }) => Date.parse(now) - Date.parse(at) < FIGHT_WINDOW_MS);
  const times = (drifted: Pick<Drifted, 'target' | 'id'>): number =>
    corrections.filter((one) => isSame(one, drifted)).length;
  const open = found.filter(({ api }) => !leave.has(api));
  const standing = state.fights.filter(
    (fight) => !targets.includes(fight.target) || found.some((one) => isSame(one, fight)) || times(fight) > 0,
  );
  const fightsBegun = open
    .filter((one) => times(one) >= FIGHT_TIMES && !standing.some((fight) => isSame(one, fight)))
    .map(({ target, api, id, by }): Fight => ({ target, api, id, at: now, by }));
  const fights = [...standing, ...fightsBegun];
  const fought = new Set(fights.map(({ api }) => api));
  const goingOn = (state.begun ?? []).filter(({ api }) => !leave.has(api) && !fought.has(api));
  const more = open
    .filter((one) => !fought.has(one.api) && !goingOn.some((begun) => isSame(begun, one)))
    .map(({ target, api, id }): Begun => ({ target, api, id, at: now }));
  const begun = [...goingOn, ...more];
  const within = begun.filter(({ target }) => targets.includes(target));
  return {
    correct: [...new Set(within.map(({ api }) => api))].sort(),
    isNew: more.length > 0,
    state: { ...state, corrections, fights, begun },
  };
}

/** The same once what was begun on these targets is proven: from now on it counts. */
export function proven(state: DriftState, targets: readonly string[]): DriftState {
  const [done, left] = ofTargets(state, targets);
  const made = done.map(({ target, id, at }): Correction => ({ target, id, at }));
  return { ...state, corrections: [...state.corrections, ...made], begun: left };
}

/** The same where it could not be put back there: it does not count. */
export function notMade(state: DriftState, targets: readonly string[]): DriftState {
  return { ...state, begun: ofTargets(state, targets)[1] };
}

function ofTargets({ begun = [] }: DriftState, targets: readonly string[]): [done: Begun[], left: Begun[]] {
  return [
    begun.filter(({ target }) => targets.includes(target)),
    begun.filter(({ target }) => !targets.includes(target)),
  ];
}

/** The same after somebody decided about these APIs: nothing is held against them. */
export function settled(state: DriftState, found: readonly Drifted[]): DriftState {
  const isOver = (one: Pick<Drifted, 'target' | 'id'>): boolean => found.some((drifted) => isSame(one, drifted));
  return {
    ...state,
    corrections: state.corrections.filter((one) => !isOver(one)),
    fights: state.fights.filter((one) => !isOver(one)),
    begun: (state.begun ?? []).filter((one) => !isOver(one)),
  };
}

function isSame(a: Pick<Drifted, 'target' | 'id'>, b: Pick<Drifted, 'target' | 'id'>): boolean {
  return a.target === b.target && a.id === b.id;
}
