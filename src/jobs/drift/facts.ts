import { accessEffects, type AccessEffect } from '../../release/exposure/effects.ts';
import { tellAccess } from '../../release/exposure/tell.ts';
import { summariseDrift, type Drifted } from '../../release/drift.ts';
import { FIGHT_TIMES, type DriftState } from '../../release/drift-response.ts';
import type { EnvironmentState } from '../../release/state.ts';
import type { DriftFacts, DriftTarget } from '../../review/report-facts.ts';
import { approvalGroups } from '../platform/approval.ts';
import type { EnvironmentLook, LookContext, TargetLook } from './look.ts';

/** A look as people are told of it. `left`: API → why it is not put back by itself. */
export function driftFacts(
  { repo, services, config }: LookContext,
  look: EnvironmentLook,
  known: DriftState,
  left: ReadonlyMap<string, string>,
): DriftFacts {
  const { environment, state, commit } = look;
  return {
    repository: { url: repo.htmlUrl },
    environment,
    commit,
    targets: look.targets.map((target) => targetFacts(environment, target, known, left)),
    elsewhere: elsewhere(state, look.drifted),
    corrected: [...new Set(known.corrections.map(({ id }) => id))],
    teams: [...new Set(approvalGroups(services, config, environment).flat())],
  };
}

function targetFacts(
  environment: string,
  look: TargetLook,
  { fights }: DriftState,
  left: ReadonlyMap<string, string>,
): DriftTarget {
  const { name } = look;
  if (!look.ok) return { name, problem: look.message, rows: [], opened: [], fights: [], left: {} };
  const drifted = new Set(look.drifted.map(({ api }) => api));
  const effects = opening(look, 'live').filter(({ api }) => drifted.has(api));
  return {
    name,
    rows: look.drifted.map((one) => ({
      api: one.api,
      id: one.id,
      kind: one.kind,
      summary: summariseDrift(one),
      by: one.by,
    })),
    opened: tellAccess(environment, [{ target: name, effects, brought: [] }]),
    fights: fights
      .filter(({ target }) => target === name)
      .map(({ id, by }) => ({ id, by: look.drifted.find((one) => one.id === id)?.by ?? by, times: FIGHT_TIMES })),
    left: Object.fromEntries([...left].filter(([api]) => drifted.has(api))),
  };
}

/** Whom one side lets in that the other does not: none where the gateway does not tell. */
function opening(look: Extract<TargetLook, { ok: true }>, side: 'live' | 'deployed'): AccessEffect[] {
  const access = look.target.access?.bind(look.target);
  if (access === undefined) return [];
  const [before, after] = side === 'live' ? [look.deployed, look.live] : [look.live, look.deployed];
  return accessEffects(access(before), access(after)).filter(({ level }) => level === 'error');
}

/**
 * APIs that would let somebody in where they are put back: whoever shut them by hand may have had a reason. One that is gone as a whole is
 * no gate that somebody shut.
 */
export function reopened(look: EnvironmentLook): ReadonlySet<string> {
  const effects = look.targets.flatMap((target) => {
    if (!target.ok) return [];
    const there = new Set(target.live.resources.map(({ api }) => api));
    return opening(target, 'deployed').filter(({ api }) => there.has(api));
  });
  return new Set(effects.map(({ api }) => api));
}

function elsewhere({ holds, current }: EnvironmentState, drifted: readonly Drifted[]): string[] {
  const apis = [...new Set(drifted.map(({ api }) => api))];
  return apis.flatMap((api) => {
    const hold = holds.find((one) => one.api === api);
    if (hold !== undefined) return [`${api} is held (${hold.reason}): what is deployed of it is not what git says.`];
    const pin = current?.pins[api];
    return pin === undefined
      ? []
      : [`${api} stays at last good (${pin}): what is deployed of it may not be what git says.`];
  });
}
