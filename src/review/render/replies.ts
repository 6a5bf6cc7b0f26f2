import type { Finding } from '../decide.ts';
import { cell, code, person, sentence } from '../inert.ts';
import type { PlanFacts, RefusalFacts, RefusedReleaseFacts, StatusFacts } from '../report-facts.ts';
import { fitted } from './budget.ts';
import { proof, reachOf, what } from './findings.ts';
import { commitLink, placeLink, type Links } from './links.ts';
import { paritySection } from './parity.ts';
import { planDetails, planSummary } from './plan.ts';
import { skewWords, standingWords } from './standings.ts';
import { counted, ended, listed, marks } from './wording.ts';

/** What was asked, that it was not done, why, and that nothing was changed. */
export function renderRefusal({ command, reason, next = [] }: RefusalFacts): string {
  return [`${code(command, 300)}: not done. ${ended(sentence(reason))} Nothing was changed.`, ...nextLine(next)].join(
    '\n\n',
  );
}

function nextLine(commands: readonly string[]): string[] {
  return commands.length === 0
    ? []
    : [
        `**Next** ${commands
          .slice(0, 10)
          .map((command) => code(command, 300))
          .join(' · ')}`,
      ];
}

/** The comment of a release that was refused, for those who merged it. */
export function renderRefusedRelease(facts: RefusedReleaseFacts): string {
  const { repository, commit, environment, at, reason, targets, standings, deployment } = facts;
  const more = [
    ...(reason === undefined ? [] : [sentence(reason)]),
    ...standingWords(standings),
    `deployment ${code(String(deployment))}`,
  ];
  const cells = ['●', code(environment), `refused${time(at)}`, listed(targets, 5), more.join(' · ')];
  return fitted([
    `**Refused in ${code(environment)}** · ${commitLink(commit, repository)}`,
    '',
    '| | environment | state | targets | |',
    '| --- | --- | --- | --- | --- |',
    `| ${cells.map(cell).join(' | ')} |`,
    '',
    ...nextLine([`/plan env ${environment}`, `/deploy env ${environment}`]),
  ]).trimEnd();
}

function time(at: string | undefined): string {
  return at === undefined ? '' : ` at ${/T(\d\d:\d\d:\d\d)/.exec(at)?.[1] ?? sentence(at)}`;
}

/** The reply to `/plan`, every step with its target. */
export function renderPlan({ plan, unplanned, commit, repository }: PlanFacts): string {
  const first = `**${planVerdict(plan)}**`;
  const lines = plan.length === 0 ? [planSummary({ plan, ...(unplanned && { unplanned }) })] : planDetails(plan);
  const body = fitted(lines, 60_000, (count) => `- … and ${counted(count, 'more line')}`);
  return [`${first} · ${commitLink(commit, repository)}`, body].join('\n\n');
}

function planVerdict(plan: PlanFacts['plan']): string {
  const targets = plan.flatMap((section) => section.targets);
  const steps = targets.flatMap((target) => target.steps).length;
  if (targets.some(({ state }) => state === 'problems')) return 'A deploy would be refused';
  const isKnown = targets.every(({ state }) => state !== 'unreadable');
  if (steps === 0) return isKnown ? 'A deploy changes nothing' : 'What a deploy would do is not known';
  return `A deploy takes ${isKnown ? '' : 'at least '}${counted(steps, 'step')}`;
}

const reasons: Readonly<Record<Finding['kind'], string>> = {
  change: 'A client that was right before can fail now.',
  violation: 'A rule of the organisation does not hold here.',
  version: 'The version does not tell consumers that they are concerned.',
  access: 'Somebody would get in who could not until now, or with less of a proof of who they are.',
};

/** What a check says of itself, and where its page is. */
export interface Explanation {
  readonly check: { readonly title: string; readonly why: string; readonly instead: string };
  readonly page?: string;
}

