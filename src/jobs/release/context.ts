import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import type { StateRecord } from '../../github/record.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { AuditEntry, AuditFacts, Cause, EnvironmentState } from '../../release/state.ts';
import { copyRecord } from '../offline/mirror.ts';
import { asText, files } from '../platform/record.ts';
import type { Services } from '../services.ts';

/** One pass over a repository's environments: the branch's head, its configuration, the record as it was read. */
export interface ReleaseContext {
  readonly services: Services;
  readonly repo: Repo;
  readonly record: StateRecord;
  readonly view: RecordView;
  /** Head of the default branch. */
  readonly head: string;
  readonly config: SluiceConfig;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}

/** What a pass over one environment came to. */
export type Advance =
  | { readonly kind: 'idle' }
  /** Something was written: look again from the start. */
  | { readonly kind: 'progress' }
  | { readonly kind: 'wait'; readonly ms: number };

export const IDLE: Advance = { kind: 'idle' };
export const PROGRESS: Advance = { kind: 'progress' };

export interface Save {
  readonly environment: string;
  readonly state: EnvironmentState;
  readonly action: string;
  readonly detail?: string;
  readonly about?: AuditFacts;
  /** Further entries of the audit trail, of the same commit. */
  readonly also?: readonly Pick<AuditEntry, 'action' | 'detail' | 'about'>[];
  readonly cause?: Cause;
  /** Further files of the same commit. */
  readonly more?: Readonly<Record<string, string | null>>;
}

/**
 * One commit on the record. A worker that was overtaken cannot write: then this pass is over and the next one starts
 * from what the other wrote.
 */
export async function save(context: ReleaseContext, change: Save): Promise<Advance> {
  const { services, record, view } = context;
  const at = services.now().toISOString();
  const cause = change.cause ?? context.cause;
  const audit = [change, ...(change.also ?? [])].map(({ action, detail, about }): AuditEntry => ({
    at,
    action,
    subject: change.environment,
    cause,
    ...(detail !== undefined && { detail }),
    ...(about && { about }),
  }));
  const written = await record.commit(view, {
    files: { ...change.more, [files.environment(change.environment)]: asText(change.state) },
    audit,
    cause,
    message: `${change.action} ${change.environment}`,
  });
  if (written.ok) {
    services.log.info({ environment: change.environment, action: change.action, detail: change.detail }, 'recorded');
    await copyRecord(services, context.repo, written.view);
  }
  return PROGRESS;
}

export function now(context: ReleaseContext): string {
  return context.services.now().toISOString();
}
