import { cell, code, cut, person, sentence, visible } from '../inert.ts';
import type { IncidentFacts, PullRef, RevertFacts } from '../report-facts.ts';
import { shrunk } from './budget.ts';
import { commitLink, shortSha } from './links.ts';
import { counted, cutLines, ended, folded, listed } from './wording.ts';

export interface Titled {
  /** Plain text. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** The incident issue: what was put back, how it is known, what was not, and what to do next. */
export function renderIncident(facts: IncidentFacts): Titled {
  const apis = plainNames(facts.failing);
  const outcome = {
    restored: 'put back',
    mixed: 'only partly put back',
    none: 'failing with no last good',
    failed: 'not put back',
  };
  const title = `${apis} ${outcome[facts.restoration.kind]} in ${facts.environment} (${shortSha(facts.release.commit)})`;
  const body = shrunk([200, 50, 10, 3], (rows) =>
    [
      verdictLine(facts),
      story(facts),
      measured(facts, rows),
      timeline(facts, rows),
      restoration(facts),
      planDiff(facts, rows),
      next(facts),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  return { title, body };
}

function verdictLine({ failing, environment, restoration: restored, release }: IncidentFacts): string {
  const apis = listed(failing, 3);
  const were = failing.length === 1 ? 'was' : 'were';
  const where = code(environment);
  switch (restored.kind) {
    case 'restored': {
      const affected = `users were affected for ${span(release.liveAt, restored.at)}`;
      return `**${apis} ${were} put back in ${where} at ${clock(restored.at)} UTC; ${affected}**`;
    }
    case 'mixed':
      return `**${apis}: only partly put back in ${where}; the rest is tried again until it is**`;
    case 'none':
      return `**${apis} ${failing.length === 1 ? 'fails' : 'fail'} in ${where}, and there is no last good to put back: ${where} is as the release left it**`;
    case 'failed':
      return `**${apis} could not be put back in ${where}: the failed release still serves**`;
  }
}

function story({ release, repository, reason, staying }: IncidentFacts): string {
  const brought = release.pulls.length === 0 ? '' : ` (${pulls(release.pulls)})`;
  const stay = staying.length === 0 ? '' : ` Other APIs of the release stay: ${listed(staying, 10)}.`;
  return `Release ${commitLink(release.commit, repository)}${brought} went live at ${clock(release.liveAt)}. Its analysis **failed**: ${ended(sentence(reason))}${stay}`;
}

function pulls(refs: readonly PullRef[]): string {
  return listed(
    refs.map(({ number, author }) => `#${number} by ${caller(author)}`),
    20,
    (text) => text,
  );
}

/** Whoever wrote what failed is told, once, by name. */
function caller(login: string): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(login) ? `@${login}` : code(login);
}

function measured({ measured: all }: IncidentFacts, rows: number): string {
  if (all.length === 0) return '';
  const lines = all
    .slice(0, rows)
    .map(({ failed, what, before, after, limit }) =>
      row([failed ? '●' : '○', sentence(what), sentence(before), sentence(after), sentence(limit)]),
    );
  return withMore(
    ['| | measured | before | after | limit |', '| --- | --- | --- | --- | --- |', ...lines],
    all.length - rows,
  );
}

function timeline({ timeline: all }: IncidentFacts, rows: number): string {
  const lines = all
    .slice(0, rows)
    .map(({ at, what, proof = '', pull }) =>
      row([clock(at), sentence(what), pull === undefined ? sentence(proof) : `#${pull}`]),
    );
  return withMore(['| time | what | proof |', '| --- | --- | --- |', ...lines], all.length - rows);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function withMore(lines: readonly string[], more: number): string {
  return lines.join('\n') + (more > 0 ? `\n\n${more} more.` : '');
}

function restoration({ restoration: restored, notTouched, repository }: IncidentFacts): string {
  const upstreams =
    notTouched.upstreams.length === 0 ? 'the upstreams' : `the upstreams ${listed(notTouched.upstreams, 5)}`;
  const requests =
    notTouched.failedRequests === undefined ? '' : ` (${notTouched.failedRequests.toLocaleString('en')})`;
  const untouched = `**Not touched:** ${upstreams}, their data, and the requests that failed meanwhile${requests}.`;
  if (restored.kind !== 'restored') {
    return [
      '**State of each target:**',
      ...restored.state.slice(0, 50).map((line) => `- ${sentence(line)}`),
      '',
      untouched,
    ].join('\n');
  }
  const hashes = Object.entries(restored.hashes).map(([target, hash]) => `${code(target)} ${code(hash.slice(0, 12))}`);
  const on = hashes.length === 0 ? '' : ` (${hashes.slice(0, 20).join(', ')})`;
  return `**Restored:** the gateway's configuration, from last good ${commitLink(restored.commit, repository)}${on}. ${untouched}`;
}

function planDiff({ plan }: IncidentFacts, rows: number): string {
  const steps = plan.flatMap(({ target, steps: all }) => all.map((step) => ({ target, step })));
  if (steps.length === 0) return '';
  const lines = steps
    .slice(0, rows)
    .map(
      ({ target, step }) =>
        `- ${step.action} ${code(step.id)} of ${code(step.api)} on ${code(target)}${step.summary === '' ? '' : `: ${sentence(step.summary)}`}`,
    );
  const more = steps.length - lines.length;
  return folded(
    `What the failed release changed (${counted(steps.length, 'step')})`,
    [...lines, ...(more > 0 ? [`- ${more} more`] : [])].join('\n'),
  );
}

function next(facts: IncidentFacts): string {
  const { revert, revertProblem, environment, failing, teams, isHeld } = facts;
  if (facts.restoration.kind === 'mixed' || facts.restoration.kind === 'failed') {
    return `**Next** mend what keeps the targets above from it: last good is put back as soon as they take it, and this issue says so. How things stand: ${code('/status')}`;
  }
  const merge = revert
    ? `merge #${revert.number} to make git equal to live, or push a fix`
    : `push a fix${revertProblem === undefined ? '' : `; no revert pull request could be opened: ${sentence(revertProblem).replace(/\.$/, '')}`}`;
  const held = isHeld ? ': it deploys as soon as its content differs' : '';
  const who = teams.length === 0 ? '' : ` (${listed(teams, 5, person)})`;
  const resume = isHeld
    ? ` Force it again: ${failing
        .slice(0, 5)
        .map((api) => code(`/resume ${api} env ${environment}`))
        .join(', ')}${who}.`
    : '';
  return `**Next** ${merge}${held}.${resume} How things stand: ${code('/status')}`;
}

/** The revert pull request: files back at last good, and everything that merging it takes back. */
export function renderRevertPull(facts: RevertFacts): Titled {
  const apis = plainNames(facts.apis);
  const asked = facts.asked === undefined ? '' : `; ${person(facts.asked.by)} asked for it in #${facts.asked.pull}`;
  const files = facts.files.map(({ path, action }) => `- ${action} ${code(path)}`);
  const body = [
    `**Puts ${listed(facts.apis, 5)} back to last good ${commitLink(facts.lastGood, facts.repository)}**${asked}`,
    `The files below are as they were there; everything else stays as it is on the branch. Merging makes git equal to what serves in ${listed(facts.environments, 5)} and lifts the hold. It does not touch upstreams or data.`,
    cutLines(files, 200),
    facts.takesBack.length === 0
      ? 'No pull request is taken back by it.'
      : `**Takes back** ${listed(
          facts.takesBack.map(({ number, author }) => `#${number} by ${caller(author)}`),
          50,
          (text) => text,
        )}`,
    '**Next** merge this, or close it and push a fix: the fix deploys as soon as its content differs.',
  ].join('\n\n');
  return { title: `Revert ${apis} to ${shortSha(facts.lastGood)}`, body };
}

/** For a title, where there is no markup. */
export function plainNames(names: readonly string[]): string {
  return listed(names, 3, (name) => visible(cut(name, 60)));
}

/** `02:14:07` of an ISO time in UTC. */
function clock(at: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(at)?.[1] ?? sentence(at);
}

/** `1 min 52 s`. */
function span(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
