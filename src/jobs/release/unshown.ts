import { pullsOfCommit } from '../../github/pulls.ts';
import { lastGoodContent, withContent, type ApiContent } from '../../release/compose.ts';
import { accessEffects } from '../../release/exposure/effects.ts';
import { keyOf, tellAccess, type TargetEffects } from '../../release/exposure/tell.ts';
import type { HoldsVerdict } from '../../release/holds.ts';
import type { EnvironmentState } from '../../release/state.ts';
import type { TargetPlanned } from '../platform/plan-environment.ts';
import { lastGoodOf, waiversOf } from '../platform/record.ts';
import { today } from '../services.ts';
import type { ReleaseContext } from './context.ts';
import { mergedPulls } from './gate.ts';

export interface Opening {
  readonly environment: string;
  readonly state: EnvironmentState;
  readonly commit: string;
  readonly planned: readonly TargetPlanned[];
  readonly verdict: HoldsVerdict;
}

/**
 * What a release would open that no review has shown: it opens against live, and not against last good, from which every commit on the way
 * here was judged. So live was changed by hand. Undefined where there is nothing of the kind, and for a first release.
 */
export async function unshownAccess(context: ReleaseContext, opening: Opening): Promise<string | undefined> {
  const { environment, state, commit, planned, verdict } = opening;
  const opened = planned.flatMap((one) => openedBy(one, verdict));
  const apis = [...new Set(opened.flatMap(({ effects }) => effects.map(({ api }) => api)))];
  if (state.deployed === undefined || apis.length === 0) return undefined;
  const goods = await lastGoodOf(context.view, environment, apis);
  const before = new Map(apis.map((api) => [api, lastGoodContent(goods.get(api))]));
  const unshown = opened.map(({ target, effects }): TargetEffects => {
    const shown = new Set(shownOn(target, planned, before, verdict.content).map(keyOf));
    return { target, effects: effects.filter((effect) => !shown.has(keyOf(effect))), brought: [] };
  });
  const told = tellAccess(environment, unshown);
  if (told.length === 0) return undefined;
  const waived = await waivedSince(context, state.deployed, commit);
  const [first, ...more] = told.filter(({ fingerprint }) => !waived.has(fingerprint));
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` And ${more.length} more.`;
  return `${first.message}${others} No review has shown that: live was changed by hand. Nothing was written. Make live what was deployed with /drift revert env ${environment}, or accept it on the merged pull request with /waive ${first.fingerprint}, then /deploy.`;
}

/** Last good is put back whatever it opens, so what is pinned does not count. */
function openedBy(planned: TargetPlanned, { pins }: HoldsVerdict): Pick<TargetEffects, 'target' | 'effects'>[] {
  if (!planned.ok || planned.target.access === undefined) return [];
  const { target, live, plan } = planned;
  const effects = accessEffects(target.access?.(live) ?? [], target.access?.(plan.desired) ?? []);
  return [{ target: target.name, effects: effects.filter(({ level, api }) => level === 'error' && !pins.has(api)) }];
}

function shownOn(
  name: string,
  planned: readonly TargetPlanned[],
  before: ReadonlyMap<string, ApiContent>,
  after: ReadonlyMap<string, ApiContent>,
): TargetEffects['effects'] {
  const one = planned.find(({ target }) => target.name === name);
  if (one?.ok !== true) return [];
  const access = (content: ReadonlyMap<string, ApiContent>): ReturnType<NonNullable<typeof one.target.access>> =>
    one.target.access?.(withContent(one.live, content)) ?? [];
  return accessEffects(access(before), access(after));
}

async function waivedSince(context: ReleaseContext, from: string, to: string): Promise<Set<string>> {
  const { repo, view, services } = context;
  const merged = (await pullsOfCommit(repo, to)).filter((pull) => pull.merged).map(({ number }) => number);
  const pulls = new Set([...(await mergedPulls(repo, from, to)), ...merged]);
  const day = today(services);
  const valid = (await waiversOf(view)).filter(({ pull, until }) => pulls.has(pull) && (until ?? day) >= day);
  return new Set(valid.map(({ fingerprint }) => fingerprint));
}
