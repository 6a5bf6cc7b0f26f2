import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Receipt, Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import { dependencies } from '../../release/affected.ts';
import type { TargetStanding } from '../../release/state.ts';
import { canonicalJson, type Json } from '../../spec/json.ts';
import { inSpan, type Facts } from '../../telemetry/spans.ts';
import { planOn, type TargetPlanned, type Wanted } from '../platform/plan-environment.ts';
import { scopeOf } from '../platform/render.ts';
import type { ReleaseContext } from './context.ts';
import { contentBefore, type Content } from './snapshot.ts';

/** Whose APIs are written, and until when. */
export interface ApplyContext extends Pick<ReleaseContext, 'signal'> {
  readonly repo: Pick<Repo, 'fullName'>;
  /** Says which APIs come before which. */
  readonly config?: SluiceConfig;
}

export interface Proof {
  readonly target: string;
  readonly hash: string;
  readonly nodes: readonly string[];
}

/** Target → where it stands. */
export type Standings = Readonly<Record<string, TargetStanding>>;

export type Applied =
  | { readonly ok: true; readonly proofs: readonly Proof[]; readonly plans: Readonly<Record<string, string>> }
  /** `mixed`: a sentence for each target that is not as it was; empty where nothing is mixed. */
  | {
      readonly ok: false;
      readonly reason: 'refused' | 'unreachable' | 'differs' | 'waiting' | 'declined';
      readonly message: string;
      readonly mixed: readonly string[];
      readonly standings: Standings;
    };

const REPLANS = 5;

/**
 * Turns these APIs' content into what is live on every target and proves it by reading back. All or nothing: nothing is written before all
 * targets can be read, and where one does not take its part, all that were written get back what they had. A live state that moved under
 * the plan is planned again.
 *
 * `before`: what they had before the first try, where this is another one: what is live by now may be half of the release itself.
 */
export function applyEverywhere(
  context: ApplyContext,
  environment: string,
  content: Content,
  targets: readonly Target[],
  before?: Content,
): Promise<Applied> {
  return phase('release apply', { environment, apis: content.size, targets: targets.length }, () =>
    applyAll(context, environment, content, targets, before),
  );
}

/** One phase in a span of its own, with what it came to. */
function phase(name: string, facts: Facts, work: () => Promise<Applied>): Promise<Applied> {
  return inSpan(name, { facts }, async (tell) => {
    const applied = await work();
    tell(
      applied.ok
        ? { verdict: 'live' }
        : { verdict: applied.reason, ...(applied.reason !== 'waiting' && { failed: applied.reason }) },
    );
    return applied;
  });
}

async function applyAll(
  context: ApplyContext,
  environment: string,
  content: Content,
  targets: readonly Target[],
  before: Content | undefined,
): Promise<Applied> {
  const planned = await planOn(targets, context.repo, environment, wanted(context, content), context.signal);
  const dead = planned.find((one) => !one.ok);
  if (dead?.ok === false) return notBegun(context, environment, planned, dead, before);
  const earlier = before ?? contentBefore(planned, [...content.keys()]);
  const done: Done[] = [];
  for (const one of planned) {
    const { target } = one;
    const written = await applyOne(context, environment, content, one);
    if (written.ok) {
      done.push({ target, receipt: written.receipt });
      continue;
    }
    // The one that failed may have written a part, or all and lost its answer.
    const touched = [...done.map((earlierOne) => earlierOne.target), target];
    const standings = await putBackBefore(context, environment, earlier, touched);
    const failed = standings[target.name] ?? { state: 'before' };
    const told = { ...standings, [target.name]: { ...failed, message: written.message } };
    const rest = targets.filter(({ name }) => !Object.hasOwn(told, name));
    const untouched = Object.fromEntries(rest.map(({ name }) => [name, { state: 'before' } as const]));
    return { ...written, mixed: mixedIn(standings), standings: { ...told, ...untouched } };
  }
  return prove(context, environment, content, done);
}

interface Done {
  readonly target: Target;
  readonly receipt: Extract<Receipt, { ok: true }>;
}

