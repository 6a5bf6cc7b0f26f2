import type { Changer } from '../../release/drift.ts';
import { cell, code, person, sentence, visible } from '../inert.ts';
import type { DriftFacts, DriftRow, DriftTarget } from '../report-facts.ts';
import { shrunk } from './budget.ts';
import type { Titled } from './incident.ts';
import { commitLink } from './links.ts';
import { counted, folded, listed } from './wording.ts';

/** The issue about one target that is not as it was deployed. */
export function renderDriftIssue(facts: DriftFacts, target: DriftTarget): Titled {
  const apis = [...new Set(target.rows.map(({ api }) => api))];
  const title = `Drift on ${target.name} in ${facts.environment}: ${listed(apis, 3, visible)}`;
  const body = shrunk([200, 50, 10], (rows) =>
    parts(
      verdictOf(facts, target),
      table(target.rows, rows),
      opened(target),
      stopped(target),
      left(target),
      git(facts),
      next(facts),
    ),
  );
  return { title, body };
}

/** The same issue once there is nothing left of it. */
export function renderDriftOver(
  { environment, commit, repository }: DriftFacts,
  { name: target, isTakenOut }: DriftTarget,
): Titled {
  if (isTakenOut === true) {
    const body = `**${code(target)} in ${code(environment)} was taken out of the configuration.** What it serves stays as it is, and is not looked at any more.`;
    return { title: `Drift on ${target} in ${environment}: no longer looked at`, body };
  }
  const body = `**${code(target)} in ${code(environment)} is as it was deployed again** · release ${commitLink(commit, repository)}\n\nNothing is left to do here.`;
  return { title: `Drift on ${target} in ${environment}: gone`, body };
}

/** The reply to `/drift show`, every target of every environment that was asked for. */
export function renderDriftReply(environments: readonly (DriftFacts | { readonly reason: string })[]): string {
  return shrunk([200, 50, 10], (rows) =>
    environments
      .map((facts) => ('reason' in facts ? `○ ${sentence(facts.reason)}` : shown(facts, rows)))
      .join('\n\n---\n\n'),
  );
}

function shown(facts: DriftFacts, rows: number): string {
  const drifted = facts.targets.some((target) => target.rows.length > 0);
  const each = facts.targets.map((target) => {
    if (target.problem !== undefined) return `◐ ${code(target.name)} could not be read: ${sentence(target.problem)}`;
    if (target.rows.length === 0) return verdictOf(facts, target);
    return parts(verdictOf(facts, target), table(target.rows, rows), opened(target), stopped(target), left(target));
  });
  const tail = drifted ? [git(facts), corrections(facts), next(facts)] : [corrections(facts)];
  return parts(...each, ...tail);
}

function parts(...all: readonly string[]): string {
  return all.filter((part) => part !== '').join('\n\n');
}

function verdictOf({ environment, commit, repository }: DriftFacts, { name, rows }: DriftTarget): string {
  const release = `release ${commitLink(commit, repository)}`;
  if (rows.length === 0) return `○ **${code(name)} in ${code(environment)} is as it was deployed** · ${release}`;
  const counts = (['changed', 'missing', 'extra'] as const).flatMap((kind) => {
    const count = rows.filter((row) => row.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `**${code(name)} in ${code(environment)} is not as it was deployed: ${counts.join(', ')}** · ${release}`;
}

const kinds: Readonly<Record<DriftRow['kind'], string>> = {
  changed: 'changed',
  missing: 'missing: deployed, and not live',
  extra: 'extra: live, and not deployed',
};

function table(rows: readonly DriftRow[], most: number): string {
  const lines = rows.slice(0, most).map(({ api, id, kind, summary, by }) => {
    const cells = ['◐', code(api), code(id), kinds[kind], sentence(summary), changers(by)];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const more = rows.length - lines.length;
  return [
    '| | API | what | how | deployed → live | by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...(more > 0 ? ['', `${more} more.`] : []),
  ].join('\n');
}

function changers(by: readonly Changer[]): string {
  if (by.length === 0) return 'unknown';
  return by
    .slice(0, 2)
    .map(({ by: name, at }) => (at === undefined ? code(name) : `${code(name)} at ${code(at)}`))
    .join(', ');
}

export function opened({ opened: all }: Pick<DriftTarget, 'opened'>): string {
  return all
    .slice(0, 10)
    .map(({ message, names }) => `● Live opens what was not deployed so: ${sentence(message, names)}`)
    .join('\n');
}

function stopped({ fights }: DriftTarget): string {
  if (fights.length === 0) return '';
  const each = fights
    .slice(0, 10)
    .map(
      ({ id, by, times }) =>
        `${code(id)} was put back ${counted(times, 'time')} within an hour and is different again${by.length === 0 ? '' : `; changed by ${changers(by)}`}`,
    );
  return `● **Something keeps changing it back, so Sluice has stopped.** ${each.join('. ')}. Find out who, then \`/drift revert\`: it starts anew.`;
}

function left({ left: reasons }: DriftTarget): string {
  const lines = Object.entries(reasons).map(([api, reason]) => `- ${code(api)}: ${sentence(reason)}`);
  return lines.length === 0 ? '' : `Not put back by itself:\n${lines.slice(0, 20).join('\n')}`;
}

function git({ elsewhere }: DriftFacts): string {
  if (elsewhere.length === 0) return '';
  return folded(
    'Where git asks for something else than was deployed',
    elsewhere.map((line) => `- ${sentence(line)}`).join('\n'),
  );
}

function corrections({ corrected }: DriftFacts): string {
  return corrected.length === 0 ? '' : `Put back by itself within the last hour: ${listed(corrected, 10)}.`;
}

function next({ environment, teams }: DriftFacts): string {
  const who = teams.length === 0 ? '' : ` (${listed(teams, 5, person)})`;
  const command = (word: string): string => code(`/drift ${word} env ${environment}`);
  return `**Next** ${command('revert')} puts back what was deployed${who} · ${command('adopt')} makes git say what is live · ${command('show')} looks again`;
}
