/**
 * What the record holds, as data. Each interface below names its file on the state branch; times are ISO 8601 in UTC,
 * commits are full object names. The room `github` reads and writes the files, `release` and `jobs` decide on them.
 */
import type { Resource } from './manifest.ts';
import type { Before } from './queries.ts';

/** The content of one API in an environment whose analysis passed last. File `last-good/<environment>/<api>.json`. */
export interface LastGood {
  /** The commit whose files made it. */
  readonly commit: string;
  readonly deployment: number;
  readonly at: string;
  /** Per target; none: the API was not there, and putting it back means deleting it. */
  readonly resources: Readonly<Record<string, readonly Resource[]>>;
}

/**
 * File `ahead/<environment>.json`, by API and target: what is live there and no analysis has let pass. What is not in it is live as last
 * good, or not at all.
 */
export type Ahead = Readonly<Record<string, Readonly<Record<string, readonly Resource[]>>>>;

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
  /** The pull request that somebody took back by it. */
  readonly takesBack?: number;
}

export interface Approval {
  readonly commit: string;
  readonly by: string;
  readonly at: string;
  readonly comment: number;
}

/**
 * applying: may have written. live: proven, under analysis. failed: the verdict stands, last good is being put back. Then, for good:
 * passed, restored, inconclusive, error (the analysis could not be made), refused (nothing was written), superseded.
 */
export type ReleasePhase =
  'applying' | 'live' | 'failed' | 'passed' | 'restored' | 'inconclusive' | 'error' | 'refused' | 'superseded';

/** The release that an environment is at or going through. */
export interface ReleaseRun {
  readonly commit: string;
  /** GitHub's deployment id. */
  readonly deployment: number;
  readonly phase: ReleasePhase;
  readonly startedAt: string;
  /** When it was proven live. */
  readonly liveAt?: string;
  /** When the last phase was entered. */
  readonly at: string;
  /** Why it is where it is, for people. */
  readonly reason?: string;
  /** Plan hash per target. */
  readonly plans: Readonly<Record<string, string>>;
  /** APIs kept at last good, and why. */
  readonly pins: Readonly<Record<string, string>>;
  /** Of these, the ones that have not passed in the environment before. */
  readonly withheld?: readonly string[];
  /** APIs whose live content this release changes. */
  readonly changed: readonly string[];
  /** APIs that somebody took back before it had passed. */
  readonly takenBack?: readonly string[];
  /** APIs that it brings as they were live already, such as what was adopted: no analysis blames them, and with it they pass. */
  readonly unwritten?: readonly string[];
  /** Of the changed ones, those that were not live before: putting them back means taking them away. */
  readonly created: readonly string[];
  /** Of a release that is not live on every target yet, or is being taken back: where each of them stands. */
  readonly targets?: Readonly<Record<string, TargetStanding>>;
  /** Why it is being taken back: a target refused its part, and until all others have what they had it is in the middle. */
  readonly undoing?: string;
  /** What the plan writes, target by target, for the report; the first of them where there are many. */
  readonly steps?: readonly RecordedStep[];
  readonly cause: Cause;
  /** Counters before the apply, per API: the baseline of the analysis. */
  readonly baseline?: Readonly<Record<string, UsageCounters>>;
  /** What the queries of the analysis gave before the apply, by the place of the check there and the targets that were asked. */
  readonly queried?: Readonly<Record<string, Before>>;
  /** The measured table of the verdict, for the report. */
  readonly measures?: readonly Measure[];
  /** Of a failed one: the APIs that failed, and all that were put back with them. */
  readonly failing?: readonly string[];
  readonly reverted?: readonly string[];
  /** When the verdict fell, and when last good was proven live again. */
  readonly failedAt?: string;
  readonly restoredAt?: string;
  /** Null: the repository has no issues, and the report stands on the revert pull request. */
  readonly incident?: number | null;
  readonly revert?: number;
  /** Why no revert pull request could be made. */
  readonly revertProblem?: string;
}

