import type { Changer, Drifted } from './drift.ts';

/** What has been said of one target's drift. */
export interface ToldDrift {
  /** How many issues were opened for it so far. */
  readonly episode: number;
  /** The one that stands; absent while live is as it was deployed. */
  readonly issue?: number;
  /** Of what stands in it. */
  readonly digest?: string;
}

/** One resource that was put back without anybody asking for it. */
export interface Correction {
  readonly target: string;
  readonly id: string;
  readonly at: string;
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
  /** As it is once they are. */
  readonly state: DriftState;
}

/**
 * What to put back where the configuration asks for that. An API is put back whole or not at all: not where something of it is fought
 * over, nor where it is to be left. A fight is over when its resource is as deployed and was not put back for as long as counts.
 */
export function answerDrift({ found, targets, state, now, leave }: DriftQuestion): DriftAnswer {
  const corrections = state.corrections.filter(({ at }) => Date.parse(now) - Date.parse(at) < FIGHT_WINDOW_MS);
  const times = (drifted: Pick<Drifted, 'target' | 'id'>): number =>
    corrections.filter((one) => isSame(one, drifted)).length;
  const open = found.filter(({ api }) => !leave.has(api));
  const standing = state.fights.filter(
    (fight) => !targets.includes(fight.target) || found.some((one) => isSame(one, fight)) || times(fight) > 0,
  );
  const begun = open
    .filter((one) => times(one) >= FIGHT_TIMES && !standing.some((fight) => isSame(one, fight)))
    .map(({ target, api, id, by }): Fight => ({ target, api, id, at: now, by }));
  const fights = [...standing, ...begun];
  const fought = new Set(fights.map(({ api }) => api));
  const corrected = open.filter(({ api }) => !fought.has(api));
  const made = corrected.map(({ target, id }): Correction => ({ target, id, at: now }));
  return {
    correct: [...new Set(corrected.map(({ api }) => api))].sort(),
    state: { ...state, corrections: [...corrections, ...made], fights },
  };
}

/** The same after somebody decided about these APIs: nothing is held against them. */
export function settled(state: DriftState, found: readonly Drifted[]): DriftState {
  const isOver = (one: Pick<Drifted, 'target' | 'id'>): boolean => found.some((drifted) => isSame(one, drifted));
  return {
    ...state,
    corrections: state.corrections.filter((one) => !isOver(one)),
    fights: state.fights.filter((one) => !isOver(one)),
  };
}

function isSame(a: Pick<Drifted, 'target' | 'id'>, b: Pick<Drifted, 'target' | 'id'>): boolean {
  return a.target === b.target && a.id === b.id;
}
