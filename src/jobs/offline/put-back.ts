import type { TargetRegistry } from '../../gateway/registry.ts';
import { dependencies } from '../../release/affected.ts';
import { lastGoodContent } from '../../release/compose.ts';
import type { LastGood } from '../../release/state.ts';
import { planOn, targetsOf } from '../platform/plan-environment.ts';
import { putBackEverywhere, toldOf } from '../release/apply.ts';
import type { EnvironmentCopy } from './copy.ts';

/** What each API goes back to; undefined: it was not there before, and is taken away. */
export type Goods = ReadonlyMap<string, LastGood | undefined>;

export type Chosen =
  /** `staying`: APIs of `all` that have nothing to go back to. */
  | { readonly ok: true; readonly goods: Goods; readonly staying: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Pure: last good of these APIs (or of all); where the release that is live passed and is itself last good, the one before it. As
 * `/rollback … to last-good` means it.
 */
export function chooseGoods(copy: EnvironmentCopy, apis: readonly string[]): Chosen {
  const known = knownApis(copy);
  const unknown = apis.find((api) => api !== 'all' && !known.includes(api));
  if (unknown !== undefined) {
    const there = known.length === 0 ? 'none' : known.join(', ');
    return { ok: false, message: `There is no API ${unknown} in ${copy.environment}; there are: ${there}.` };
  }
  const all = apis.includes('all');
  const goods = new Map<string, LastGood | undefined>();
  const staying: string[] = [];
  for (const api of all ? known : apis) {
    const found = goodOf(copy, api);
    if (found === undefined) staying.push(api);
    else goods.set(api, found.good);
  }
  if (goods.size === 0 || (!all && staying.length > 0)) {
    const names = staying.length === 0 ? copy.environment : staying.join(', ');
    return { ok: false, message: `There is no earlier good state of ${names} in the copy: nothing was written.` };
  }
  return { ok: true, goods, staying };
}

/** Every API that the copy knows. */
export function knownApis({ lastGood, state }: EnvironmentCopy): string[] {
  return [...new Set([...Object.keys(lastGood), ...(state.current?.changed ?? [])])].sort();
}

function goodOf(copy: EnvironmentCopy, api: string): { readonly good: LastGood | undefined } | undefined {
  const run = copy.state.current;
  const kept = copy.lastGood[api];
  if (kept === undefined) {
    const unproven = run !== undefined && run.phase !== 'passed' && run.created.includes(api);
    return unproven ? { good: undefined } : undefined;
  }
  const isLive = run?.phase === 'passed' && run.deployment === kept.good.deployment;
  if (!isLive) return { good: kept.good };
  return kept.before && { good: kept.before };
}

/** What came of one target. `changes`: APIs whose live content is, or would be, another. */
export interface TargetOutcome {
  readonly target: string;
  readonly state: 'would-change' | 'put-back' | 'nothing-to-do' | 'not-done';
  readonly changes: readonly string[];
  readonly message: string;
}

interface PutBack {
  readonly targets: TargetRegistry;
  readonly copy: EnvironmentCopy;
  readonly goods: Goods;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Writes and proves each target by itself: one that is dead keeps no other from serving last good. */
export async function putBackOnTargets(input: PutBack): Promise<readonly TargetOutcome[]> {
  const { config, environment, repository } = input.copy;
  const { usable, refused } = targetsOf(input, repository, config, environment);
  const done = await Promise.all(usable.map(({ name }) => putBackOn(input, name)));
  const closed = refused.map(({ target, message }) => notDone(target, message));
  return [...done, ...closed];
}

async function putBackOn({ targets, copy, goods, dryRun, signal }: PutBack, name: string): Promise<TargetOutcome> {
  const { environment, repository } = copy;
  const found = targets.get(name, repository.fullName);
  if (!found.ok) return notDone(name, found.message);
  const content = new Map([...goods].map(([api, good]) => [api, lastGoodContent(good)]));
  const wanted = { content, order: dependencies(copy.config) };
  const [planned] = await planOn([found.target], repository, environment, wanted, signal);
  if (planned?.ok !== true) return notDone(name, planned?.message ?? 'not read');
  const changes = [...new Set(planned.plan.steps.map(({ api }) => api))].sort();
  const facts = { target: name, changes };
  if (changes.length === 0) return { ...facts, state: 'nothing-to-do', message: 'serves that already' };
  if (dryRun) return { ...facts, state: 'would-change', message: `would change ${changes.join(', ')}` };
  const applied = await putBackEverywhere({ repo: repository, config: copy.config, signal }, environment, content, [
    found.target,
  ]);
  if (!applied.ok) return notDone(name, toldOf(applied), changes);
  const [proof] = applied.proofs;
  const where = proof?.nodes.join(', ') ?? '';
  return { ...facts, state: 'put-back', message: `read back from ${where}: ${proof?.hash.slice(0, 12) ?? ''}` };
}

function notDone(target: string, message: string, changes: readonly string[] = []): TargetOutcome {
  return { target, state: 'not-done', changes, message };
}
