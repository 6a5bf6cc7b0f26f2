import { createHash } from 'node:crypto';
import { closeIssue, ensureIssue, findIssue } from '../../github/issues.ts';
import type { Repo } from '../../github/repo.ts';
import type { ToldDrift } from '../../release/drift-response.ts';
import { renderDriftIssue, renderDriftOver } from '../../review/render/drift.ts';
import type { Titled } from '../../review/render/incident.ts';
import type { DriftFacts, DriftTarget } from '../../review/report-facts.ts';

const NEVER: ToldDrift = { episode: 0 };

/** What is about to be told of a target: undefined where all has been. An issue is told anew where its telling was begun and not ended. */
export function toTell(facts: DriftFacts, target: DriftTarget, told: ToldDrift = NEVER): ToldDrift | undefined {
  const { episode, issue, isBegun } = told;
  const stands = issue !== undefined || isBegun === true;
  const known = { ...(issue !== undefined && { issue }), isBegun: true } as const;
  if (target.rows.length === 0) return stands ? { episode, ...known } : undefined;
  const digest = digestOf(facts, target);
  if (told.digest === digest && isBegun !== true) return undefined;
  return { episode: stands ? episode : episode + 1, ...known, digest };
}

/**
 * Brings the issue of one target up to date: opened with drift, changed when that changes, closed when it is gone. Somebody who closes it
 * wants to hear no more of this very drift; when it becomes another, a new one is opened.
 */
export async function tellDrift(
  repo: Repo,
  facts: DriftFacts,
  target: DriftTarget,
  { digest, ...telling }: ToldDrift,
): Promise<ToldDrift> {
  if (digest === undefined) return over(repo, facts, target, telling);
  const titled = renderDriftIssue(facts, target);
  const place = `${facts.environment} ${target.name}`;
  let { episode } = telling;
  let issue = await ensureIssue(repo, wanted(place, episode, titled));
  if (issue?.state === 'closed') issue = await ensureIssue(repo, wanted(place, ++episode, titled));
  return { episode, digest, ...(issue && { issue: issue.number }) };
}

/** Where it was never opened after all, it is not opened to be closed. */
async function over(
  repo: Repo,
  facts: DriftFacts,
  target: DriftTarget,
  { episode, issue: known }: ToldDrift,
): Promise<ToldDrift> {
  const issue = wanted(`${facts.environment} ${target.name}`, episode, renderDriftOver(facts, target));
  const number = known ?? (await findIssue(repo, issue.key))?.number;
  if (number === undefined) return { episode };
  await ensureIssue(repo, issue);
  await closeIssue(repo, number);
  return { episode };
}

/** Of what is told; who writes the same again and again is told by the first time. */
function digestOf({ commit, elsewhere, teams }: DriftFacts, { rows, opened, fights, left }: DriftTarget): string {
  const named = rows.map((row) => ({ ...row, by: row.by.map(({ by }) => by) }));
  const stopped = fights.map(({ id }) => id);
  const text = JSON.stringify([commit, elsewhere, teams, named, opened, stopped, left]);
  return createHash('sha256').update(text).digest('hex');
}

function wanted(place: string, episode: number, { title, body }: Titled): Parameters<typeof ensureIssue>[1] {
  return { key: `drift ${place} ${episode}`, title, body, labels: ['sluice-drift'] };
}
