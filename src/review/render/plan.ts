import type { AccessChange } from '../../release/exposure/tell.ts';
import type { Waiver } from '../../release/state.ts';
import { accessWords, type Verdict } from '../decide.ts';
import type { PlanSection, ReviewFacts, TargetPlan, Unplanned } from '../facts.ts';
import { code, person, sentence } from '../inert.ts';
import type { Links } from './links.ts';
import { disparityLines } from './parity.ts';
import { skewWords } from './standings.ts';
import { counted, listed, marks } from './wording.ts';

const verbs = { create: 'added', update: 'updated', delete: 'removed' } as const;

const withoutPlan: Readonly<Record<Unplanned, string>> = {
  'no-environment': 'nothing is deployed: no environment is configured.',
  'no-api': 'nothing is deployed: no API of the configuration is touched.',
  unread: 'nobody knows what is deployed: what a plan is made of cannot be read.',
};

/** What is deployed **on merge** in one line, environment after environment, and a line for each target that has something to say. */
export function planSummary(
  { plan, unplanned, deployedBranch }: Pick<ReviewFacts, 'plan' | 'unplanned' | 'deployedBranch'>,
  waivers: Waivers = new Map(),
  links?: Links,
): string {
  if (plan.length === 0) return `**On merge** ${withoutPlan[unplanned ?? 'no-environment']}`;
  const steps = plan.map((section) => {
    const approval = section.approvalTeams?.length
      ? ` after approval by ${listed(section.approvalTeams, 3, person)}`
      : '';
    return `${code(section.environment)} (${section.targets.map(({ target }) => code(target)).join(', ')})${approval}: ${effect(section)}`;
  });
  const when = deployedBranch === undefined ? 'On merge' : `On merge into ${code(deployedBranch)}`;
  return [
    `**${when}** ${steps.join(' · then ')}.`,
    ...plan
      .flatMap((section) => [...accessSummary(section, waivers), ...paritySummary(section, links), ...remarks(section)])
      .map((line) => `- ${line}`),
  ].join('\n');
}

/** Once for all targets; one by one where they are not at the same place. */
function effect({ targets }: PlanSection): string {
  const each = targets.map((target) => ({ target: target.target, words: effectOn([target]) }));
  const [first] = each;
  if (first === undefined || each.every(({ words }) => words === first.words)) return effectOn(targets);
  return each.map(({ target, words }) => `${words} on ${code(target)}`).join(', ');
}

function effectOn(targets: readonly TargetPlan[]): string {
  const steps = targets.flatMap((target) => target.steps);
  const parts = (['create', 'update', 'delete'] as const).flatMap((action) => {
    const apis = new Set(steps.filter((step) => step.action === action).map((step) => step.api)).size;
    return apis === 0 ? [] : [`${counted(apis, 'API')} ${verbs[action]}`];
  });
  if (parts.length > 0) return parts.join(', ');
  if (targets.every(({ state }) => state === 'planned')) return 'nothing changes';
  return 'not known';
}

/** What does not go as a merge usually goes. */
function remarks(section: PlanSection): string[] {
  const pins = Object.entries(section.pins).map(
    ([api, reason]) => `◐ ${code(api)} stays at last good in ${code(section.environment)}: ${sentence(reason)}`,
  );
  const holds = Object.entries(section.holds).map(
    ([api, reason]) => `◐ ${code(api)} is held in ${code(section.environment)}: ${sentence(reason)}`,
  );
  const skew = skewWords(section.standings).map((words) => `◐ Under way in ${code(section.environment)}: ${words}`);
  return [...section.targets.flatMap(targetRemarks), ...skew, ...holds, ...pins];
}

function targetRemarks({ target, state, problems }: TargetPlan): string[] {
  const name = code(target);
  const detail = problems
    .slice(0, 5)
    .map((problem) => sentence(problem))
    .join(' ');
  switch (state) {
    case 'planned':
      return [];
    case 'unreadable':
      return [
        `◐ ${name} cannot be read now, so its plan is not known; this does not stand in the way. ${detail}`.trimEnd(),
      ];
    case 'not-allowed':
      return [
        `◐ ${name} may not be used by this repository: nothing goes there. Its operator decides that. ${detail}`.trimEnd(),
      ];
    case 'problems':
      return problems.slice(0, 20).map((problem) => `● ${name}: ${sentence(problem)}`);
  }
}

/** Every step of every target, for the check run and the reply to `/plan`. */
export function planDetails(plan: readonly PlanSection[], waivers: Waivers = new Map(), links?: Links): string[] {
  return plan.flatMap((section) => [
    `**${code(section.environment)}**${section.after === undefined ? '' : ` after ${code(section.after)}`}`,
    ...section.targets.flatMap((target) => [
      `- ${code(target.target)}${target.hash === undefined ? '' : ` · plan ${code(target.hash.slice(0, 12))}`}${
        target.state === 'planned' && target.steps.length === 0 ? ': nothing changes' : ''
      }`,
      ...target.steps.map(
        (step) =>
          `  - ${step.action} ${code(step.id)} of ${code(step.api)}${step.summary === '' ? '' : `: ${sentence(step.summary)}`}`,
      ),
    ]),
    ...section.access.map((change) => `- ${accessLine(change, waivers)}`),
    ...disparityLines(section.parity ?? [], links).map((line) => `- ${line}`),
    ...remarks(section).map((line) => `- ${line}`),
  ]);
}

/** Fingerprint → the waiver of a change of access. */
type Waivers = ReadonlyMap<string, Waiver>;

export function waiversOf({ findings }: Verdict): Waivers {
  return new Map(
    findings.flatMap(({ kind, fingerprint, waiver }) =>
      kind === 'access' && fingerprint !== undefined && waiver ? [[fingerprint, waiver] as const] : [],
    ),
  );
}

const MOST_ACCESS = 20;

/** What opens, or is only other; what closes is counted. */
function accessSummary({ access, environment }: PlanSection, waivers: Waivers): string[] {
  const told = access.filter(({ level }) => level !== 'info').sort((a, b) => rank(a) - rank(b));
  const notes = access.length - told.length;
  const more = told.length - MOST_ACCESS;
  return [
    ...told.slice(0, MOST_ACCESS).map((change) => accessLine(change, waivers)),
    ...(more > 0 ? [`${more} more in ${code(environment)}: *Checks → sluice*`] : []),
    ...(notes > 0
      ? [
          `${marks.info} ${counted(notes, 'change')} of access in ${code(environment)} that open${notes === 1 ? 's' : ''} nothing: *Checks → sluice*`,
        ]
      : []),
  ];
}

const MOST_UNLIKE = 10;

/** In what it comes to differ from the environment before it. */
function paritySummary({ parity = [], environment }: PlanSection, links: Links | undefined): string[] {
  const lines = disparityLines(parity, links);
  const more = lines.length - MOST_UNLIKE;
  return [
    ...lines.slice(0, MOST_UNLIKE),
    ...(more > 0 ? [`${counted(more, 'more difference')} of ${code(environment)}: *Checks → sluice*`] : []),
  ];
}

function rank(change: AccessChange): number {
  return accessWords(change).level === 'error' ? 0 : 1;
}

function accessLine(change: AccessChange, waivers: Waivers): string {
  const { level, message } = accessWords(change);
  const waiver = waivers.get(change.fingerprint);
  const said = sentence(message, change.names);
  if (waiver) return `${marks.info} ${said} Waived by ${person(waiver.by)}: ${sentence(waiver.reason, [], 200)}`;
  return `${marks[level]} ${said}${level === 'info' ? '' : ` ${code(change.fingerprint)}`}`;
}
