import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import type { PullFacts } from '../../github/pulls.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Waiver } from '../../release/state.ts';
import type { ReviewedApi, ReviewFacts, Unplanned } from '../../review/facts.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { Problem } from '../../spec/place.ts';
import { inSpan, type Facts } from '../../telemetry/spans.ts';
import { inspect, type InspectedApi } from '../inspect/run.ts';
import { filesOfTrees } from '../platform/changes-between.ts';
import { CONFIG_FILE, configAt, type ConfigAt } from '../platform/config-at.ts';
import { fetchFrom, textsOf } from '../platform/fetch-file.ts';
import { namesPack, packsAt, type PacksRead } from '../platform/packs.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { isDescriptionText } from '../platform/references.ts';
import { placedParity } from '../platform/parity-places.ts';
import { recordOf, waiversOf } from '../platform/record.ts';
import { reader, type Read } from '../platform/yaml-files.ts';
import { unmeasured } from '../release/queries.ts';
import { RULES_VERSION, today, type Services } from '../services.ts';
import { asViolations, type Found } from './agreement.ts';
import { placed, type PlacesInput } from './agreement-places.ts';
import { pathsOf, touchedApis, type TouchedApi } from './apis.ts';
import { planSections, type PlannedSection } from './plan-sections.ts';

/** What a review looks at: a pull request, or the commit of a merge queue in the shape of one. */
export type Reviewed = Pick<
  PullFacts,
  'number' | 'author' | 'headSha' | 'baseRef' | 'baseSha' | 'mergeBase' | 'files' | 'isFork'
> &
  Partial<Pick<PullFacts, 'complete'>>;

interface Gathering {
  readonly services: Services;
  readonly repo: Repo;
  readonly pull: Reviewed;
  /** The pull requests whose waivers count; default: this one's alone. What was accepted for one is not accepted for another. */
  readonly waivedBy?: readonly number[];
  readonly signal: AbortSignal;
}

/** Reads everything that the verdict on one head needs. Configuration, rules and waivers come from the base branch. */
export async function gatherReview(asked: Gathering): Promise<ReviewFacts> {
  const gathering = { ...asked, pull: await withAllFiles(asked) };
  const { services, repo, pull } = gathering;
  const { configs, touched, record } = await inSpan('review gather', { facts: pullFacts(pull) }, async (tell) => {
    const configs = await configsOf(gathering);
    const touched = await touchedApis({ repo, pull, base: configs.before, head: configs.after });
    tell({ apis: touched.length });
    return { configs, touched, record: await readRecord(services, repo) };
  });
  const { base, head, before, after, packs, isChanged, problems } = configs;
  const inspected = await inspectAll(gathering, touched, packs);
  const states = { before: base.ok ? before : undefined, after };
  const isRead = head.ok && inspected.ok;
  const planned = isRead ? await planFor(gathering, states, touched, inspected.apis, record) : [];
  const read = textsOf(repo, pull.headSha);
  const plan = await withPlaces(planned, after, reader(read));
  const disagreements = await placed(
    plan.flatMap((section) => section.disagreements),
    { read, config: after, operations: placesOf(inspected.ok ? inspected.apis : []) },
  );
  return {
    ...identity(gathering),
    apis: touched.map((api) => reviewed(api, inspected.ok ? inspected.apis : [], disagreements)),
    ...(!inspected.ok && { inspectFailure: { reason: inspected.reason, message: inspected.message } }),
    configProblems: [
      ...problems,
      ...[...moved(touched, after), ...(isChanged && plan.length === 0 ? unmeasuredIn(gathering, after) : [])].map(
        (problem) => ({ side: 'head' as const, problem }),
      ),
    ],
    ...(isChanged && { configChanged: { fromFork: pull.isFork } }),
    plan,
    ...(plan.length === 0 && { unplanned: isRead ? whyUnplanned(after) : 'unread' }),
    waivers: [
      ...(record === undefined ? [] : await waiversThatCount(gathering, record)),
      ...revertWaivers(gathering, plan, inspected.ok ? inspected.apis : []),
    ],
    files: pull.files,
  };
}

interface Configs {
  readonly base: ConfigAt;
  readonly head: ConfigAt;
  readonly before: SluiceConfig;
  readonly after: SluiceConfig;
  readonly packs: PacksRead['packs'];
  /** Whether the configuration or a pack that it names is among what changes. */
  readonly isChanged: boolean;
  readonly problems: ReviewFacts['configProblems'];
}

