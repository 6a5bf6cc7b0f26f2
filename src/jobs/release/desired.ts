import { LRUCache } from 'lru-cache';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Target } from '../../gateway/target.ts';
import { dependencies } from '../../release/affected.ts';
import { applyHolds, dependantsOf, type HoldsVerdict } from '../../release/holds.ts';
import type { EnvironmentState, ReleaseRun } from '../../release/state.ts';
import type { JsonObject } from '../../spec/json.ts';
import { inspect, type InspectedApi } from '../inspect/run.ts';
import { fetchFrom } from '../platform/fetch-file.ts';
import { lastGoodOf } from '../platform/record.ts';
import { renderApis } from '../platform/render.ts';
import { today } from '../services.ts';
import type { ReleaseContext } from './context.ts';
import type { Content } from './snapshot.ts';
import { withheldFrom } from './withheld.ts';

export type Desired =
  { readonly ok: true; readonly verdict: HoldsVerdict } | { readonly ok: false; readonly reason: string };

/**
 * What these APIs, those under a hold and those that depend on them should be in an environment at one commit, holds
 * applied. Not deployable at all where a description cannot be read or a target cannot express something: half a release is none.
 */
export async function desiredContent(
  context: ReleaseContext,
  environment: string,
  commit: string,
  config: SluiceConfig,
  state: EnvironmentState,
  affected: readonly string[],
  targets: readonly Target[],
): Promise<Desired> {
  const dependsOn = dependencies(config);
  const held = state.holds.map(({ api }) => api);
  const withheld = await withheldFrom(context, environment, commit);
  const pinned = Object.keys(state.current?.pins ?? {});
  const apis = [...new Set([...affected, ...held, ...pinned, ...dependantsOf(held, dependsOn).keys()])];
  const outlines = await outlinesAt(context, commit, config, apis);
  if (!outlines.ok) return outlines;
  const rendered = await renderApis({
    repo: context.repo,
    commit,
    config,
    environment,
    apis,
    outlines: outlines.byApi,
    targets,
  });
  const [first] = rendered.problems;
  if (first !== undefined) {
    return { ok: false, reason: `${first.target} cannot express ${first.field} of ${first.api}: ${first.message}` };
  }
  const isFree = state.holds.length === 0 && withheld.size === 0;
  const lastGood = await lastGoodOf(context.view, environment, isFree ? [] : apis);
  const names = targets.map(({ name }) => name);
  const { content: desired } = rendered;
  return {
    ok: true,
    verdict: applyHolds({ targets: names, desired, lastGood, holds: state.holds, withheld, dependsOn }),
  };
}

/**
 * What a release under way still writes of that. What was taken out of it, held or resumed since it began stands as whoever said so left it:
 * the next release knows of that.
 */
export function stillMeant(content: Content, { changed }: ReleaseRun): Content {
  return new Map([...content].filter(([api]) => changed.includes(api)));
}

type Outlines =
  | { readonly ok: true; readonly byApi: ReadonlyMap<string, JsonObject> }
  | { readonly ok: false; readonly reason: string };

/** By repository, commit and file: one release asks for the same outlines in each of its phases. */
const known = new LRUCache<string, JsonObject>({ max: 500 });

export async function outlinesAt(
  { services, repo, signal }: Pick<ReleaseContext, 'services' | 'repo' | 'signal'>,
  commit: string,
  config: SluiceConfig,
  apis: readonly string[],
): Promise<Outlines> {
  const byApi = new Map<string, JsonObject>();
  const wanted: { name: string; head: string }[] = [];
  for (const { name, spec } of config.apis ?? []) {
    if (spec === undefined || !apis.includes(name)) continue;
    const outline = known.get(`${repo.id} ${commit} ${spec}`);
    if (outline === undefined) wanted.push({ name, head: spec });
    else byApi.set(name, outline);
  }
  if (wanted.length === 0) return { ok: true, byApi };
  const request = { apis: wanted, packs: [], today: today(services) };
  const inspected = await inspect(request, fetchFrom(repo, { head: commit }), signal);
  if (!inspected.ok) return { ok: false, reason: inspected.message };
  for (const api of inspected.apis) {
    if (api.outline === undefined) return { ok: false, reason: whyUnreadable(api) };
    known.set(`${repo.id} ${commit} ${wanted.find(({ name }) => name === api.name)?.head ?? ''}`, api.outline);
    byApi.set(api.name, api.outline);
  }
  return { ok: true, byApi };
}

function whyUnreadable({ name, problems }: InspectedApi): string {
  const problem = problems[0]?.problem;
  const place = problem?.range === undefined ? '' : ` (${problem.range.file}:${problem.range.start.line})`;
  return `the description of ${name} cannot be read: ${problem?.message ?? 'missing'}${place}`;
}