function wanted({ config }: ApplyContext, content: Content): Wanted {
  return { content, order: config === undefined ? new Map() : dependencies(config) };
}

/** An earlier try may have ended in the middle: then those that can be reached do not wait with the new state for those that cannot. */
async function notBegun(
  context: ApplyContext,
  environment: string,
  planned: readonly TargetPlanned[],
  dead: Extract<TargetPlanned, { ok: false }>,
  before: Content | undefined,
): Promise<Applied> {
  const there = planned.filter(({ ok }) => ok).map(({ target }) => target);
  const back = before === undefined ? {} : await putBackBefore(context, environment, before, there);
  const standings = planned.map((one): readonly [string, TargetStanding] => {
    if (one.ok) return [one.target.name, back[one.target.name] ?? { state: 'before' }];
    return [one.target.name, { state: one.reason === 'impossible' ? 'before' : 'unknown', message: one.message }];
  });
  return {
    ok: false,
    reason: dead.reason === 'impossible' ? 'refused' : 'unreachable',
    message: saidOf(dead.target, dead.message),
    mixed: mixedIn(back),
    standings: Object.fromEntries(standings),
  };
}

/** Why it was not done everywhere, and what that left mixed. */
export function toldOf({ message, mixed }: Pick<Extract<Applied, { ok: false }>, 'message' | 'mixed'>): string {
  return [message, ...mixed].join('; ');
}

/** What a target said, under its name; most of it begins with that. */
export function saidOf({ name }: Pick<Target, 'name'>, message: string): string {
  return [`${name} `, `${name}:`].some((begin) => message.startsWith(begin)) ? message : `${name}: ${message}`;
}

type One =
  | { readonly ok: true; readonly receipt: Extract<Receipt, { ok: true }> }
  | { readonly ok: false; readonly reason: 'refused' | 'unreachable'; readonly message: string };

async function applyOne(
  context: ApplyContext,
  environment: string,
  content: Content,
  first: TargetPlanned,
  way: 'forward' | 'back' = 'forward',
): Promise<One> {
  const { repo, signal } = context;
  const { target } = first;
  let planned: TargetPlanned | undefined = first;
  for (let attempt = 0; attempt < REPLANS; attempt++) {
    if (planned?.ok !== true) {
      const impossible = planned?.reason === 'impossible';
      const message = saidOf(target, planned?.message ?? 'not read');
      return { ok: false, reason: impossible ? 'refused' : 'unreachable', message };
    }
    const scope = scopeOf(repo, environment);
    const receipt = await (way === 'back' && target.putBack !== undefined
      ? target.putBack(scope, planned.plan, signal)
      : target.apply(scope, planned.plan, signal));
    if (receipt.ok) return { ok: true, receipt };
    if (receipt.reason !== 'live-moved') {
      return { ok: false, reason: receipt.reason, message: saidOf(target, receipt.message) };
    }
    [planned] = await planOn([target], repo, environment, wanted(context, content), signal);
  }
  const message = `${target.name}: live moved ${REPLANS} times while it was being planned`;
  return { ok: false, reason: 'unreachable', message };
}

/** Gives targets back what they had and reads it back; where each of them stands then. */
export async function putBackBefore(
  context: ApplyContext,
  environment: string,
  before: Content,
  targets: readonly Target[],
): Promise<Standings> {
  const standings = await Promise.all(
    targets.map(async (target): Promise<readonly [string, TargetStanding]> => {
      const [planned] = await planOn([target], context.repo, environment, wanted(context, before), context.signal);
      if (planned?.ok !== true) return [target.name, { state: 'unknown', message: planned?.message ?? 'not read' }];
      const one = await applyOne(context, environment, before, planned, 'back');
      if (!one.ok) return [target.name, { state: 'new', message: one.message }];
      const proof = await target.verify(scopeOf(context.repo, environment), one.receipt, context.signal);
      return [target.name, proof.live ? { state: 'before' } : { state: 'unknown', message: proof.message }];
    }),
  );
  return Object.fromEntries(standings);
}

