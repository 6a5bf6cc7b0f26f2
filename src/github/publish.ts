/** A review reaches people by three writes at most, and by none where it says what stands already. */
import type { InlineComment, ReviewOutput } from '../review/output.ts';
import { concludeCheck } from './checks.ts';
import { upsertComment } from './comments.ts';
import { publishInline, type PublishedInline } from './inline.ts';
import { rememberHead } from './head-seen.ts';
import { pullNow } from './pulls.ts';
import type { Repo } from './repo.ts';

export interface PublishTarget {
  readonly pull: number;
  /** The head that was reviewed. */
  readonly headSha: string;
  /** Somebody asked for the check again: GitHub waits for a new run. */
  readonly rerun?: boolean;
}

export type Published =
  | { readonly kind: 'published'; readonly writes: number; readonly dropped: readonly InlineComment[] }
  /** The head moved meanwhile: nothing was written, the review of the new head is on its way. */
  | { readonly kind: 'stale'; readonly head: string };

export async function publishReview(repo: Repo, target: PublishTarget, output: ReviewOutput): Promise<Published> {
  const { head, updatedAt, hasComments, hasInlineComments } = await pullNow(repo, target.pull);
  if (head !== target.headSha) return { kind: 'stale', head };
  await rememberHead(repo, target.pull, { head, at: updatedAt });
  const inline = await attempt(publishInline(repo, { ...target, isFirst: !hasInlineComments }, output.inline));
  const note = inline.ok ? droppedNote(inline.value.dropped.length) : '';
  const summary = `${output.check.summary}${note}`;
  const check = await concludeCheck(
    repo,
    target.headSha,
    { ...output.check, summary },
    { rerun: target.rerun === true },
  );
  const comment = await publishComment(repo, { pull: target.pull, isFirst: !hasComments }, output, note);
  if (!inline.ok) throw inline.error;
  return {
    kind: 'published',
    writes: inline.value.writes + check.writes + comment.writes,
    dropped: inline.value.dropped,
  };
}

async function publishComment(
  repo: Repo,
  { pull, isFirst }: { readonly pull: number; readonly isFirst: boolean },
  { comment, quiet }: ReviewOutput,
  note: string,
): Promise<{ writes: number }> {
  if (comment === undefined) return { writes: 0 };
  const body = `${comment}${note}`;
  return upsertComment(repo, pull, { kind: 'review', key: 'pull', body, create: quiet !== true, isFirst });
}

type Attempt = { readonly ok: true; readonly value: PublishedInline } | { readonly ok: false; readonly error: unknown };

/** The verdict is published whatever becomes of the inline comments; their error is thrown afterwards, so that the job runs again. */
async function attempt(work: Promise<PublishedInline>): Promise<Attempt> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error };
  }
}

function droppedNote(count: number): string {
  if (count === 0) return '';
  const what = count === 1 ? '1 comment' : `${count} comments`;
  return `\n\nGitHub refused to place ${what} on changed lines; what they say is in the list above.`;
}