async function configsOf(gathering: Gathering): Promise<Configs> {
  const { services, repo, pull } = gathering;
  const paths = pathsOf(pull.files);
  const base = await configAt(repo, pull.baseSha);
  const head = paths.has(CONFIG_FILE) ? await configAt(repo, pull.headSha) : base;
  const before = base.ok ? base.config : {};
  const after = head.ok ? head.config : before;
  const { packs, problems } = await packsAt(services, repo, before, pull.baseSha);
  const isChanged = paths.has(CONFIG_FILE) || [before, after].some((config) => namesPack(config, paths));
  const all = [
    ...problemsOf('base', base),
    ...(head === base ? [] : problemsOf('head', head)),
    ...problems.map((problem) => ({ side: 'base' as const, problem })),
    ...(isChanged ? await newPackProblems(gathering, before, after) : []),
  ];
  return { base, head, before, after, packs, isChanged, problems: all };
}

/** A mistake in a rule would be merged unseen, and its rules no longer be asked for. */
async function newPackProblems(
  { services, repo, pull }: Gathering,
  before: SluiceConfig,
  after: SluiceConfig,
): Promise<ReviewFacts['configProblems']> {
  const known = await packsAt(services, repo, before, pull.mergeBase);
  const found = await packsAt(services, repo, after, pull.headSha);
  return found.problems
    .filter(({ message }) => known.problems.every((problem) => problem.message !== message))
    .map((problem) => ({ side: 'head', problem }));
}

function whyUnplanned({ environments = {} }: SluiceConfig): Unplanned {
  return Object.keys(environments).length === 0 ? 'no-environment' : 'no-api';
}

function identity({
  services,
  repo,
  pull,
}: Gathering): Omit<ReviewFacts, 'apis' | 'configProblems' | 'plan' | 'waivers' | 'files'> {
  return {
    repository: { url: repo.htmlUrl },
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    ...(pull.baseRef !== repo.defaultBranch && { deployedBranch: repo.defaultBranch }),
    baseSha: pull.mergeBase,
    rules: RULES_VERSION,
    today: today(services),
  };
}

async function readRecord(services: Services, repo: Repo): Promise<RecordView | undefined> {
  const read = await recordOf(services, repo).read();
  return read.ok ? read.view : undefined;
}

/** GitHub stops listing at 3,000 files; what it does not list must not go unjudged. */
async function withAllFiles({ repo, pull }: Gathering): Promise<Reviewed> {
  if (pull.complete !== false) return pull;
  const listed = new Map(pull.files.map((file) => [file.path, file]));
  const files = await filesOfTrees(repo, pull.mergeBase, pull.headSha);
  return { ...pull, files: files.map((file) => listed.get(file.path) ?? file) };
}

async function waiversThatCount({ pull, waivedBy = [pull.number] }: Gathering, record: RecordView): Promise<Waiver[]> {
  return (await waiversOf(record)).filter((waiver) => waivedBy.includes(waiver.pull));
}

/** A merge group has no number. */
function pullFacts({ number }: Reviewed): Facts {
  return number === 0 ? {} : { pull: number };
}

function inspectAll(
  { services, repo, pull, signal }: Gathering,
  touched: readonly TouchedApi[],
  packs: Parameters<typeof inspect>[0]['packs'],
): ReturnType<typeof inspect> {
  const apis = touched
    .filter(({ base, head }) => base !== undefined || head !== undefined)
    .map(({ name, base, head }) => ({
      name,
      ...(base !== undefined && { base }),
      ...(head !== undefined && { head }),
    }));
  if (apis.length === 0) return Promise.resolve({ ok: true, apis: [] });
  const fetch = fetchFrom(repo, { base: pull.mergeBase, head: pull.headSha });
  return inSpan('review compare', { facts: { apis: apis.length } }, async (tell) => {
    const inspected = await inspect({ apis, packs, today: today(services) }, fetch, signal);
    tell(inspected.ok ? countsOf(inspected.apis) : { failed: inspected.reason });
    return inspected;
  });
}

function countsOf(apis: readonly InspectedApi[]): Facts {
  const count = (of: (api: InspectedApi) => readonly unknown[]): number => apis.flatMap(of).length;
  return { changes: count(({ changes }) => changes), violations: count(({ violations }) => violations) };
}

