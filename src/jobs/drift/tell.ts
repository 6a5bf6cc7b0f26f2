import { createHash } from 'node:crypto';
import { closeIssue, ensureIssue } from '../../github/issues.ts';
import type { Repo } from '../../github/repo.ts';
import type { ToldDrift } from '../../release/drift-response.ts';
import { renderDriftIssue, renderDriftOver } from '../../review/render/drift.ts';
import type { Titled } from '../../review/render/incident.ts';
import type { DriftFacts, DriftTarget } from '../../review/report-facts.ts';

const NEVER: ToldDrift = { episode: 0 };

/**
 * Brings the issue of one target up to date: opened with drift, changed when that changes, closed when it is gone. Somebody who closes it
 * wants to hear no more of this very drift; when it becomes another, a new one is opened. Nothing is written where nothing changed.
 */
export async function tellDrift(
  repo: Repo,
  facts: DriftFacts,
  target: DriftTarget,
  told: ToldDrift = NEVER,
): Promise<ToldDrift> {
  if (target.rows.length === 0) return told.issue === undefined ? told : over(repo, facts, target, told);
  const digest = digestOf(facts, target);
  if (told.digest === digest) return told;
  const titled = renderDriftIssue(facts, target);
  const place = `${facts.environment} ${target.name}`;
  let episode = told.issue === undefined ? told.episode + 1 : told.episode;
  let issue = await ensureIssue(repo, wanted(place, episode, titled));
  if (issue.state === 'closed') issue = await ensureIssue(repo, wanted(place, ++episode, titled));
  return { episode, issue: issue.number, digest };
}

async function over(
  repo: Repo,
  facts: DriftFacts,
  target: DriftTarget,
  { episode, issue = 0 }: ToldDrift,
): Promise<ToldDrift> {
  await ensureIssue(repo, wanted(`${facts.environment} ${target.name}`, episode, renderDriftOver(facts, target.name)));
  await closeIssue(repo, issue, 'completed');
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