export function sameStandings(a: Standings | undefined, b: Standings | undefined): boolean {
  return asText(a) === asText(b);
}

function asText(standings: Standings = {}): string {
  return canonicalJson(
    Object.entries(standings).map(([target, { state, message = '' }]): Json => [target, state, message]),
  );
}

/** A sentence for each target that is not known to be as it was. */
export function mixedIn(standings: Standings): string[] {
  return Object.entries(standings).flatMap(([target, { state, message = '' }]) => {
    if (state === 'before') return [];
    return [`${target} ${state === 'new' ? 'has' : 'may have'} the new state and could not be put back: ${message}`];
  });
}

/**
 * The same for content that is known to be good: every target that can be reached gets it, whatever becomes of the others, since
 * nobody is helped by going back to what failed.
 */
export function putBackEverywhere(
  context: ApplyContext,
  environment: string,
  content: Content,
  targets: readonly Target[],
): Promise<Applied> {
  return phase('release restore', { environment, apis: content.size, targets: targets.length }, () =>
    putBackAll(context, environment, content, targets),
  );
}

async function putBackAll(
  context: ApplyContext,
  environment: string,
  content: Content,
  targets: readonly Target[],
): Promise<Applied> {
  const planned = await planOn(targets, context.repo, environment, wanted(context, content), context.signal);
  const done: Done[] = [];
  const failed: (Extract<One, { ok: false }> & { readonly target: string })[] = [];
  for (const plan of planned) {
    const one = await applyOne(context, environment, content, plan, 'back');
    if (one.ok) done.push({ target: plan.target, receipt: one.receipt });
    else failed.push({ ...one, target: plan.target.name });
  }
  const [first] = failed;
  if (first === undefined) return prove(context, environment, content, done);
  const mixed = done.map(({ target }) => `${target.name} has last good again, ${first.target} not yet`);
  const standings: Record<string, TargetStanding> = {};
  for (const { target } of done) standings[target.name] = { state: 'before' };
  for (const { target, message } of failed) standings[target] = { state: 'new', message };
  return { ok: false, reason: first.reason, message: first.message, mixed, standings };
}

function prove(context: ApplyContext, environment: string, content: Content, done: readonly Done[]): Promise<Applied> {
  return phase('release verify', { environment, apis: content.size, targets: done.length }, () =>
    proofOf(context, environment, done),
  );
}

async function proofOf(context: ApplyContext, environment: string, done: readonly Done[]): Promise<Applied> {
  const scope = scopeOf(context.repo, environment);
  const looked = await Promise.all(
    done.map(async ({ target, receipt }) => ({ target, proof: await target.verify(scope, receipt, context.signal) })),
  );
  const proofs = looked.flatMap(({ target, proof }) =>
    proof.live ? [{ target: target.name, hash: proof.hash, nodes: proof.nodes }] : [],
  );
  const failed = looked.flatMap(({ target, proof }) => (proof.live ? [] : [{ target, ...proof }]));
  // What waits for a person is nobody's fault: anything else is told first.
  const told = failed.find(({ reason }) => reason !== 'waiting') ?? failed[0];
  if (told !== undefined) {
    const standings = looked.map(({ target: { name }, proof }): readonly [string, TargetStanding] => [
      name,
      proof.live ? { state: 'live' } : { state: standingFor[proof.reason], message: proof.message },
    ]);
    const { target, reason, message } = told;
    return {
      ok: false,
      reason,
      message: saidOf(target, message),
      mixed: [],
      standings: Object.fromEntries(standings),
    };
  }
  return {
    ok: true,
    proofs,
    plans: Object.fromEntries(done.map(({ target, receipt }) => [target.name, receipt.planHash])),
  };
}

const standingFor = { differs: 'new', unreachable: 'unknown', waiting: 'asked', declined: 'before' } as const;

/** Whether any of these plans would write. */
export function writesAnything(planned: readonly TargetPlanned[]): boolean {
  return planned.some((one) => !one.ok || one.plan.steps.length > 0);
}
