/** The check run `sluice`: one for each head, always concluded, written only when it says something else. */
import type { CheckOutput } from '../review/output.ts';
import { isGitHubError } from './errors.ts';
import { assertSha, at, type Repo } from './repo.ts';
import { fit, maxCheckText } from './text.ts';

export const checkName = 'sluice';

interface CheckRun {
  readonly id: number;
  readonly externalId: string;
}

export interface ConcludeOptions {
  /** Somebody asked for the check again: GitHub waits for a new run, even an equal one. */
  readonly rerun?: boolean;
}

/** The verdict on a head: of a pull request, of a merge group, or that the review could not be made. */
export async function concludeCheck(
  repo: Repo,
  headSha: string,
  check: CheckOutput,
  options: ConcludeOptions = {},
): Promise<{ writes: number }> {
  const externalId = repo.seal(
    JSON.stringify(['check', headSha, check.conclusion, check.title, check.summary, check.text ?? null]),
  );
  const known = options.rerun === true ? undefined : await findCheck(repo, headSha);
  if (known?.externalId === externalId) return { writes: 0 };
  const content = {
    status: 'completed',
    conclusion: check.conclusion,
    external_id: externalId,
    output: sized(check),
  } as const;
  const id = await write(repo, headSha, known, content, options);
  await remember(repo, headSha, { id, externalId });
  return { writes: 1 };
}

/** Whether a head has its verdict. GitHub is asked for each head once a week: sweeps ask for all that are open. */
export async function isConcluded(repo: Repo, headSha: string): Promise<boolean> {
  const known = await findCheck(repo, headSha);
  if (known !== undefined) await remember(repo, headSha, known);
  return known !== undefined;
}

interface Completed {
  readonly status: 'completed';
  readonly conclusion: CheckOutput['conclusion'];
  readonly external_id: string;
  readonly output: ReturnType<typeof sized>;
}

async function write(
  repo: Repo,
  headSha: string,
  known: CheckRun | undefined,
  content: Completed,
  { rerun }: ConcludeOptions,
): Promise<number> {
  const { rest } = repo.octokit;
  if (known !== undefined) {
    try {
      return (await rest.checks.update({ ...at(repo), check_run_id: known.id, ...content })).data.id;
    } catch (error) {
      if (!isGitHubError(error, 'not-found')) throw error;
    }
  }
  try {
    return (await rest.checks.create({ ...at(repo), name: checkName, head_sha: headSha, ...content })).data.id;
  } catch (error) {
    if (rerun === true || !isGitHubError(error, 'unavailable')) throw error;
    // Only the answer may be lost: who sees the check can merge before the job runs again, and then no comment is written.
    const made = await newestRun(repo, headSha);
    if (made?.externalId !== content.external_id) throw error;
    return made.id;
  }
}

function sized({ title, summary, text }: CheckOutput) {
  const rest = 'Run `sluice check` on the two commits for all of it.';
  return {
    title: title.slice(0, 255),
    summary: fit(summary, maxCheckText, rest),
    ...(text === undefined ? {} : { text: fit(text, maxCheckText, rest) }),
  };
}

/** The newest run of ours on that head. What we wrote last is remembered, since listing costs a request. */
async function findCheck(repo: Repo, headSha: string): Promise<CheckRun | undefined> {
  assertSha(headSha);
  const cached = await repo.cache.get(keyOf(repo, headSha));
  return cached === undefined ? newestRun(repo, headSha) : (JSON.parse(Buffer.from(cached).toString()) as CheckRun);
}

async function newestRun(repo: Repo, headSha: string): Promise<CheckRun | undefined> {
  const { data } = await repo.octokit.rest.checks.listForRef({
    ...at(repo),
    ref: headSha,
    check_name: checkName,
    app_id: repo.bot.appId,
    filter: 'latest',
    per_page: 100,
  });
  const ours = data.check_runs.filter(({ app, name }) => app?.id === repo.bot.appId && name === checkName);
  const newest = ours.sort((a, b) => b.id - a.id)[0];
  return newest && { id: newest.id, externalId: newest.external_id ?? '' };
}

const rememberedMs = 7 * 24 * 3_600_000;

async function remember(repo: Repo, headSha: string, run: CheckRun): Promise<void> {
  await repo.cache.set(keyOf(repo, headSha), Buffer.from(JSON.stringify(run)), { ttlMs: rememberedMs });
}

function keyOf(repo: Repo, headSha: string): string {
  return `github:check:${repo.id}:${headSha}`;
}
