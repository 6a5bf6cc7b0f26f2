import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Comment } from '../../github/comments.ts';
import type { PullFacts } from '../../github/pulls.ts';
import type { RecordChange, StateRecord } from '../../github/record.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import type { AuditEntry, Cause } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import type { JobRequest } from '../define.ts';
import type { Services } from '../services.ts';

/** What a command works with: who said it where, and the state as it is now. */
export interface CommandContext {
  readonly services: Services;
  readonly repo: Repo;
  readonly comment: Comment;
  /** The pull request that it stands on; undefined on an issue. */
  readonly pull: PullFacts | undefined;
  /** Of the default branch's head, which `head` is. */
  readonly config: SluiceConfig;
  readonly head: string;
  readonly record: StateRecord;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}

export type Change =
  | {
      readonly ok: true;
      readonly files: RecordChange['files'];
      readonly detail: string;
      /** What the trail has to say beside the command itself. */
      readonly also?: readonly Pick<AuditEntry, 'action' | 'subject' | 'detail' | 'about'>[];
    }
  | { readonly ok: false; readonly message: string };

export type Changed = { readonly ok: true; readonly detail: string } | { readonly ok: false; readonly message: string };

/**
 * Writes to the record what `change` makes of it, and in the same commit that this comment was answered, so that neither
 * is ever there without the other.
 */
export async function changeRecord(
  context: CommandContext,
  action: string,
  change: (view: RecordView) => Promise<Change>,
): Promise<Changed> {
  let outcome: Changed = { ok: false, message: 'the record could not be written' };
  const written = await context.record.update(async (view) => {
    const wanted = await change(view);
    outcome = wanted;
    if (!wanted.ok) return undefined;
    const at = context.services.now().toISOString();
    const entry: AuditEntry = {
      at,
      action,
      subject: `#${context.comment.issue}`,
      cause: context.cause,
      detail: wanted.detail,
    };
    return {
      files: { ...wanted.files, ...(await answered(context, view, at, wanted.detail)) },
      audit: [entry, ...(wanted.also ?? []).map((more) => ({ at, cause: context.cause, ...more }))],
      cause: context.cause,
      message: `${action} by @${context.comment.author}`,
    };
  });
  return written.ok ? outcome : { ok: false, message: written.message };
}

const KEPT_MS = 30 * 24 * 3_600_000;

/** The file of answered commands with this comment in it, and without those too old to come again. */
export async function answered(
  context: Pick<CommandContext, 'comment'>,
  view: RecordView,
  at: string,
  outcome: string,
): Promise<Record<string, string>> {
  const before = ((await view.json(files.commands)) as Record<string, { at: string }> | undefined) ?? {};
  const recent = Object.entries(before).filter(([, entry]) => Date.parse(at) - Date.parse(entry.at) < KEPT_MS);
  return { [files.commands]: asText(Object.fromEntries([...recent, [String(context.comment.id), { at, outcome }]])) };
}

export async function enqueue(context: CommandContext, { job, options }: JobRequest): Promise<void> {
  await context.services.queue.add(job, options);
}
