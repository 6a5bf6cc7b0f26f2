/**
 * What the record holds, as data. Each interface below is one JSON file on the state branch; times are ISO 8601 in UTC,
 * commits are full object names. The room `github` reads and writes them, `release` and `jobs` decide on them.
 */
import type { Manifest } from './manifest.ts';

/** The last release of an environment whose analysis passed. File `last-good/<environment>.json`. */
export interface LastGood {
  readonly commit: string;
  readonly deployment: number;
  readonly at: string;
  /** Per API: the commit whose files made it, and its content hash per target. */
  readonly apis: Readonly<
    Record<string, { readonly commit: string; readonly hashes: Readonly<Record<string, string>> }>
  >;
  /** Per target, everything that was live and ours. */
  readonly manifests: readonly Manifest[];
}

/** That content of that API is not deployed again. */
export interface Hold {
  readonly api: string;
  /** Content hash per target of the held manifest; empty: everything new of this API (a `/hold` by hand). */
  readonly hashes: Readonly<Record<string, string>>;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** The deployment that failed, the issue and the pull request that came of it. */
  readonly deployment?: number;
  readonly incident?: number;
  readonly revert?: number;
}

export interface Approval {
  readonly commit: string;
  readonly by: string;
  readonly at: string;
  readonly comment: number;
}

export type ReleasePhase =
  'planned' | 'applying' | 'live' | 'passed' | 'failed' | 'restored' | 'inconclusive' | 'refused' | 'superseded';

/** The release that an environment is at or going through. */
export interface ReleaseRun {
  readonly commit: string;
  /** GitHub's deployment id; absent until it exists. */
  readonly deployment: number;
  readonly phase: ReleasePhase;
  readonly startedAt: string;
  /** When the last phase was entered. */
  readonly at: string;
  /** Why it is where it is, for people. */
  readonly reason?: string;
  /** Plan hash per target. */
  readonly plans: Readonly<Record<string, string>>;
  /** APIs kept at last good, and why. */
  readonly pins: Readonly<Record<string, string>>;
  /** APIs whose content this release changes. */
  readonly changed: readonly string[];
  /** Whose doing: event and person. */
  readonly cause: Cause;
  /** Counters and probes before the apply: the baseline of the analysis, per API. */
  readonly baseline?: Readonly<Record<string, UsageCounters>>;
  /** For a failed one: its revert set, its verdict, what followed. */
  readonly failing?: readonly string[];
  readonly incident?: number;
  readonly revert?: number;
}

/** Cumulative since the gateway started, per API: what a Prometheus counter and histogram hold. */
export interface UsageCounters {
  readonly requests: number;
  /** Answers of 500 and above, and upstreams that could not be reached. */
  readonly errors: number;
  /** Cumulative counts per upper bound in seconds, ascending, the last one `Infinity` written as null. */
  readonly latency: readonly { readonly le: number | null; readonly count: number }[];
}

/** File `environments/<name>.json`. */
export interface EnvironmentState {
  readonly current?: ReleaseRun;
  readonly holds: readonly Hold[];
  readonly approvals: readonly Approval[];
}

/** File `waivers.json`. */
export interface Waiver {
  readonly fingerprint: string;
  readonly pull: number;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until?: string;
}

/** What caused an action and who stands behind it. */
export interface Cause {
  /** `push`, `comment`, `pull_request`, `sweep`, `cli`, `analysis`. */
  readonly event: string;
  /** Delivery id, comment id, commit: whatever names the event for good. */
  readonly ref: string;
  readonly actor: string;
}

/** File `audit/YYYY-MM.jsonl`, one a line. */
export interface AuditEntry {
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  readonly cause: Cause;
  readonly detail?: string;
}
