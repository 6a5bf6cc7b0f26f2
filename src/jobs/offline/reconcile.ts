import {
  withoutApis,
  type Cause,
  type EnvironmentState,
  type Hold,
  type LastGood,
  type ReleasePhase,
  type ReleaseRun,
} from '../../release/state.ts';
import { configAt } from '../platform/config-at.ts';
import { answeredCommands, asText, environmentState, files, lastGoodOf } from '../platform/record.ts';
import { withoutAhead } from '../release/ahead.ts';
import { save, type Advance, type ReleaseContext, type Save } from '../release/context.ts';
import { holdsFor, recordRestored } from '../release/restore.ts';
import { describeGoods, keptOn } from '../rollback/kept.ts';
import { tellTakenBack } from '../rollback/tell-taken-back.ts';
import { withHolds, without } from '../rollback/without.ts';
import type { OfflineChange } from './copy.ts';

/**
 * Writes what was done without GitHub to the record, the oldest first, one commit a change; true where it wrote one. The record
 * itself says which it knows: a change is only forgotten when it is seen there.
 */
export async function recordChanges(context: ReleaseContext): Promise<boolean> {
  const { copies } = context.services;
  const changes = await copies.changes(context.repo.fullName);
  if (changes.length === 0) return false;
  const known = await answeredCommands(context.view);
  for (const change of changes) {
    if (!Object.hasOwn(known, change.id)) {
      await write(context, change, asText({ ...known, [change.id]: { at: change.at, outcome: change.kind } }));
      return true;
    }
    await copies.forget(context.repo.fullName, change.id);
  }
  return false;
}

async function write(context: ReleaseContext, change: OfflineChange, commands: string): Promise<Advance> {
  const { environment } = change;
  const state = await environmentState(context.view, environment);
  const also = { more: { [files.commands]: commands }, cause: causeOf(context, change) };
  switch (change.kind) {
    case 'restored':
      return restored(context, change, state, also);
    case 'rollback':
      return rolledBack(context, change, state, also);
    case 'taken-back':
      return takenBack(context, change, also);
    case 'hold': {
      const { at, by, reason } = change;
      const holds = change.apis.map((api): Hold => ({ api, hashes: {}, at, by, reason }));
      const detail = `${change.apis.join(', ')}: ${reason}`;
      return save(context, {
        environment,
        state: withHolds(state, change.apis, holds),
        action: 'hold',
        detail,
        ...also,
      });
    }
    case 'freeze':
    case 'lift':
      return save(context, {
        environment,
        state,
        action: change.kind,
        detail: change.reason,
        about: { reason: change.reason },
        ...also,
      });
  }
}

type Also = Required<Pick<Save, 'more' | 'cause'>>;

function causeOf({ repo }: ReleaseContext, change: OfflineChange): Cause {
  if (change.kind === 'taken-back') return change.cause;
  const { kind, id, by } = change;
  return kind === 'restored'
    ? { event: 'analysis', ref: id, actor: repo.bot.login }
    : { event: 'cli', ref: id, actor: by };
}

type Restored = Extract<OfflineChange, { kind: 'restored' }>;
type RolledBack = Extract<OfflineChange, { kind: 'rollback' }>;
type TakenBack = Extract<OfflineChange, { kind: 'taken-back' }>;

async function restored(
  context: ReleaseContext,
  change: Restored,
  state: EnvironmentState,
  also: Also,
): Promise<Advance> {
  const { current } = state;
  const waits = current?.phase === 'live' || (current?.phase === 'failed' && current.reverted === undefined);
  if (!waits || current.deployment !== change.run.deployment) return movedOn(context, change, state, also);
  const at = await configAt(context.repo, current.commit);
  return recordRestored(context, change.environment, state, change.run, at.ok ? at.config : context.config, also);
}

/** Something newer was recorded for the environment before this could be: that stands, and what was done is in the audit trail. */
function movedOn(
  context: ReleaseContext,
  change: OfflineChange,
  state: EnvironmentState,
  also: Also,
): Promise<Advance> {
  const { environment } = change;
  const detail = `${change.reason}; ${environment} has moved on since, so it holds nothing`;
  return save(context, { environment, state, action: `${change.kind}.late`, detail, ...also });
}

/** Of these a rollback makes a failed release: what follows (revert pull request, incident) follows as after an analysis. */
const SERVING: readonly ReleasePhase[] = ['live', 'failed', 'passed', 'inconclusive', 'error'];

async function rolledBack(
  context: ReleaseContext,
  change: RolledBack,
  state: EnvironmentState,
  also: Also,
): Promise<Advance> {
  const { environment, goods, at, by, reason } = change;
  const run = state.current;
  if (run === undefined || run.deployment !== change.deployment) return movedOn(context, change, state, also);
  const apis = Object.keys(goods);
  const failed: ReleaseRun = { ...run, reason, failing: apis, reverted: apis, failedAt: at, restoredAt: at };
  const config = await configAt(context.repo, run.commit);
  const made = await holdsFor(context, environment, state, failed, config.ok ? config.config : context.config);
  const holds = made.map((hold) => ({ ...hold, by, reason }));
  const good = run.phase === 'passed' ? withoutApis(state.good, apis) : state.good;
  const next: EnvironmentState = SERVING.includes(run.phase)
    ? { ...withHolds(state, apis, holds), good, current: { ...failed, phase: 'restored', at } }
    : without(state, apis, holds);
  await tellTakenBack(context.repo, next);
  return save(context, {
    environment,
    state: next,
    action: 'rollback',
    detail: `${apis.map((api) => `${api} at ${describe(goods[api])}`).join(', ')}: ${reason}`,
    about: { apis, deployment: run.deployment, commit: run.commit, reason },
    cause: also.cause,
    more: {
      ...also.more,
      ...lastGoodFiles(environment, goods),
      ...(await withoutAhead(context.view, environment, apis)),
    },
  });
}

/** What was put back once more since, and recorded, stands. */
async function takenBack(context: ReleaseContext, change: TakenBack, also: Also): Promise<Advance> {
  const { environment, reason } = change;
  const known = await lastGoodOf(context.view, environment, Object.keys(change.goods));
  const isNewest = (api: string, { deployment }: LastGood): boolean => (known.get(api)?.deployment ?? 0) < deployment;
  const goods = Object.fromEntries(Object.entries(change.goods).filter(([api, good]) => isNewest(api, good)));
  const holds = change.holds.filter(({ api }) => Object.hasOwn(goods, api));
  const { state, files: more } = await keptOn(context.view, environment, { goods, holds });
  await tellTakenBack(context.repo, state);
  const detail = `${describeGoods(goods)}: ${reason}`;
  return save(context, {
    environment,
    state,
    action: 'rollback',
    detail,
    about: { apis: Object.keys(goods), reason },
    cause: also.cause,
    more: { ...also.more, ...more },
  });
}

function describe(good: LastGood | null | undefined): string {
  return good?.commit.slice(0, 7) ?? 'nothing (it was new)';
}

function lastGoodFiles(environment: string, goods: RolledBack['goods']): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(goods).map(([api, good]) => [files.lastGood(environment, api), good && asText(good)]),
  );
}
