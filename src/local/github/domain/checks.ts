import { accountOf } from '../actor.ts';
import type { Actor } from '../actor.ts';
import { readCommit } from '../git/objects.ts';
import { git } from '../git/run.ts';
import { repositoryDir } from '../lookup.ts';
import type { Annotation, CheckRun, CheckStatus, CheckSuite, Conclusion, Repository } from '../model.ts';
import { invalid, Refusal, unprocessable } from '../refusal.ts';
import { checkRun as renderRun, checkSuite as renderSuite } from '../render/check.ts';
import { headCommit } from '../render/commit.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emit } from './emit.ts';
import { settleMergeGroup } from './merge-queue.ts';

type Installed = Actor & { readonly kind: 'installation' };

/** GitHub's own, https://docs.github.com/en/rest/checks/runs. */
const MAX_ANNOTATIONS = 50;
const MAX_TEXT = 65_535;
const MAX_ACTIONS = 3;

export interface CheckFields {
  readonly name?: string;
  readonly status?: CheckStatus;
  readonly conclusion?: Conclusion;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly Annotation[];
  };
  readonly actions?: CheckRun['actions'];
}

function refuseTooMuch({ output, actions = [] }: CheckFields): void {
  const limits: [field: string, unit: string, size: number, max: number][] = [
    ['summary', 'bytesize', Buffer.byteLength(output?.summary ?? ''), MAX_TEXT],
    ['text', 'bytesize', Buffer.byteLength(output?.text ?? ''), MAX_TEXT],
    ['annotations', 'quantity', output?.annotations?.length ?? 0, MAX_ANNOTATIONS],
    ['actions', 'quantity', actions.length, MAX_ACTIONS],
  ];
  for (const [field, unit, size, max] of limits)
    if (size > max) throw invalid('CheckRun', field, 'invalid', `${field} exceeds a maximum ${unit} of ${max}`);
}

function checkFields(fields: CheckFields): void {
  refuseTooMuch(fields);
  const { status, conclusion } = fields;
  if (status === 'completed' && conclusion === undefined)
    throw unprocessable('Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.');
  if (status !== undefined && status !== 'completed' && conclusion !== undefined)
    throw unprocessable('Invalid request.\n\nA conclusion needs the status completed.');
}

async function suiteFor(world: World, actor: Installed, repository: Repository, sha: string): Promise<CheckSuite> {
  const { store } = world;
  const found = store.checkSuites.find(
    (row) => row.repositoryId === repository.id && row.appId === actor.app.id && row.headSha === sha,
  );
  if (found) return found;
  const dir = repositoryDir(world, repository);
  const branch = await git(dir, [
    'for-each-ref',
    '--count=1',
    '--format=%(refname:lstrip=2)',
    `--points-at=${sha}`,
    'refs/heads',
  ]);
  const now = timeOf(world);
  return store.checkSuites.insert({
    id: store.nextId(),
    repositoryId: repository.id,
    appId: actor.app.id,
    headSha: sha,
    headBranch: branch === '' ? null : branch,
    createdAt: now,
    updatedAt: now,
  });
}

export async function createCheckRun(
  world: World,
  actor: Installed,
  repository: Repository,
  fields: CheckFields & { readonly name: string; readonly headSha: string },
): Promise<CheckRun> {
  checkFields(fields);
  if (!(await readCommit(repositoryDir(world, repository), fields.headSha)))
    throw unprocessable(`No commit found for SHA: ${fields.headSha}`);
  const suite = await suiteFor(world, actor, repository, fields.headSha);
  const run = world.store.checkRuns.insert({
    id: world.store.nextId(),
    repositoryId: repository.id,
    suiteId: suite.id,
    appId: actor.app.id,
    headSha: fields.headSha,
    name: fields.name,
    status: 'queued',
    conclusion: null,
    externalId: null,
    detailsUrl: null,
    startedAt: timeOf(world),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  });
  apply(world, run, fields);
  emitRun(world, actor, run, 'created');
  await afterChange(world, actor, run);
  return run;
}

