import type { Changer, DriftKind } from '../release/drift.ts';
import type { AccessChange } from '../release/exposure/tell.ts';
import type { DeployedDisparity } from '../release/parity/deployed.ts';
import type { TargetStanding } from '../release/state.ts';
import type { PlacedDisparity, PlanSection, PlannedStep, Repository, Unplanned } from './facts.ts';

/** A pull request that a message speaks of. */
export interface PullRef {
  readonly number: number;
  readonly author: string;
}

interface TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
  /** How it is known: `read back, hash c41… on both`. */
  readonly proof?: string;
  /** A pull request of ours, in place of a proof. */
  readonly pull?: number;
}

/** One row of the measured table, values already with their units. */
interface Measured {
  /** `5xx of orders`, `p95 of orders`, `GET /orders/health`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly limit: string;
  readonly failed: boolean;
}

/** What became of putting last good back. */
export type Restoration =
  | {
      readonly kind: 'restored';
      /** The commit whose content serves again. */
      readonly commit: string;
      readonly at: string;
      /** Content hash per target. */
      readonly hashes: Readonly<Record<string, string>>;
    }
  /** `mixed`: some targets restored, some not; each line of `state` says which. `none`: there is no last good. */
  | { readonly kind: 'mixed' | 'none' | 'failed'; readonly state: readonly string[] };

/** A failed analysis and all that followed, for the incident issue and the revert pull request. */
export interface IncidentFacts {
  readonly repository: Repository;
  readonly environment: string;
  readonly failing: readonly string[];
  /** APIs of the same release that stay. */
  readonly staying: readonly string[];
  readonly release: {
    readonly commit: string;
    readonly liveAt: string;
    readonly pulls: readonly PullRef[];
  };
  /** One sentence of why the analysis failed. */
  readonly reason: string;
  readonly measured: readonly Measured[];
  readonly timeline: readonly TimelineEntry[];
  readonly restoration: Restoration;
  readonly notTouched: { readonly upstreams: readonly string[]; readonly failedRequests?: number };
  readonly plan: readonly { readonly target: string; readonly steps: readonly PlannedStep[] }[];
  /** Whether what failed is held: it is deployed again only with other content, or by force. */
  readonly isHeld: boolean;
  readonly revert?: { readonly number: number };
  /** Why no revert pull request could be opened. */
  readonly revertProblem?: string;
  /** Who may force it again. */
  readonly teams: readonly string[];
}

export interface RevertFacts {
  readonly repository: Repository;
  readonly environments: readonly string[];
  readonly apis: readonly string[];
  /** The commit whose files these are. */
  readonly lastGood: string;
  readonly files: readonly { readonly path: string; readonly action: 'restored' | 'removed' | 'edited' }[];
  /** Everything that merging it takes back. */
  readonly takesBack: readonly PullRef[];
  /** Whose command it comes from, where it does not come from a failed analysis. */
  readonly asked?: { readonly pull: number; readonly by: string };
}

export interface AdoptFacts {
  readonly environment: string;
  readonly apis: readonly string[];
  /** What is edited: dotted places of files. */
  readonly places: readonly { readonly file: string; readonly place: string }[];
  /** What stays as it differs, and why. */
  readonly left: readonly { readonly api: string; readonly reason: string }[];
  /** Who gets in live that would not where it is as deployed. */
  readonly opened: DriftTarget['opened'];
  readonly asked: { readonly pull: number; readonly by: string };
}

export interface RefusalFacts {
  /** The command as understood: `/rollback orders env production`. */
  readonly command: string;
  /** Plain sentence or two. */
  readonly reason: string;
  /** What to do instead; exact commands. */
  readonly next?: readonly string[];
}

export interface RefusedReleaseFacts {
  readonly repository: Repository;
  readonly commit: string;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason?: string | undefined;
  readonly targets: readonly string[];
  /** Where each of them stands, where that is known. */
  readonly standings?: Readonly<Record<string, TargetStanding>> | undefined;
  readonly deployment: number;
}

export interface PlanFacts {
  readonly repository: Repository;
  readonly commit: string;
  readonly plan: readonly PlanSection[];
  readonly unplanned?: Unplanned;
}

/** In what the environments differ: by what git says at one commit, and by what is deployed. */
export interface ParityFacts {
  readonly commit: string;
  readonly configured: readonly PlacedDisparity[];
  readonly deployed: readonly DeployedDisparity[];
  /** Why native files were not compared, or not all of them. */
  readonly unknown?: string;
  /** ISO 8601, UTC. */
  readonly now: string;
}

export interface StatusFacts {
  readonly repository: Repository;
  readonly environments: readonly {
    readonly environment: string;
    readonly commit?: string;
    readonly phase?: string;
    readonly at?: string;
    readonly lastGood?: string;
    /** Of the release under way, or of the last. */
    readonly standings?: Readonly<Record<string, TargetStanding>>;
    readonly holds: readonly { readonly api: string; readonly reason: string; readonly by: string }[];
    readonly pins: Readonly<Record<string, string>>;
  }[];
  readonly parity: ParityFacts;
  readonly next: readonly string[];
}

/** One resource that is not as it was deployed. */
export interface DriftRow {
  readonly api: string;
  readonly id: string;
  readonly kind: DriftKind;
  /** Plain text, for what is changed. */
  readonly summary: string;
  readonly by: readonly Changer[];
}

/** One target held against what was deployed to it. */
export interface DriftTarget {
  readonly name: string;
  /** Why it could not be read. */
  readonly problem?: string;
  readonly rows: readonly DriftRow[];
  /** Who gets in that would not where it is as deployed. */
  readonly opened: readonly Pick<AccessChange, 'message' | 'names'>[];
  /** What Sluice does not put back any more, since something else changes it back. */
  readonly fights: readonly { readonly id: string; readonly times: number; readonly by: readonly Changer[] }[];
  /** API → why it is not put back, where drift is put back. */
  readonly left: Readonly<Record<string, string>>;
  /** The configuration does not name it there any more. */
  readonly isTakenOut?: true;
}

/** An environment held against what was deployed to it. */
export interface DriftFacts {
  readonly repository: Repository;
  readonly environment: string;
  /** What was deployed. */
  readonly commit: string;
  readonly targets: readonly DriftTarget[];
  /** Sentences: what of it is deployed from another commit than the rest. */
  readonly elsewhere: readonly string[];
  /** Ids of what was put back of late. */
  readonly corrected: readonly string[];
  /** Who may put it back; empty: whoever can write. */
  readonly teams: readonly string[];
}
