import type { SluiceConfig } from '../../config/sluice-config.ts';
import { isGitHubError } from '../../github/errors.ts';
import { dependencies } from '../../release/affected.ts';
import { hashesOf, lastGoodContent } from '../../release/compose.ts';
import { replaceHolds, wayBack } from '../../release/holds.ts';
import type { EnvironmentState, Hold, LastGood, ReleaseRun } from '../../release/state.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { lastGoodOf } from '../platform/record.ts';
import { withoutAhead } from './ahead.ts';
import { putBackEverywhere, sameStandings, toldOf, type Standings } from './apply.ts';
import { now, save, type Advance, type ReleaseContext, type Save } from './context.ts';
import { desiredContent } from './desired.ts';
import { report } from './incident.ts';

const RETRY_MS = 1_000;

/**
 * Puts last good back for the failing APIs and what depends on them; the rest of the release stays. The gateway comes first, the record
 * after it: whoever dies in between finds the same verdict in the same samples and has nothing left to write.
 */
export async function restore(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  config: SluiceConfig,
): Promise<Advance> {
  const goods = await lastGoodOf(context.view, environment, run.changed);
  const hasGood = (api: string): boolean => goods.has(api) || run.created.includes(api);
  const { set, lost } = wayBack(run.failing ?? [], run.changed, dependencies(config), hasGood);
  if (set.length === 0 || state.good.length === 0) return stop(context, environment, state, run, lost);
  const { usable } = targetsOf(context.services, context.repo, config, environment);
  const content = new Map(set.map((api) => [api, lastGoodContent(goods.get(api))]));
  const applied = await putBackEverywhere(context, environment, content, usable);
  if (!applied.ok) {
    const torn: ReleaseRun = { ...run, phase: 'failed', at: now(context), targets: applied.standings };
    return keepTrying(context, environment, state, torn, set, toldOf(applied));
  }
  const targets = Object.fromEntries(applied.proofs.map(({ target }) => [target, { state: 'before' } as const]));
  const restoredAt = now(context);
  context.services.log.warn({ environment, apis: set, reason: run.reason }, 'last good is serving again');
  const reason = reasonWith(run, lost);
  return recordRestored(context, environment, state, { ...run, reason, targets, restoredAt, reverted: set }, config);
}

/** What the record says once last good is serving again: also where that was done while GitHub was down. */
export async function recordRestored(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  config: SluiceConfig,
  also: Pick<Save, 'more' | 'cause'> = {},
): Promise<Advance> {
  const put = run.reverted ?? [];
  const goods = await lastGoodOf(context.view, environment, put);
  const made = await holdsFor(context, environment, state, run, config);
  const held = made.map(({ api }) => api);
  return save(context, {
    environment,
    state: {
      ...state,
      holds: replaceHolds(state.holds, held, made),
      current: { ...run, phase: 'restored', at: run.restoredAt ?? now(context) },
    },
    action: 'release.restore',
    detail: `${run.reason ?? ''}; put back: ${put.map((api) => describe(api, goods.get(api))).join(', ')}`,
    cause: run.cause,
    ...also,
    more: { ...also.more, ...(await withoutAhead(context.view, environment, put)) },
  });
}

function describe(api: string, good: LastGood | undefined): string {
  return `${api} at ${good?.commit.slice(0, 7) ?? 'nothing (it was new)'}`;
}

/** The failing content itself is held; what was put back only because it depends on it is pinned through it. */
export async function holdsFor(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  config: SluiceConfig,
): Promise<Hold[]> {
  const { usable } = targetsOf(context.services, context.repo, config, environment);
  const failing = (run.failing ?? []).filter((api) => run.reverted?.includes(api));
  const targets = usable.map(({ name }) => name);
  const desired = await desiredContent(context, environment, run.commit, config, state, failing, usable);
  return failing.map((api) => ({
    api,
    hashes: desired.ok ? hashesOf(desired.verdict.content.get(api) ?? {}, targets) : {},
    at: now(context),
    by: context.repo.bot.login,
    reason: run.reason ?? 'analysis failed',
    deployment: run.deployment,
  }));
}

/** Why it failed, and what of it stays as it is for want of a last good. */
export function reasonWith({ reason = 'analysis failed' }: ReleaseRun, lost: readonly string[]): string {
  return lost.length === 0 ? reason : `${reason}; there is no last good of ${lost.join(', ')} to put back`;
}

/** There is nothing good to go back to, and going further back is a guess: live stays, people are told. */
function stop(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
  lost: readonly string[],
): Promise<Advance> {
  const reason = reasonWith(run, lost.length === 0 ? [environment] : lost);
  return save(context, {
    environment,
    state: { ...state, current: { ...run, phase: 'failed', at: now(context), reason, reverted: [] } },
    action: 'release.fail',
    detail: reason,
    cause: run.cause,
  });
}

async function keepTrying(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  torn: ReleaseRun,
  set: readonly string[],
  message: string,
): Promise<Advance> {
  context.services.log.error({ environment, message }, 'last good could not be put back yet');
  const before = state.current?.phase === 'failed' ? state.current.targets : undefined;
  if (before !== undefined && sameStandings(before, torn.targets)) return { kind: 'wait', ms: RETRY_MS };
  if (statesOf(before) !== statesOf(torn.targets)) await tellTorn(context, environment, state, torn, set);
  const detail = `${torn.reason ?? ''}; not put back yet: ${message}`;
  await save(context, {
    environment,
    state: { ...state, current: torn },
    action: 'release.fail',
    detail,
    about: { apis: torn.failing ?? [], deployment: torn.deployment, commit: torn.commit, reason: detail },
    cause: torn.cause,
  });
  return { kind: 'wait', ms: RETRY_MS };
}

/** What is said of each target may change with every try; people are told again only where one stands otherwise. */
function statesOf(standings: Standings | undefined): string {
  return Object.entries(standings ?? {})
    .map(([target, { state }]) => `${target} ${state}`)
    .join(', ');
}

/** Nobody waits for the gateway to learn that users are affected: the issue is there at once, and says later what became of it. */
async function tellTorn(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  torn: ReleaseRun,
  set: readonly string[],
): Promise<void> {
  const standings = Object.entries(torn.targets ?? {});
  const restoration = {
    kind: standings.some(([, { state: standing }]) => standing === 'before') ? 'mixed' : 'failed',
    state: standings.map(([target, { state: standing, message }]) =>
      standing === 'before'
        ? `${target} has last good again`
        : `${target} may serve the failed release: ${message ?? ''}`,
    ),
  } as const;
  try {
    await report(context, environment, state, { ...torn, reverted: set }, { revert: { pulls: [] }, restoration });
  } catch (error) {
    // Nothing that GitHub refuses may keep last good from being put back.
    if (!isGitHubError(error) || error.retryable) throw error;
    context.services.log.error({ environment, reason: error.reason }, 'the incident could not be opened yet');
  }
}

/** A restore that could not be finished: the same again, from what the record says. */
export async function resumeRestore(
  context: ReleaseContext,
  environment: string,
  state: EnvironmentState,
  run: ReleaseRun,
): Promise<Advance> {
  const at = await configAt(context.repo, run.commit);
  return restore(context, environment, state, run, at.ok ? at.config : context.config);
}
