import type { Change } from '../compare/change.ts';
import type { Violation } from '../policy/violation.ts';
import type { AccessChange } from '../release/exposure/tell.ts';
import type { Disparity } from '../release/parity/disparity.ts';
import type { TargetStanding, Waiver } from '../release/state.ts';
import type { Problem, Range } from '../spec/place.ts';
import type { ChangedFile } from './output.ts';

/** All that a verdict is made of, gathered by the review job. Pure data: the same facts give the same words, byte for byte. */
export interface ReviewFacts {
  readonly repository: Repository;
  readonly headSha: string;
  readonly baseRef: string;
  /** The branch that is deployed, where it is another one. */
  readonly deployedBranch?: string;
  /** The merge base: what the head is compared with. */
  readonly baseSha: string;
  /** Version of the checks and rules, e.g. `2026-11`. */
  readonly rules: string;
  /** `YYYY-MM-DD`: the day that waivers are judged on. */
  readonly today: string;
  /** Every API that the pull request touches, in the order they are to be shown. */
  readonly apis: readonly ReviewedApi[];
  /** The bounded child was ended. Counts as a failed check, never as "no change". */
  readonly inspectFailure?: { readonly reason: 'time' | 'memory' | 'crash'; readonly message: string };
  /** What is wrong with `.github/sluice.yaml` or a rule pack on either side. */
  readonly configProblems: readonly { readonly side: Side; readonly problem: Problem }[];
  /** The pull request changes Sluice's own configuration or a rule pack that it names: said, and judged by the base's all the same. */
  readonly configChanged?: { readonly fromFork: boolean };
  /** What the merge would do, environment by environment in their order. */
  readonly plan: readonly PlanSection[];
  /** Why there is no plan; absent where there is one. */
  readonly unplanned?: Unplanned;
  /** Those of this pull request and any others that the caller lets count. */
  readonly waivers: readonly Waiver[];
  readonly files: readonly ChangedFile[];
}

export type Side = 'base' | 'head';

/** No environment is configured, none of the configured APIs is touched, or what a plan is made of cannot be read. */
export type Unplanned = 'no-environment' | 'no-api' | 'unread';

export interface Repository {
  /** Of its page, no trailing slash: `https://github.com/acme/apis`. */
  readonly url: string;
}

/** One API as the inspection tells it (`InspectedApi` of the review job fits), with what only the configuration knows. */
export interface ReviewedApi {
  readonly name: string;
  readonly owners: readonly string[];
  readonly problems: readonly { readonly side: Side; readonly problem: Problem }[];
  readonly changes: readonly Change[];
  readonly violations: readonly Violation[];
  /** Files that it is made of and that no change leads to it from: by their names they are neither YAML nor JSON. */
  readonly unseen?: readonly string[];
  readonly semver?: {
    readonly from: string;
    readonly to: string;
    readonly needed: 'major' | 'minor' | 'patch';
    readonly enough: boolean;
  };
}

export interface PlanSection {
  readonly environment: string;
  readonly after?: string;
  readonly approvalTeams?: readonly string[];
  readonly targets: readonly TargetPlan[];
  /** API → why it stays at last good. */
  readonly pins: Readonly<Record<string, string>>;
  /** API → why its content is held. */
  readonly holds: Readonly<Record<string, string>>;
  /** Where each target of a release under way stands; absent where none is. */
  readonly standings?: Readonly<Record<string, TargetStanding>>;
  /** Who can reach what, and how, that could not before, or not so. */
  readonly access: readonly AccessChange[];
  /** In what this environment comes to differ from the one before it; absent where it does in nothing. */
  readonly parity?: readonly PlacedDisparity[];
}

/** With the text that makes it, in the head. */
export type PlacedDisparity = Disparity & { readonly range?: Range };

export interface TargetPlan {
  readonly target: string;
  /**
   * `problems`: the target cannot express what is asked (blocks); `unreadable`: live could not be read (never blocks);
   * `not-allowed`: the operator does not let this repository use it (never blocks, never deploys).
   */
  readonly state: 'planned' | 'unreadable' | 'not-allowed' | 'problems';
  readonly steps: readonly PlannedStep[];
  /** Plain sentences, for every state but `planned`. */
  readonly problems: readonly string[];
  /** Plan hash, 64 hexadecimal digits. */
  readonly hash?: string;
}

export interface PlannedStep {
  readonly action: 'create' | 'update' | 'delete';
  readonly api: string;
  readonly id: string;
  /** What changes on it, plain text: `upstream http://a → http://b`. */
  readonly summary: string;
}