/**
 * `before`: as it was; `asked`: as it was until a person lets the new state in; `new`: what the release writes; `live`: that, read back
 * from every node; `unknown`: it cannot be asked.
 */
export interface TargetStanding {
  readonly state: 'before' | 'asked' | 'new' | 'live' | 'unknown';
  readonly message?: string;
}

export interface RecordedStep {
  readonly target: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly api: string;
  readonly id: string;
  readonly summary: string;
}

/** One row of what an analysis measured. */
export interface Measure {
  readonly api: string;
  readonly check: string;
  readonly before: string;
  readonly after: string;
  readonly limit: string;
  readonly state: 'ok' | 'bad' | 'no-data' | 'unreadable';
}

/** Cumulative since the gateway started, per API: what a Prometheus counter and histogram hold. */
export interface UsageCounters {
  readonly requests: number;
  /** Answers of 500 and above, and upstreams that could not be reached. */
  readonly errors: number;
  /** Cumulative counts per upper bound in seconds, ascending, the last one `Infinity` written as null. */
  readonly latency: readonly { readonly le: number | null; readonly count: number }[];
}

/** A release whose analysis passed, newest first in a short list. */
export interface GoodRelease {
  readonly commit: string;
  readonly deployment: number;
  readonly at: string;
  /** APIs of which something else serves than this commit has, or what no analysis has let pass. */
  readonly without?: readonly string[];
}

/** File `environments/<name>.json`. */
export interface EnvironmentState {
  /** The newest commit that our own review let through; releases are judged from here on. */
  readonly judged?: string;
  /** The commit that live was made from, pins and holds apart. */
  readonly deployed?: string;
  readonly current?: ReleaseRun;
  /** A release that somebody asked for though nothing new was merged; gone when it begins. */
  readonly requested?: RequestedRelease;
  readonly good: readonly GoodRelease[];
  readonly holds: readonly Hold[];
  readonly approvals: readonly Approval[];
}

/** These releases once APIs of the newest were taken back: it goes to later environments without them. */
export function withoutApis(good: readonly GoodRelease[], apis: readonly string[]): readonly GoodRelease[] {
  const [newest, ...older] = good;
  if (newest === undefined || apis.length === 0) return good;
  return [{ ...newest, without: [...new Set([...(newest.without ?? []), ...apis])].sort() }, ...older];
}

/** What an environment vouches for: later ones may get it. A release that was refused or failed since takes nothing from it. */
export function lastPassed(state: Pick<EnvironmentState, 'good'>): string | undefined {
  return state.good[0]?.commit;
}

/** `/deploy`, `/promote`, `/resume`: this commit, and these APIs looked at again. */
export interface RequestedRelease {
  readonly commit: string;
  readonly apis: readonly string[];
  readonly cause: Cause;
}

/** One entry of file `waivers.json`. */
export interface Waiver {
  /** Others may have the same at the same place: what is accepted of one is not accepted of them. */
  readonly api: string;
  readonly fingerprint: string;
  readonly pull: number;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until?: string;
}

/** One entry of file `commands.json`, by comment id: a command that was answered. */
export interface AnsweredCommand {
  readonly at: string;
  readonly outcome: string;
}

/** What caused an action and who stands behind it. */
export interface Cause {
  readonly event: 'push' | 'comment' | 'pull_request' | 'merge_group' | 'check_run' | 'sweep' | 'cli' | 'analysis';
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
  /** There where somebody outside GitHub may want to hear of it. */
  readonly about?: AuditFacts;
}

/** What an entry of the audit trail is about, for programs. Numbers are those of issues and pull requests. */
export interface AuditFacts {
  readonly apis?: readonly string[];
  readonly target?: string;
  /** GitHub's deployment id. */
  readonly deployment?: number;
  readonly commit?: string;
  readonly pull?: number;
  readonly issue?: number;
  readonly revert?: number;
  readonly teams?: readonly string[];
  readonly reason?: string;
  /** Of an incident: whether last good serves again. */
  readonly restored?: boolean;
  /** Of drift: how many times it began on this target so far. */
  readonly episode?: number;
}
