import type { Events } from './events.ts';
import type { Store } from './store.ts';

/** What every function of the local GitHub works with. */
export interface World {
  readonly store: Store;
  readonly events: Events;
  /** Where the bare repositories are: `OWNER/NAME.git`. */
  readonly repositoriesDir: string;
  /** Without a slash at the end; set when the server listens. */
  url: string;
  readonly tokenLifetimeMs: number;
  readonly now: () => Date;
}

/** The time as GitHub writes it: ISO 8601, UTC, whole seconds. */
export function timeOf(world: World): string {
  return isoSeconds(world.now());
}

export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
