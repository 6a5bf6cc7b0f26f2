import { setTimeout as sleep } from 'node:timers/promises';
import { dependencies } from '../../release/affected.ts';
import type { AnalysisVerdict } from '../../release/analysis.ts';
import { lastGoodContent } from '../../release/compose.ts';
import { wayBack } from '../../release/holds.ts';
import { makeNotice, type Notice, type NoticeType } from '../../release/notice.ts';
import type { ReleaseRun } from '../../release/state.ts';
import { announceSoon } from '../notice/announce.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { look } from '../release/analyse-phase.ts';
import { putBackEverywhere } from '../release/apply.ts';
import { reasonWith } from '../release/restore.ts';
import type { RepoRef } from '../requests.ts';
import type { Services } from '../services.ts';
import type { EnvironmentCopy, OfflineChange } from './copy.ts';

type Needs = Pick<Services, 'copies' | 'queue' | 'targets' | 'sinks' | 'now' | 'log'>;

/** Asking GitHub again costs seconds where it does not answer: in between releases are watched. */
const STAY_MS = 20_000;
/** Until GitHub is asked again where all that is left is to tell it. */
const RECHECK_MS = 5_000;
const RETRY_MS = 1_000;

/**
 * Goes on with the analyses of a repository while GitHub is down, from the copy of the record, and puts last good back where one
 * fails. Resolves to the milliseconds after which GitHub is asked again; undefined: nothing waits for it here.
 */
export async function watchOffline(services: Needs, ref: RepoRef, signal: AbortSignal): Promise<number | undefined> {
  const until = performance.now() + STAY_MS;
  for (;;) {
    signal.throwIfAborted();
    const { watching, telling } = await watchOnce(services, ref, signal);
    if (watching === undefined) return telling ? RECHECK_MS : undefined;
    if (performance.now() + watching > until) return watching;
    await sleep(watching, undefined, { signal });
  }
}

interface Watched {
  /** Milliseconds to the next look; undefined: no release is under analysis. */
  readonly watching: number | undefined;
  /** Whether there is something that the record does not know yet. */
  readonly telling: boolean;
}

async function watchOnce(services: Needs, ref: RepoRef, signal: AbortSignal): Promise<Watched> {
  const changes = await services.copies.changes(ref.fullName);
  const waits: number[] = [];
  for (const copy of await services.copies.environments(ref.fullName)) {
    const run = copy.state.current;
    if (copy.repository.id !== ref.id || run === undefined) continue;
    if (isUntold(run)) await tellTakenBack(services, copy, run, run.restoredAt ?? run.at);
    if (isSettled(run, changes)) continue;
    const wait = await step(services, copy, run, signal);
    if (wait !== undefined) waits.push(wait);
  }
  const telling = changes.length > 0 || (await services.copies.changes(ref.fullName)).length > 0;
  return { watching: waits.length === 0 ? undefined : Math.min(...waits), telling };
}

/** Put back and recorded as such, and then GitHub was gone before there was an incident. */
function isUntold({ phase, incident }: ReleaseRun): boolean {
  return phase === 'restored' && incident === undefined;
}

function isSettled(run: ReleaseRun, changes: readonly OfflineChange[]): boolean {
  if (run.phase !== 'live' && (run.phase !== 'failed' || run.reverted !== undefined)) return true;
  return changes.some(
    (change) =>
      (change.kind === 'restored' && change.run.deployment === run.deployment) ||
      (change.kind === 'rollback' && change.deployment === run.deployment),
  );
}

async function step(
  services: Needs,
  copy: EnvironmentCopy,
  run: ReleaseRun,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (run.phase === 'failed') return putBack(services, copy, run, signal);
  const analysis = copy.config.environments?.[copy.environment]?.analysis;
  if (analysis === undefined) return undefined;
  const watcher = { services, repo: copy.repository, signal };
  const verdict = await look(watcher, copy.environment, run, copy.config, analysis);
  // Any other verdict is for the record: it falls from the same samples when GitHub is back, unless they turn bad before.
  if (verdict.verdict !== 'failed') return verdict.waitMs;
  return putBack(services, copy, failed(run, verdict, services.now().toISOString()), signal);
}

function failed(run: ReleaseRun, { reason, measures, failing }: AnalysisVerdict, failedAt: string): ReleaseRun {
  return { ...run, reason, measures, failing, failedAt };
}

/** The revert set as a release would put it back; the gateway first, then the note for the record. */
async function putBack(
  services: Needs,
  copy: EnvironmentCopy,
  run: ReleaseRun,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { environment, repository, config, lastGood, state } = copy;
  const hasGood = (api: string): boolean => lastGood[api] !== undefined || run.created.includes(api);
  const { set, lost } = wayBack(run.failing ?? [], run.changed, dependencies(config), hasGood);
  const facts = { environment, apis: set, reason: run.reason };
  if (set.length === 0 || state.good.length === 0) {
    services.log.error(facts, 'failed while GitHub is down, and there is no last good to put back: live stays');
    const why = reasonWith(run, lost.length === 0 ? [environment] : lost);
    await announceSoon(services, [told('release.stuck', copy, { ...run, reason: why }, run.failedAt ?? run.at)]);
    return undefined;
  }
  const { usable, refused } = targetsOf(services, repository, config, environment);
  const content = new Map(set.map((api) => [api, lastGoodContent(lastGood[api]?.good)]));
  const applied = await putBackEverywhere({ repo: repository, config, signal }, environment, content, usable);
  if (!applied.ok || refused.length > 0) {
    const message = applied.ok ? refused[0]?.message : applied.message;
    services.log.error({ ...facts, message }, 'last good could not be put back yet');
    const why = `${run.reason ?? 'analysis failed'}; not put back yet: ${message ?? ''}`;
    await announceSoon(services, [told('release.stuck', copy, { ...run, reason: why }, run.failedAt ?? run.at)]);
    return RETRY_MS;
  }
  const at = services.now().toISOString();
  await tellTakenBack(services, copy, { ...run, reverted: set }, at);
  await services.copies.leave(repository.fullName, {
    kind: 'restored',
    id: `restored-${run.deployment}`,
    at,
    environment,
    by: 'sluice',
    reason: run.reason ?? 'analysis failed',
    run: { ...run, reason: reasonWith(run, lost), restoredAt: at, reverted: set },
  });
  services.log.warn(facts, 'last good is serving again; GitHub will be told when it is back');
  return undefined;
}

/** What GitHub says by an incident as soon as there can be one. */
function tellTakenBack(services: Needs, copy: EnvironmentCopy, run: ReleaseRun, at: string): Promise<void> {
  return announceSoon(services, [told('release.taken-back', copy, { ...run, failing: run.reverted ?? [] }, at)]);
}

/** As the record will have it: what is told of a release by its deployment is told once. */
function told(
  type: NoticeType,
  { repository, environment }: EnvironmentCopy,
  { failing, deployment, commit, reason }: ReleaseRun,
  at: string,
): Notice {
  return makeNotice(type, repository, `${environment} ${deployment}`, {
    at,
    environment,
    ...(failing && { apis: failing }),
    deployment,
    commit,
    ...(reason !== undefined && { reason }),
  });
}
