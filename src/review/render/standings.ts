import type { TargetStanding } from '../../release/state.ts';
import { code, sentence } from '../inert.ts';

const words: Readonly<Record<TargetStanding['state'], string>> = {
  before: 'is as it was',
  asked: 'is as it was until somebody lets the new state in',
  new: 'has the new state',
  live: 'serves the new state',
  unknown: 'cannot be asked and may have the new state',
};

/** Where each target of a release stands, one by one: what is mixed is never told as one. */
export function standingWords(standings: Readonly<Record<string, TargetStanding>> = {}): string[] {
  return Object.entries(standings).map(([target, { state, message }]) => {
    const why = message === undefined ? '' : `: ${sentence(message, [], 200)}`;
    return `${code(target)} ${words[state]}${why}`;
  });
}

/** The same where targets of one environment do not serve the same, or nobody knows whether they do; else nothing. */
export function skewWords(standings: Readonly<Record<string, TargetStanding>> = {}): string[] {
  const states = new Set(Object.values(standings).map(({ state }) => state));
  const tellsNothing = states.size <= 1 && (states.has('before') || states.has('live') || states.size === 0);
  return tellsNothing ? [] : standingWords(standings);
}
