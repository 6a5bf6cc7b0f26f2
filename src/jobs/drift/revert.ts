import { settled } from '../../release/drift-response.ts';
import { repoRefOf } from '../command/repo-ref.ts';
import { enqueue, type CommandContext } from '../command/context.ts';
import { putBackEverywhere, saidOf, toldOf } from '../release/apply.ts';
import type { ReleaseContext } from '../release/context.ts';
import { requestDriftCheck } from '../requests.ts';
import { asDeployed, lookForDrift } from './look.ts';
import { driftState, saveDrift } from './state.ts';

export type Reverted =
  | { readonly ok: true; readonly apis: readonly string[]; readonly proofs: readonly string[]; readonly commit: string }
  | { readonly ok: false; readonly outcome: 'refused' | 'failed'; readonly reason: string };

/**
 * Puts back what was deployed wherever live differs from it, and reads it back. The word of whoever asks ends a fight: from here on
 * it is counted anew. Under the lease of releases. The same comment again, after whoever answered it died, goes on where that was.
 */
export async function revertDrift(command: CommandContext, environment: string): Promise<Reverted> {
  const read = await command.record.read();
  if (!read.ok) return { ok: false, outcome: 'refused', reason: read.message };
  const context: ReleaseContext = { ...command, view: read.view };
  const look = await lookForDrift(context, environment);
  if (!look.ok) return { ok: false, outcome: 'refused', reason: look.reason };
  const known = await driftState(read.view, environment);
  const { comment } = command;
  const begun = known.reverted?.comment === comment.id ? known.reverted.apis : [];
  const apis = [...new Set([...begun, ...look.drifted.map(({ api }) => api)])].sort();
  const unread = look.targets.flatMap((target) => (target.ok ? [] : [saidOf(target, target.message)]));
  if (apis.length > begun.length) {
    const state = { ...settled(known, look.drifted), reverted: { comment: comment.id, apis } };
    await saveDrift(context, environment, state, {
      action: 'drift.revert',
      cause: command.cause,
      detail: apis.join(', '),
    });
  }
  const usable = look.targets.flatMap((target) => (target.ok ? [target.target] : []));
  const applied = await putBackEverywhere(context, environment, asDeployed(look, apis), usable);
  await enqueue(command, requestDriftCheck(repoRefOf(command.repo), `comment-${comment.id}`));
  if (!applied.ok) return { ok: false, outcome: 'failed', reason: toldOf(applied) };
  if (unread.length > 0) return { ok: false, outcome: 'failed', reason: unread.join('; ') };
  const proofs = applied.proofs.map(({ target, hash }) => `${target} ${hash.slice(0, 12)}`);
  return { ok: true, apis, proofs, commit: look.commit };
}
