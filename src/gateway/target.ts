import type { ApiDefinition } from '../config/sluice-config.ts';
import type { RouteAccess } from '../release/exposure/access.ts';
import type { Changers } from '../release/drift.ts';
import type { Taken } from '../release/exposure/traps.ts';
import type { ApiOrder } from '../release/make-plan.ts';
import type { Manifest, Resource } from '../release/manifest.ts';
import type { Plan } from '../release/plan.ts';
import type { UsageCounters } from '../release/state.ts';
import type { JsonObject } from '../spec/json.ts';
import type { Importer } from './importer.ts';
import type { Prometheus } from './prometheus.ts';

/** Whose resources are meant: on a shared gateway each repository and environment sees only its own. */
export interface Scope {
  /** `owner/repository@environment`. */
  readonly owner: string;
}

/** One API as it should be in one environment: the merged portable block, overlays and defaults applied. */
export interface DesiredApi {
  readonly definition: ApiDefinition;
  /** The description, parsed; `undefined` for an API that has only native files. */
  readonly description?: JsonObject;
  /** The user's own files for this target, parsed, in the order of the configuration. */
  readonly native: readonly { readonly file: string; readonly body: JsonObject }[];
}

export type RenderResult =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly RenderProblem[] };

/** Something that this target cannot express: said at review time, never lost silently. */
export interface RenderProblem {
  readonly api: string;
  /** Dotted path in the portable block, e.g. `auth.jwt.jwks`. */
  readonly field: string;
  readonly message: string;
}

export type ReadResult =
  /** `taken`: the listen places of everybody else; `changers`: who changed what besides us. Each where the gateway tells it. */
  | { readonly ok: true; readonly manifest: Manifest; readonly taken?: readonly Taken[]; readonly changers?: Changers }
  | { readonly ok: false; readonly reason: 'unreachable' | 'refused'; readonly message: string };

/** What `apply` did. `applied` are the ids of the steps that were written, in order. */
export type Receipt =
  | { readonly ok: true; readonly planHash: string; readonly desired: Manifest; readonly applied: readonly string[] }
  | {
      readonly ok: false;
      readonly planHash: string;
      readonly desired: Manifest;
      readonly applied: readonly string[];
      /** `live-moved`: plan again; `refused`: the gateway says no, for good; `unreachable`: worth trying again. */
      readonly reason: 'live-moved' | 'refused' | 'unreachable';
      readonly message: string;
    };

/** Whether every node serves what was applied: read back, never taken from the answer to the write. */
export type LiveProof =
  | { readonly live: true; readonly nodes: readonly string[]; readonly hash: string }
  /** `waiting`: a person has to let it in first; `declined`: nobody did, or somebody said no. */
  | {
      readonly live: false;
      readonly reason: 'differs' | 'unreachable' | 'waiting' | 'declined';
      readonly message: string;
    };

/**
 * One gateway or cluster. Implementations hold no state that is not on the gateway itself, or in the place that the
 * operator names for it (`kept`), so that any worker can take over. Expected failures are values; what is thrown is a defect or a cancelled signal.
 */
export interface Target {
  /** tyk, traefik, kubernetes, git, embedded. */
  readonly kind: string;
  readonly name: string;
  /** Where its traffic enters, for probes; no trailing slash. */
  readonly url: string;

  /**
   * Optional: the version that the gateway tells of itself, such as `5.4.0`; of several nodes the oldest, undefined where none answers.
   * Absent where all versions can do the same.
   */
  version?(signal: AbortSignal): Promise<string | undefined>;

  /** Pure: the native resources that these APIs become here, in this version of it; where none is known, in the newest. */
  render(scope: Scope, apis: readonly DesiredApi[], version?: string): RenderResult;

  /** What is live and belongs to `scope`, in canonical form. */
  read(scope: Scope, signal: AbortSignal): Promise<ReadResult>;

  /**
   * Pure: ordered (create first, delete last; `order` says which APIs come before which), hashed, no cosmetic differences. Throws a
   * `PlanError` where desired cannot be brought into any order.
   */
  plan(live: Manifest, desired: Manifest, order?: ApiOrder): Plan;

  /** Idempotent and keyed by stable ids; refuses with `live-moved` when live is no longer what was planned on. */
  apply(scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt>;

  /** Only where `apply` asks a person first: the same for what was good before, which waits for nobody. */
  putBack?(scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt>;

  /** Read back from every node. */
  verify(scope: Scope, receipt: Receipt, signal: AbortSignal): Promise<LiveProof>;

  /** Only where Sluice itself keeps what the gateway serves. */
  readonly kept?: Kept;

  /**
   * Optional, pure: where these resources answer and who may call them, what wins first by the gateway's own precedence. Where a target
   * does not tell, the portable block speaks for it.
   */
  access?(manifest: Manifest): readonly RouteAccess[];

  /** Optional: takes over what people made by hand. Absent where nothing stands there that Sluice did not write. */
  readonly importer?: Importer;

  /** Optional: counters per API since the gateway started. Absent where the gateway counts nothing. */
  usage?(scope: Scope, signal: AbortSignal): Promise<UsageResult>;

  /** Only where the operator says which one has its metrics; one for all targets that share it. */
  readonly prometheus?: Prometheus;
}

/** What Sluice keeps for a gateway that asks for it. It can be lost, and is then filled from the record before anything is served. */
export interface Kept {
  /** Whether it holds all that it should: false where it is new or was lost. */
  isWhole(): Promise<boolean>;
  /** Takes in what the record says an owner has, unless something of that owner is there. */
  restore(scope: Scope, resources: readonly Resource[]): Promise<void>;
  /** Everything is there: from now on it is served. */
  declareWhole(): Promise<void>;
}

export type UsageResult =
  | { readonly ok: true; readonly apis: Readonly<Record<string, UsageCounters>> }
  | { readonly ok: false; readonly message: string };
