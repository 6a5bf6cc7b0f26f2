import { environmentOrder } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import { compare } from '../../github/commits.ts';
import type { PullFacts } from '../../github/pulls.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { EnvironmentState, LastGood, ReleasePhase } from '../../release/state.ts';
import type { CommandContext } from '../command/context.ts';
import { environmentState, lastGoodOf } from '../platform/record.ts';
import type { FileChange } from '../release/revert-files.ts';
import { revertFiles } from '../release/revert-files.ts';
import { pathsOf, touchedApis } from '../review/apis.ts';
import { configAt } from '../platform/config-at.ts';
import { rollbackReason } from './reason.ts';
import { mergedOnto } from './merged-range.ts';
import { threeWay } from './three-way.ts';

/** What a rollback is about, before anything is written. */
export interface RollbackScope {
  readonly apis: readonly string[];
  readonly environments: readonly string[];
  /** On the branch's tip; none where the branch has that content already. */
  readonly changes: readonly FileChange[];
  /** The commit whose content comes back, for people. */
  readonly to: string;
  /** The pull request whose deploy is taken back; undefined where APIs were named. */
  readonly takesBack?: number;
}

export type Scoped =
  { readonly ok: true; readonly scope: RollbackScope } | { readonly ok: false; readonly reason: string };

/** The environments that have this merge in what they were made from. */
async function reached(repo: Repo, config: SluiceConfig, view: RecordView, mergeCommit: string): Promise<string[]> {
  const names: string[] = [];
  for (const environment of environmentOrder(config)) {
    const { deployed } = await environmentState(view, environment);
    if (deployed === undefined) continue;
    const relation = await compare(repo, mergeCommit, deployed);
    if (relation === 'ahead' || relation === 'identical') names.push(environment);
  }
  return names;
}

/** Everything that a merged pull request changed, taken back on the branch's tip; a conflict is named, never resolved by guessing. */
export async function scopeOfPull(
  context: CommandContext,
  view: RecordView,
  pull: PullFacts,
  environment: string | undefined,
): Promise<Scoped> {
  const merged = pull.mergeCommitSha;
  if (!pull.merged || merged === undefined) {
    return { ok: false, reason: 'This pull request is not merged: there is no deploy of it to take back.' };
  }
  const everywhere = await reached(context.repo, context.config, view, merged);
  const environments = everywhere.filter((name) => environment === undefined || name === environment);
  if (environments.length === 0)
    return { ok: false, reason: `It has not reached ${environment ?? 'any environment'}.` };
  if (await isTakenBack(view, environments, pull.number, rollbackReason(context))) {
    return { ok: false, reason: 'It is taken back already; merging its revert makes git equal to live.' };
  }
  const onto = await mergedOnto(context.repo, pull, merged);
  const { changes, conflicts } = await takenBack(context, pull, onto, merged);
  if (conflicts.length > 0) {
    return { ok: false, reason: `Later changes touch the same lines of ${conflicts.join(', ')}.` };
  }
  const apis = await configuredApis(context.repo, pull, onto, merged);
  if (apis.length === 0) return { ok: false, reason: 'It changed no API that is deployed.' };
  if (changes.length === 0) {
    return { ok: false, reason: 'The branch has nothing of it any more: it was taken back or replaced already.' };
  }
  return { ok: true, scope: { apis, environments, changes, to: onto, takesBack: pull.number } };
}

/**
 * Whether every one of these environments is without the pull request already, and holds what it brought. By this very comment does
 * not count: its worker died before the answer, and what is left to do is done now.
 */
async function isTakenBack(
  view: RecordView,
  environments: readonly string[],
  pull: number,
  ownReason: string,
): Promise<boolean> {
  const states = await Promise.all(environments.map((name) => environmentState(view, name)));
  return states.every(({ holds }) => holds.some(({ takesBack, reason }) => takesBack === pull && reason !== ownReason));
}

/** What the pull request's files become on the tip without it. */
async function takenBack(
  { repo, head }: CommandContext,
  pull: PullFacts,
  onto: string,
  merged: string,
): Promise<{ changes: FileChange[]; conflicts: string[] }> {
  const changes: FileChange[] = [];
  const conflicts: string[] = [];
  for (const path of pathsOf(pull.files)) {
    const [tip, after, before] = await Promise.all([
      contentAt(repo, head, path),
      contentAt(repo, merged, path),
      contentAt(repo, onto, path),
    ]);
    const wanted = threeWay(tip, after, before);
    if (!wanted.ok) conflicts.push(path);
    else changes.push(...changeTo(path, tip, wanted.content));
  }
  return { changes, conflicts };
}

