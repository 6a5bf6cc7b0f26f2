import type { Receipt, Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import type { ApiContent } from '../../release/compose.ts';
import type { Manifest } from '../../release/manifest.ts';
import { planOn, type TargetPlanned } from '../platform/plan-environment.ts';
import { scopeOf } from '../platform/render.ts';
import type { ReleaseContext } from './context.ts';

/** Whose APIs are written, and until when. */
export interface ApplyContext extends Pick<ReleaseContext, 'signal'> {
  readonly repo: Pick<Repo, 'fullName'>;
}

export interface Proof {
  readonly target: string;
  readonly hash: string;
  readonly nodes: readonly string[];
}

export type Applied =
  | { readonly ok: true; readonly proofs: readonly Proof[]; readonly plans: Readonly<Record<string, string>> }
  /** `mixed`: a sentence for each target that is not as it was; empty where nothing is mixed. */
  | {
      readonly ok: false;
      readonly reason: 'refused' | 'unreachable' | 'differs';
      readonly message: string;
      readonly mixed: readonly string[];
    };

const REPLANS = 5;

interface Done {
  readonly target: Target;
  readonly before: Manifest;
  readonly receipt: Extract<Receipt, { ok: true }>;
}

/**
 * Turns these APIs' content into what is live on every target and proves it by reading back. All or nothing: where one target refuses,
 * those that were written already get back what they had. A live state that moved under the plan is planned again.
 */
export async function applyEverywhere(
  context: ApplyContext,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  targets: readonly Target[],
): Promise<Applied> {
  const done: Done[] = [];
  for (const target of targets) {
    const one = await applyOne(context, environment, content, target);
    if (!one.ok) {
      const undone = await Promise.all(
        done.map((earlier) => putBack(context, environment, earlier.target, earlier.before)),
      );
      return { ...one, mixed: undone.flatMap((sentence) => (sentence === undefined ? [] : [sentence])) };
    }
    done.push({ target, before: one.before, receipt: one.receipt });
  }
  return prove(context, environment, done);
}

type One =
  | { readonly ok: true; readonly before: Manifest; readonly receipt: Extract<Receipt, { ok: true }> }
  | { readonly ok: false; readonly reason: 'refused' | 'unreachable'; readonly message: string };

async function applyOne(
  context: ApplyContext,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  target: Target,
): Promise<One> {
  const { repo, signal } = context;
  for (let attempt = 0; attempt < REPLANS; attempt++) {
    const [planned] = await planOn([target], repo, environment, content, signal);
    if (planned === undefined || !planned.ok)
      return { ok: false, reason: 'unreachable', message: planned?.message ?? '' };
    const receipt = await target.apply(scopeOf(repo, environment), planned.plan, signal);
    if (receipt.ok) return { ok: true, before: planned.live, receipt };
    if (receipt.reason !== 'live-moved') {
      return { ok: false, reason: receipt.reason, message: `${target.name}: ${receipt.message}` };
    }
  }
  return {
    ok: false,
    reason: 'unreachable',
    message: `${target.name}: live moved ${REPLANS} times while it was being planned`,
  };
}

/** Undefined when the target is as it was; else a sentence that says what it is. */
async function putBack(
  context: ApplyContext,
  environment: string,
  target: Target,
  before: Manifest,
): Promise<string | undefined> {
  const scope = scopeOf(context.repo, environment);
  const read = await target.read(scope, context.signal);
  if (!read.ok) return `${target.name} has the new state and could not be read: ${read.message}`;
  const receipt = await target.apply(scope, target.plan(read.manifest, before), context.signal);
  return receipt.ok ? undefined : `${target.name} has the new state: ${receipt.message}`;
}

/**
 * The same for content that is known to be good: every target that can be reached gets it, whatever becomes of the others, since
 * nobody is helped by going back to what failed.
 */
export async function putBackEverywhere(
  context: ApplyContext,
  environment: string,
  content: ReadonlyMap<string, ApiContent>,
  targets: readonly Target[],
): Promise<Applied> {
  const done: Done[] = [];
  const failed: (Extract<One, { ok: false }> & { readonly target: string })[] = [];
  for (const target of targets) {
    const one = await applyOne(context, environment, content, target);
    if (one.ok) done.push({ target, before: one.before, receipt: one.receipt });
    else failed.push({ ...one, target: target.name });
  }
  const [first] = failed;
  if (first === undefined) return prove(context, environment, done);
  const mixed = done.map(({ target }) => `${target.name} has last good again, ${first.target} not yet`);
  return { ok: false, reason: first.reason, message: first.message, mixed };
}

async function prove(
  context: ApplyContext,
  environment: string,
  done: readonly Pick<Done, 'target' | 'receipt'>[],
): Promise<Applied> {
  const scope = scopeOf(context.repo, environment);
  const proofs: Proof[] = [];
  for (const { target, receipt } of done) {
    const proof = await target.verify(scope, receipt, context.signal);
    if (!proof.live) {
      return { ok: false, reason: proof.reason, message: `${target.name}: ${proof.message}`, mixed: [] };
    }
    proofs.push({ target: target.name, hash: proof.hash, nodes: proof.nodes });
  }
  return {
    ok: true,
    proofs,
    plans: Object.fromEntries(done.map(({ target, receipt }) => [target.name, receipt.planHash])),
  };
}

/** Whether any of these plans would write. */
export function writesAnything(planned: readonly TargetPlanned[]): boolean {
  return planned.some((one) => !one.ok || one.plan.steps.length > 0);
}
