import type { Target } from '../../gateway/target.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { ApiContent } from '../../release/compose.ts';
import { withContent } from '../../release/compose.ts';
import { driftOf, type Drifted } from '../../release/drift.ts';
import type { Manifest } from '../../release/manifest.ts';
import type { EnvironmentState } from '../../release/state.ts';
import type { OfflineChange } from '../offline/copy.ts';
import { configAt } from '../platform/config-at.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { environmentState, lastGoodOf } from '../platform/record.ts';
import { scopeOf } from '../platform/render.ts';
import { isUnderWay } from '../release/advance.ts';
import { aheadOf } from '../release/ahead.ts';
import type { ReleaseContext } from '../release/context.ts';
import type { Content } from '../release/snapshot.ts';
import { rollbackMark } from '../rollback/mark.ts';

export type LookContext = Pick<ReleaseContext, 'services' | 'repo' | 'view' | 'config' | 'signal'>;

export type TargetLook =
  | {
      readonly ok: true;
      readonly name: string;
      readonly target: Target;
      readonly live: Manifest;
      readonly deployed: Manifest;
      readonly drifted: readonly Drifted[];
    }
  | { readonly ok: false; readonly name: string; readonly message: string };

/** An environment held against what the record says is deployed there. */
export interface EnvironmentLook {
  readonly ok: true;
  readonly environment: string;
  readonly state: EnvironmentState;
  /** The commit that live was made from, holds and pins apart. */
  readonly commit: string;
  /** Of every API that is deployed. */
  readonly content: Content;
  readonly targets: readonly TargetLook[];
  readonly drifted: readonly Drifted[];
}

/** Nothing to be told now, and why. */
export type Look = EnvironmentLook | { readonly ok: false; readonly reason: string };

/** Reads every target of an environment. While a release or a rollback is under way there nothing is drift. */
export async function lookForDrift(context: LookContext, environment: string): Promise<Look> {
  const state = await environmentState(context.view, environment);
  const commit = state.deployed;
  if (commit === undefined) return { ok: false, reason: `Nothing has been deployed to ${environment} yet.` };
  if (isUnderWay(state.current)) {
    return { ok: false, reason: `A release to ${environment} is under way: what differs there now is no drift.` };
  }
  if (await isAheadOfRecord(context, environment)) {
    return { ok: false, reason: `${environment} was put back, which is not on the record yet: that is no drift.` };
  }
  const at = await configAt(context.repo, commit);
  const config = at.ok ? at.config : context.config;
  const { usable, refused } = targetsOf(context.services, context.repo, config, environment);
  const content = await deployedContent(context.view, environment);
  const unknown = unknownApis(state, content);
  const looks = await Promise.all(usable.map((target) => lookAt(context, environment, target, content, unknown)));
  const targets = [...looks, ...refused.map(({ target, message }) => ({ ok: false as const, name: target, message }))];
  const drifted = targets.flatMap((look) => (look.ok ? look.drifted : []));
  return { ok: true, environment, state, commit, content, targets, drifted };
}

const PUT_BACK: readonly OfflineChange['kind'][] = ['restored', 'rollback', 'taken-back'];

/** Whether a rollback is being written, or something was put back that the record could not be told. */
async function isAheadOfRecord(context: LookContext, environment: string): Promise<boolean> {
  const { copies } = context.services;
  const changes = await copies.changes(context.repo.fullName);
  const isPutBack = changes.some((change) => change.environment === environment && PUT_BACK.includes(change.kind));
  return isPutBack || rollbackMark(context, environment).stands();
}

/** What the record says is live: what has not passed where there is such a thing, last good everywhere else. */
async function deployedContent(view: RecordView, environment: string): Promise<Map<string, ApiContent>> {
  const prefix = `last-good/${environment}/`;
  const apis = view.paths().flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length, -5)] : []));
  const goods = await lastGoodOf(view, environment, apis);
  const content = new Map([...goods].map(([api, { resources }]): [string, ApiContent] => [api, resources]));
  for (const [api, resources] of await aheadOf(view, environment)) content.set(api, resources);
  return content;
}

/** Held as they were found: what that is, no record says. */
function unknownApis({ holds, current }: EnvironmentState, content: Content): ReadonlySet<string> {
  const held = [...holds.map(({ api }) => api), ...Object.keys(current?.pins ?? {})];
  return new Set(held.filter((api) => !content.has(api)));
}

async function lookAt(
  { repo, signal }: LookContext,
  environment: string,
  target: Target,
  content: Content,
  unknown: ReadonlySet<string>,
): Promise<TargetLook> {
  const { name } = target;
  const read = await target.read(scopeOf(repo, environment), signal);
  if (!read.ok) return { ok: false, name, message: read.message };
  const live = read.manifest;
  const deployed = withContent({ target: name, resources: [] }, content);
  const drifted = driftOf(live, deployed, read.changers).filter(({ api }) => !unknown.has(api));
  return { ok: true, name, target, live, deployed, drifted };
}

/** What these APIs are where they are as deployed; nothing for those that should not be there. */
export function asDeployed({ content }: EnvironmentLook, apis: Iterable<string>): Content {
  return new Map([...apis].map((api) => [api, content.get(api) ?? {}]));
}