async function planFor(
  { services, repo, pull, signal }: Gathering,
  { before, after }: { readonly before: SluiceConfig | undefined; readonly after: SluiceConfig },
  touched: readonly TouchedApi[],
  inspected: readonly InspectedApi[],
  record: RecordView | undefined,
): ReturnType<typeof planSections> {
  const apis = touched.filter(({ configured }) => configured).map(({ name }) => name);
  if (apis.length === 0) return [];
  const head = { config: after, commit: pull.headSha, outlines: outlinesOf(inspected, 'outline') };
  // Of a base that cannot be read nobody knows what this changes: then nothing is taken for its doing.
  const base =
    before === undefined
      ? head
      : { config: before, commit: pull.mergeBase, outlines: outlinesOf(inspected, 'outlineBefore') };
  return inSpan('review plan', { facts: { apis: apis.length } }, () =>
    planSections({ services, repo, record, apis, signal, ...head, base, hidesLive: pull.isFork }),
  );
}

function withPlaces(plan: readonly PlannedSection[], config: SluiceConfig, read: Read): Promise<PlannedSection[]> {
  return Promise.all(
    plan.map(async (section) =>
      section.parity === undefined ? section : { ...section, parity: await placedParity(section.parity, config, read) },
    ),
  );
}

/**
 * A revert is a breaking change against the branch and none for anybody: what it brings back is what serves. So where a pull request
 * ends a hold, and no environment would be written, its changes to that API and to who can reach it need nobody's word.
 */
function revertWaivers(
  { services, repo, pull }: Gathering,
  plan: readonly PlannedSection[],
  inspected: readonly InspectedApi[],
): Waiver[] {
  const written = new Set(plan.flatMap(({ targets }) => targets.flatMap(({ steps }) => steps.map(({ api }) => api))));
  const back = new Set(plan.flatMap((section) => section.backToLive).filter((api) => !written.has(api)));
  const at = services.now().toISOString();
  const by = repo.bot.login;
  const reason = 'what it brings back is what serves already';
  const changes = inspected
    .filter(({ name }) => back.has(name))
    .flatMap(({ name, changes: made }) => made.map(({ fingerprint }) => ({ api: name, fingerprint })));
  const access = plan.flatMap((section) => section.access.filter(({ api }) => back.has(api)));
  return [...changes, ...access].map(({ api, fingerprint }) => ({
    api,
    fingerprint,
    pull: pull.number,
    by,
    at,
    reason,
  }));
}

function outlinesOf(inspected: readonly InspectedApi[], side: 'outline' | 'outlineBefore'): Map<string, JsonObject> {
  return new Map(
    inspected.flatMap(({ name, [side]: outline }) => (outline === undefined ? [] : [[name, outline] as const])),
  );
}

function placesOf(inspected: readonly InspectedApi[]): PlacesInput['operations'] {
  return new Map(inspected.flatMap(({ name, places }) => (places === undefined ? [] : [[name, places] as const])));
}

function problemsOf(side: 'base' | 'head', config: ConfigAt): ReviewFacts['configProblems'] {
  return config.ok ? [] : config.problems.map((problem) => ({ side, problem }));
}

/** Descriptions that are read where they are now, and that nobody would find there once this is merged. */
function moved(touched: readonly TouchedApi[], after: SluiceConfig): Problem[] {
  const named = new Map((after.apis ?? []).map(({ name, spec }) => [name, spec]));
  return touched.flatMap(({ name, head }) => {
    const spec = named.get(name);
    if (spec === undefined || head === undefined || head === spec) return [];
    const message = `${CONFIG_FILE} still names ${spec} as the description of ${name}, which moved to ${head}. Name the new place there too.`;
    return [{ code: 'config-moved', message }];
  });
}

/** What a plan would say, where this brings none: a release that nobody could judge is refused. */
function unmeasuredIn({ services, repo }: Gathering, config: SluiceConfig): Problem[] {
  return Object.entries(config.environments ?? {}).flatMap(([environment, { analysis }]) =>
    targetsOf(services, repo, config, environment).usable.flatMap((target) => {
      const message = unmeasured(analysis, environment, target);
      return message === undefined ? [] : [{ code: 'config-unmeasured', message }];
    }),
  );
}

function reviewed(api: TouchedApi, inspected: readonly InspectedApi[], disagreements: readonly Found[]): ReviewedApi {
  const seen = inspected.find(({ name }) => name === api.name);
  const { name, owners } = api;
  const unseen = (seen?.files.head ?? []).filter((path) => path !== api.head && !isDescriptionText(path));
  return {
    name,
    owners,
    problems: seen?.problems ?? [],
    changes: seen?.changes ?? [],
    violations: [...(seen?.violations ?? []), ...asViolations(disagreements.filter((one) => one.api === name))],
    ...(unseen.length > 0 && { unseen }),
    ...(seen?.semver && { semver: seen.semver }),
  };
}
