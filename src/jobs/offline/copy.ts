import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Cause, EnvironmentState, LastGood, ReleaseRun } from '../../release/state.ts';
import type { RepoRef } from '../requests.ts';
import type { Kept } from '../rollback/kept.ts';

/** Last good of one API, and the one before it: what `sluice rollback` goes back to where the current one is what is wrong. */
export interface CopiedGood {
  /** Git's name of the record's file that it was copied from. */
  readonly blob: string;
  readonly good: LastGood;
  readonly before?: LastGood;
}

/** Of the form below: what another Sluice wrote in another form counts as not there. */
export const COPY_VERSION = 1;

/** All that a rollback of one environment needs, as the record had it at entry `seq`. */
export interface EnvironmentCopy {
  readonly version: number;
  readonly repository: RepoRef;
  readonly environment: string;
  readonly seq: number;
  readonly at: string;
  /** Of the commit that is live, or on its way there. */
  readonly config: SluiceConfig;
  readonly state: EnvironmentState;
  readonly lastGood: Readonly<Record<string, CopiedGood>>;
}

/** Something that was done while the record could not be written, mostly without GitHub; it learns of it when it can be. */
export type OfflineChange = ChangeFacts &
  (
    | {
        /** An analysis failed and last good was put back. `run` is the release as it is from then on. */
        readonly kind: 'restored';
        readonly run: ReleaseRun;
      }
    | {
        /** Somebody put these APIs back; null: taken away, since it was not there before. */
        readonly kind: 'rollback';
        readonly goods: Readonly<Record<string, LastGood | null>>;
        /** Of the release that was taken back from. */
        readonly deployment: number | null;
      }
    /** Somebody put APIs back by a comment. */
    | ({ readonly kind: 'taken-back'; readonly cause: Cause } & Kept)
    | { readonly kind: 'hold'; readonly apis: readonly string[] }
    | { readonly kind: 'freeze' | 'lift' }
  );

interface ChangeFacts {
  /** Stays the same when the same thing is done twice, where that can be known; a file name. */
  readonly id: string;
  readonly at: string;
  readonly environment: string;
  readonly by: string;
  readonly reason: string;
}

/** Whether releases to an environment wait. The newest mark counts, wherever it is found. */
export interface FreezeMark {
  readonly frozen: boolean;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}