function changeTo(path: string, tip: Uint8Array | null, content: Uint8Array | null): FileChange[] {
  if (content === null) return tip === null ? [] : [{ path, content, action: 'removed' }];
  if (tip === null) return [{ path, content, action: 'restored' }];
  return Buffer.compare(tip, content) === 0 ? [] : [{ path, content, action: 'edited' }];
}

async function configuredApis(repo: Repo, pull: PullFacts, onto: string, merged: string): Promise<string[]> {
  const [before, after] = await Promise.all([configAt(repo, onto), configAt(repo, merged)]);
  const touched = await touchedApis({
    repo,
    pull: { files: pull.files, mergeBase: onto, headSha: merged },
    base: before.ok ? before.config : {},
    head: after.ok ? after.config : {},
  });
  return touched.filter(({ configured }) => configured).map(({ name }) => name);
}

async function contentAt(repo: Repo, commit: string, path: string): Promise<Uint8Array | null> {
  const read = await snapshotAt(repo, commit).file(path);
  return read.kind === 'file' ? read.bytes : null;
}

export interface NamedRollback {
  readonly apis: readonly string[];
  readonly environment: string;
  /** `last-good`, a commit, or a deployment's id. */
  readonly to: string;
}

/** The named APIs at an earlier state of one environment. */
export async function scopeOfApis(context: CommandContext, view: RecordView, wanted: NamedRollback): Promise<Scoped> {
  const { config, services, repo, head: tip, signal } = context;
  const known = (config.apis ?? []).map(({ name }) => name);
  const apis = wanted.apis.includes('all') ? known : [...wanted.apis];
  const unknown = apis.find((api) => !known.includes(api));
  if (unknown !== undefined)
    return { ok: false, reason: `There is no API \`${unknown}\`; there are ${known.join(', ') || 'none'}.` };
  const commits = await commitsFor(view, { ...wanted, apis });
  if (!commits.ok) return commits;
  const files = await revertFiles({
    services,
    repo,
    environment: wanted.environment,
    tip,
    apis: commits.byApi,
    signal,
  });
  if (!files.ok) return { ok: false, reason: files.reason };
  const [to = tip] = [...commits.byApi.values()].flatMap((commit) => (commit === null ? [] : [commit]));
  return { ok: true, scope: { apis, environments: [wanted.environment], changes: files.changes, to } };
}

/** Where an API's last good is what serves now, the release before the one that brought it is meant. */
function earlierGood({ current, good }: EnvironmentState, api: string, last: LastGood | undefined): string | undefined {
  const inDoubt = current?.changed.includes(api) === true && !SETTLED.includes(current.phase);
  if (last === undefined || inDoubt) return last?.commit;
  const brought = good.findIndex(({ deployment }) => deployment === last.deployment);
  return brought === -1 ? undefined : good[brought + 1]?.commit;
}

/** After these, what an API's last good is and what serves of it are the same. */
const SETTLED: readonly ReleasePhase[] = ['passed', 'restored', 'refused', 'superseded'];

type Commits =
  | { readonly ok: true; readonly byApi: ReadonlyMap<string, string | null> }
  | { readonly ok: false; readonly reason: string };

async function commitsFor(view: RecordView, wanted: NamedRollback): Promise<Commits> {
  const state = await environmentState(view, wanted.environment);
  if (wanted.to === 'last-good') {
    const goods = await lastGoodOf(view, wanted.environment, wanted.apis);
    const byApi = new Map<string, string | null>();
    for (const api of wanted.apis) {
      const earlier = earlierGood(state, api, goods.get(api));
      if (earlier === undefined)
        return { ok: false, reason: `\`${api}\` has no earlier good state in ${wanted.environment}.` };
      byApi.set(api, earlier);
    }
    return { ok: true, byApi };
  }
  const commit = /^[0-9a-f]{7,40}$/.test(wanted.to)
    ? state.good.find((good) => good.commit.startsWith(wanted.to))?.commit
    : state.good.find((good) => String(good.deployment) === wanted.to)?.commit;
  if (commit === undefined) {
    const shown = state.good.map((good) => `${good.commit.slice(0, 7)} (${good.deployment})`).join(', ');
    return {
      ok: false,
      reason: `\`${wanted.to.slice(0, 40)}\` is no good release of ${wanted.environment}; there are ${shown || 'none'}.`,
    };
  }
  return { ok: true, byApi: new Map(wanted.apis.map((api) => [api, commit])) };
}