/** The reply to `/why`: the finding, what its check or rule says, its place on both sides, its proof, all that it reaches. */
export function renderWhy(finding: Finding, links: Links, explanation?: Explanation): string {
  const { change } = finding;
  const sides = placesOf(finding, links);
  const shown = proof(finding);
  const named = (change?.operations ?? []).map(({ method, path }) => `- ${code(`${method} ${path}`)}`);
  const more = reachOf(change) - named.length;
  const reached = more > 0 ? [...named, `- and ${more} more`] : named;
  const schema = change?.witness
    ? [change.witness.base, change.witness.head].flatMap((place) => (place === null ? [] : [place]))
    : [];
  return fitted([
    `${marks[finding.level]} **${what(finding)}** ${code(finding.id)}`,
    '',
    reasonOf(finding),
    ...(finding.violation?.why === undefined ? [] : ['', sentence(finding.violation.why)]),
    ...(explanation === undefined ? [] : explained(explanation)),
    ...(sides.length === 0 ? [] : ['', sides.join(' · ')]),
    ...(shown === undefined ? [] : ['', shown]),
    ...(schema.length === 0 ? [] : ['', `By the schema at ${listed([...new Set(schema)], 2)}.`]),
    ...(reached.length === 0 ? [] : ['', `It reaches ${counted(reachOf(change), 'operation')}:`, ...reached]),
    '',
    ...nextLine(
      finding.blocking && finding.fingerprint !== undefined ? [`/waive ${finding.fingerprint} --reason "…"`] : [],
    ),
  ]).trimEnd();
}

function explained({ check: { title, why, instead }, page }: Explanation): string[] {
  const more = page === undefined ? [] : [`With examples: [${title}](${page})`];
  return ['', why, '', `**Instead** ${instead} ${more.join('')}`.trimEnd()];
}

function placesOf({ change, violation, place }: Finding, links: Links): string[] {
  if (!change) return violation && place ? [placeLink(place, links)] : [];
  const side = change.head ? 'head' : 'base';
  const via = change.via.slice(0, 5).map((range) => placeLink({ side, range }, links));
  return [
    ...(change.base ? [`before: ${placeLink({ side: 'base', range: change.base }, links)}`] : []),
    ...(change.head ? [`after: ${placeLink({ side: 'head', range: change.head }, links)}`] : []),
    ...(via.length > 0 ? [`through ${via.join(', ')}`] : []),
  ];
}

function reasonOf(finding: Finding): string {
  if (finding.level === 'info') return 'It breaks nobody.';
  return finding.level === 'warning' && finding.kind === 'change'
    ? 'Some clients may notice it.'
    : reasons[finding.kind];
}

/** The reply to `/status`: what serves where, what is held and why. */
export function renderStatus({ environments, repository, parity, next }: StatusFacts): string {
  const rows = environments.map((entry) => {
    const kept = [
      ...skewWords(entry.standings),
      ...entry.holds.map(({ api, reason, by }) => `${code(api)} held by ${person(by)}: ${sentence(reason)}`),
      ...Object.entries(entry.pins).map(([api, reason]) => `${code(api)} stays at last good: ${sentence(reason)}`),
    ];
    const cells = [
      code(entry.environment),
      entry.commit === undefined ? 'nothing deployed' : commitLink(entry.commit, repository),
      entry.phase === undefined ? '' : `${sentence(entry.phase)}${time(entry.at)}`,
      entry.lastGood === undefined ? 'none yet' : commitLink(entry.lastGood, repository),
      kept.join(' · '),
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const held = environments.filter(({ holds }) => holds.length > 0).map(({ environment }) => environment);
  const first = held.length > 0 ? `**Held in ${listed(held, 5)}**` : '**Nothing is held**';
  if (environments.length === 0)
    return [`**Nothing is deployed from here: no environment is configured**`, ...nextLine(next)].join('\n\n');
  const head = ['| environment | release | state | last good | kept back |', '| --- | --- | --- | --- | --- |'];
  const unlike = paritySection(parity, repository).flatMap((part) => part.split('\n'));
  return fitted([first, '', ...head, ...rows, '', ...unlike, ...nextLine(next)]).trimEnd();
}
