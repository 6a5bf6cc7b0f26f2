import type { Notice, NoticeType } from '../../release/notice.ts';
import { plainNames } from './incident.ts';
import { shortSha } from './links.ts';
import { ended, listed, marks } from './wording.ts';

/** A notice in words, as plain text: each way of telling it makes that harmless in its own way. */
export interface NoticeText {
  /** ● somebody has to do something now, ◐ somebody is waited for or should look, ○ good to know. */
  readonly mark: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly links: readonly NoticeLink[];
  /** What to do next, in words and as what is to be typed. */
  readonly next?: { readonly words: string; readonly commands: readonly string[] };
}

export interface NoticeLink {
  readonly label: string;
  readonly url: string;
}

type Told = Pick<NoticeText, 'mark' | 'verdict' | 'next'>;

/** `github`: where people reach it, without a slash at the end. */
export function tellNotice(notice: Notice, github: string): NoticeText {
  const { reason } = notice;
  return {
    ...tellers[notice.type](notice),
    ...(reason !== undefined && reason !== '' && { reason: ended(reason) }),
    links: linksOf(notice, github),
  };
}

const tellers: Readonly<Record<NoticeType, (notice: Notice) => Told>> = {
  'incident.opened'(notice) {
    const { restored, revert } = notice;
    const merge = revert === undefined ? 'Push a fix.' : `Merge #${revert} to make git equal to live, or push a fix.`;
    return {
      mark: marks.error,
      verdict:
        restored === true
          ? `${apis(notice, 'was', 'were')} put back in ${where(notice)}: ${release(notice)} failed`
          : `${apis(notice, 'fails', 'fail')} in ${where(notice)}, with no last good to put back: ${release(notice)} stays live`,
      next: { words: `${merge} How things stand:`, commands: ['/status'] },
    };
  },
  'incident.closed': (notice) => ({
    mark: marks.info,
    verdict: `Incident in ${where(notice)} is over: ${apis(notice, 'is', 'are')} held no more`,
  }),
  'release.taken-back'(notice) {
    const { actor } = notice;
    const back = `${apis(notice, 'was', 'were')} put back in ${where(notice)}`;
    if (actor !== undefined)
      return {
        mark: marks.warning,
        verdict: `${back} by ${actor}`,
        next: { words: 'How things stand:', commands: ['/status'] },
      };
    return {
      mark: marks.error,
      verdict: `${back}: ${release(notice)} failed, and GitHub does not know it yet`,
      next: { words: 'The revert pull request and the incident follow as soon as they can.', commands: [] },
    };
  },
  'release.stuck': (notice) => ({
    mark: marks.error,
    verdict: `${apis(notice, 'fails', 'fail')} in ${where(notice)} and could not be put back so far: ${release(notice)} still serves`,
    next: {
      words: 'Look at the target. The operator, from a terminal, also without GitHub:',
      commands: ['sluice status'],
    },
  }),
  'deploys.frozen': ({ environment, repository, actor = 'the operator' }) =>
    environment === undefined
      ? {
          mark: marks.error,
          verdict: `Deploys of ${repository} are frozen: its record cannot be trusted`,
          next: { words: 'What serves goes on serving. The operator:', commands: [verify(repository)] },
        }
      : {
          mark: marks.warning,
          verdict: `Deploys to ${environment} are frozen by ${actor}`,
          next: {
            words: 'What serves goes on serving. The operator ends it:',
            commands: [`sluice freeze --repository ${repository} --env ${environment} --lift`],
          },
        },
  'deploys.resumed': ({ environment, repository }) => ({
    mark: marks.info,
    verdict: `Deploys ${environment === undefined ? `of ${repository}` : `to ${environment}`} go on`,
  }),
  'approval.awaited'(notice) {
    const { teams = [] } = notice;
    const who = teams.length === 0 ? '' : `, by ${listed(teams, 5, (team) => team)}`;
    return {
      mark: marks.warning,
      verdict: `${capital(release(notice))} waits for approval to go to ${where(notice)}`,
      next: { words: `A comment on its pull request${who}:`, commands: [`/approve env ${where(notice)}`] },
    };
  },
  'drift.found': (notice) => ({
    mark: marks.warning,
    verdict: `${apis(notice, 'is', 'are')} not as deployed on ${target(notice)} in ${where(notice)}`,
    next: {
      words: 'Look, put back what was deployed, or make git say what serves:',
      commands: ['show', 'revert', 'adopt'].map((what) => `/drift ${what} env ${where(notice)}`),
    },
  }),
  'drift.gone': (notice) => ({
    mark: marks.info,
    verdict: `${target(notice)} in ${where(notice)} is as deployed again`,
  }),
};

/** The APIs that it is about, with the verb that goes with so many. */
function apis({ apis: names = [] }: Notice, one: string, many: string): string {
  return `${names.length === 0 ? 'APIs' : plainNames(names)} ${names.length === 1 ? one : many}`;
}

function where({ environment = 'an environment' }: Notice): string {
  return environment;
}

function target({ target: name = 'a target' }: Notice): string {
  return name;
}

function release({ commit }: Notice): string {
  return commit === undefined ? 'the release' : `release ${shortSha(commit)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function verify(repository: string): string {
  return `sluice audit verify --repository ${repository}`;
}

function linksOf({ repository, issue, revert, pull, commit }: Notice, github: string): NoticeLink[] {
  const base = `${github}/${repository}`;
  const numbered = (label: string, folder: string, of: number | undefined): NoticeLink[] =>
    of === undefined ? [] : [{ label: `${label} #${of}`, url: `${base}/${folder}/${of}` }];
  return [
    ...numbered('issue', 'issues', issue),
    ...numbered('revert', 'pull', revert),
    ...numbered('pull request', 'pull', pull),
    ...(commit === undefined ? [] : [{ label: `commit ${shortSha(commit)}`, url: `${base}/commit/${commit}` }]),
  ];
}
