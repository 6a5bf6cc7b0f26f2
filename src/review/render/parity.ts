import type { DeployedDisparity } from '../../release/parity/deployed.ts';
import { levelOf, type Disparity } from '../../release/parity/disparity.ts';
import type { PlacedDisparity, Repository } from '../facts.ts';
import { code, sentence } from '../inert.ts';
import type { ParityFacts } from '../report-facts.ts';
import { commitLink, placeLink, type Links } from './links.ts';
import { cutLines, ended, lasting, listed, marks, moment } from './wording.ts';

/** A line for each, without a bullet; with links where its text stands. */
export function disparityLines(found: readonly PlacedDisparity[], links?: Links): string[] {
  return [...found].sort((a, b) => rank(a) - rank(b)).map((one) => disparityLine(one, links));
}

/** What nobody declared comes first, then what is declared and weaker. */
function rank(found: Disparity): number {
  return levelOf(found) === 'warning' ? 0 : found.isWeaker ? 1 : 2;
}

function disparityLine(found: PlacedDisparity, links: Links | undefined): string {
  const { environment, after, what, isDeclared, isWeaker, targets, range } = found;
  const [here, before] = [placeWords(environment, targets?.here), placeWords(after, targets?.before)];
  const relation = isWeaker ? `is weaker in ${here} than in ${before}` : `is not the same in ${here} as in ${before}`;
  const declared = isDeclared ? 'as declared' : 'and nothing declares it';
  const place = range === undefined || links === undefined ? '' : ` · ${placeLink({ side: 'head', range }, links)}`;
  return `${marks[levelOf(found)]} ${subject(found)} ${relation}, ${declared}: ${sentence(what)}${place}`;
}

function subject({ api, operations = [], of = 0 }: Disparity): string {
  return operations.length === of ? code(api) : `${listed(operations, 3)} of ${code(api)}`;
}

function placeWords(environment: string, targets: readonly string[] = []): string {
  return targets.length === 0 ? code(environment) : `${code(environment)} (${listed(targets, 3)})`;
}

const MOST = 20;

/** A part of the reply to `/status`: nothing where all environments are alike. */
export function paritySection(
  { configured, deployed, unknown, commit, now }: ParityFacts,
  repository: Repository,
): string[] {
  const links = { repository, headSha: commit, baseSha: commit };
  const lines = [
    ...deployed.filter(({ kind }) => kind !== 'coming').map((one) => deployedLine(one, repository, now)),
    ...disparityLines(configured, links),
    ...deployed.filter(({ kind }) => kind === 'coming').map((one) => deployedLine(one, repository, now)),
    ...(unknown === undefined ? [] : [`${marks.info} Native files were not compared: ${ended(sentence(unknown))}`]),
  ];
  if (lines.length === 0) return [];
  return [
    '**Not alike**',
    '',
    cutLines(
      lines.map((line) => `- ${line}`),
      MOST,
    ),
    '',
  ];
}

function deployedLine(found: DeployedDisparity, repository: Repository, now: string): string {
  const here = code(found.environment);
  if (found.kind === 'drift') {
    const where = found.issue === undefined ? '' : `, told in #${found.issue}`;
    return `${marks.warning} ${code(found.target)} in ${here} is not as it was deployed${where}: ${code(`/drift show env ${found.environment}`)}`;
  }
  const other = code(found.other);
  const since = `since ${moment(found.since)} (${lasting(found.since, now)})`;
  switch (found.kind) {
    case 'kept':
      return `${marks.warning} ${code(found.api)} is kept back in ${here} and not in ${other}, ${since}: ${sentence(found.reason)}`;
    case 'refused':
      return `${marks.warning} ${commitLink(found.commit, repository)} passed in ${other} and is refused in ${here}, ${since}: ${sentence(found.reason)}`;
    case 'coming':
      return `${marks.info} ${commitLink(found.commit, repository)} passed in ${other} and is on its way to ${here}, ${since}`;
  }
}