export async function updateCheckRun(
  world: World,
  actor: Installed,
  run: CheckRun,
  fields: CheckFields,
): Promise<void> {
  if (run.appId !== actor.app.id)
    throw new Refusal(
      403,
      'Invalid app_id `' +
        String(actor.app.id) +
        '` - check run can only be modified by the GitHub App that created it.',
    );
  checkFields(fields);
  apply(world, run, fields);
  await afterChange(world, actor, run);
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Annotations are added to those that are there; everything else that is given takes the place of what was. */
function apply(world: World, run: CheckRun, { output, status, conclusion, completedAt, ...rest }: CheckFields): void {
  const next = status ?? (conclusion === undefined ? run.status : 'completed');
  const done = next === 'completed';
  world.store.checkRuns.update(run, {
    ...given(rest),
    status: next,
    conclusion: done ? (conclusion ?? run.conclusion) : null,
    completedAt: done ? (completedAt ?? run.completedAt ?? timeOf(world)) : null,
  });
  if (!output) return;
  const { annotations = [], ...text } = output;
  world.store.checkRuns.update(run, {
    output: { ...run.output, ...given(text) },
    annotations: [...run.annotations, ...annotations],
  });
}

async function afterChange(world: World, actor: Installed, run: CheckRun): Promise<void> {
  if (run.status !== 'completed') return;
  emitRun(world, actor, run, 'completed');
  if (suiteOf(world, run)['status'] === 'completed') await emitSuite(world, actor, run, 'completed');
  await settleMergeGroup(world, run.repositoryId, run.headSha);
}

function suiteOf(world: World, run: CheckRun): ReturnType<typeof renderSuite> {
  const repository = world.store.repositories.must(run.repositoryId);
  return renderSuite(world, repository, world.store.checkSuites.must(run.suiteId));
}

function emitRun(world: World, actor: Actor, run: CheckRun, action: string): void {
  if (actor.kind === 'anonymous') return;
  const repository = world.store.repositories.must(run.repositoryId);
  emit(world, {
    event: 'check_run',
    action,
    repository,
    sender: accountOf(world, actor),
    body: { check_run: { ...renderRun(world, repository, run), check_suite: suiteOf(world, run) } },
    appId: run.appId,
  });
}

type Known = Exclude<Actor, { kind: 'anonymous' }>;

async function emitSuite(world: World, actor: Known, run: CheckRun, action: string): Promise<void> {
  const repository = world.store.repositories.must(run.repositoryId);
  const commit = await readCommit(repositoryDir(world, repository), run.headSha);
  if (!commit) throw new Error(`The head ${run.headSha} is not in ${repository.name}.`);
  const body = { check_suite: { ...suiteOf(world, run), head_commit: headCommit(commit) } };
  const sender = accountOf(world, actor);
  emit(world, { event: 'check_suite', action, repository, sender, body, appId: run.appId });
}

/** "Re-run": the App that made it is asked; the run stays as it is until the App says otherwise. */
export function rerequest(world: World, actor: Known, run: CheckRun): void {
  emitRun(world, actor, run, 'rerequested');
}

/** "Re-run all checks": the App hears of the suite, and of none of its runs. */
export async function rerequestAll(world: World, actor: Known, run: CheckRun): Promise<void> {
  await emitSuite(world, actor, run, 'rerequested');
}

/** The newest run of each name and App on a commit, or all of them. */
export function runsFor(world: World, repository: Repository, sha: string, filter: 'latest' | 'all'): CheckRun[] {
  const runs = world.store.checkRuns
    .filter((run) => run.repositoryId === repository.id && run.headSha === sha)
    .reverse();
  if (filter === 'all') return runs;
  return runs.filter(
    (run, at) => runs.findIndex((other) => other.name === run.name && other.appId === run.appId) === at,
  );
}
