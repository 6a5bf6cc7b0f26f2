import type { Manifest, Resource } from './manifest.ts';

export interface PlanStep {
  readonly action: 'create' | 'update' | 'delete';
  readonly id: string;
  readonly api: string;
  readonly kind: string;
  /** Steps of one wave do not need each other: they may run at once when all waves before them are over. */
  readonly wave: number;
  /** Absent on create. */
  readonly before?: Resource;
  /** Absent on delete. */
  readonly after?: Resource;
}

/** The ordered writes that turn live into desired on one target. */
export interface Plan {
  readonly target: string;
  readonly steps: readonly PlanStep[];
  /** Of the steps, 64 hexadecimal digits: two equal plans do the same. */
  readonly hash: string;
  /** Content hash of the live manifest that it was computed on: apply refuses when live has moved since. */
  readonly liveHash: string;
  readonly desired: Manifest;
}
