import { checks } from '../checks/index.ts';

/** Every id that a check can report. */
export const knownIds: ReadonlySet<string> = new Set(checks.flatMap(({ ids }) => Object.keys(ids)));
