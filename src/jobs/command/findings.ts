import { decideReview, type Finding } from '../../review/decide.ts';
import type { ReviewFacts } from '../../review/facts.ts';
import { gatherReview } from '../review/gather.ts';
import type { CommandContext } from './context.ts';

export type FindingsMeant =
  | { readonly ok: true; readonly findings: readonly Finding[]; readonly facts: ReviewFacts }
  | { readonly ok: false; readonly message: string };

/** One gathering serves a whole command: who may and what is done look at the same head. */
const gathered = new WeakMap<CommandContext, Promise<ReviewFacts>>();

/** The findings of this pull request's head that these beginnings of fingerprints (or `all`) name; each must name one at least. */
export async function findingsOf(context: CommandContext, fingerprints: readonly string[]): Promise<FindingsMeant> {
  const { services, repo, pull, signal } = context;
  if (pull === undefined) return { ok: false, message: 'There is no pull request here.' };
  const pending = gathered.get(context) ?? gatherReview({ services, repo, pull, signal });
  gathered.set(context, pending);
  const facts = await pending;
  const { findings } = decideReview(facts);
  const waivable = findings.filter(({ fingerprint }) => fingerprint !== undefined);
  if (fingerprints.includes('all')) {
    const blocking = waivable.filter(({ blocking: blocks }) => blocks);
    return blocking.length > 0
      ? { ok: true, findings: blocking, facts }
      : { ok: false, message: 'Nothing blocks this pull request.' };
  }
  const named = (prefix: string): Finding[] => waivable.filter(({ fingerprint }) => fingerprint?.startsWith(prefix));
  const missing = fingerprints.find((prefix) => named(prefix).length === 0);
  if (missing !== undefined) return { ok: false, message: `This head has no finding ${missing}.` };
  return { ok: true, findings: fingerprints.flatMap(named), facts };
}
