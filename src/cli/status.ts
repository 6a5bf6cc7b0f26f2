import { Command } from 'commander';
import type { EnvironmentCopy, FreezeMark, OfflineChange } from '../jobs/offline/copy.ts';
import { deployedParity, type DeployedDisparity } from '../release/parity/deployed.ts';
import type { ReleasePhase } from '../release/state.ts';
import { counted, lasting, moment } from '../review/render/wording.ts';
import { CannotRun } from './check/tree.ts';
import { asOperator, print, repositoryName, type Operator } from './operator/operator.ts';

/** `sluice status`: what is deployed where, from the copy of the record. */
export function statusCommand(): Command {
  return new Command('status')
    .description('say what is deployed where, and what is held or frozen, without GitHub')
    .option('--repository <owner/name>', 'only this one', repositoryName)
    .addHelpText('after', '\nExit code: 0 all well, 1 something waits for a person, 2 could not run.')
    .action(({ repository }: { repository?: string }) => asOperator((operator) => run(operator, repository)));
}

interface Row {
  readonly copy: EnvironmentCopy;
  readonly freeze: FreezeMark | undefined;
  readonly changes: readonly OfflineChange[];
}

async function run(operator: Operator, repository: string | undefined): Promise<0 | 1> {
  const rows = await rowsOf(operator, repository);
  if (rows.length === 0) {
    throw new CannotRun(
      `There is no copy of ${repository ?? 'any repository'} in ${operator.dataFolder}: nothing was released yet, or this is ` +
        "not the worker's SLUICE_DATA or REDIS_URL.",
    );
  }
  const waiting = rows.filter(needsSomebody);
  const verdict =
    waiting.length === 0
      ? `All well in ${counted(rows.length, 'environment')}.`
      : `${waiting.length} of ${counted(rows.length, 'environment')} ${waiting.length === 1 ? 'waits' : 'wait'} for a person: ${waiting.map(nameOf).join(', ')}.`;
  print([
    verdict,
    ...rows.flatMap((row) => [...tell(row), ...unlike(row, rows, new Date().toISOString())]),
    'This is the copy of the record; `/status` in a comment asks the record itself.',
  ]);
  return waiting.length === 0 ? 0 : 1;
}

async function rowsOf({ copies }: Operator, repository: string | undefined): Promise<Row[]> {
  const found = await copies.environments(repository);
  return Promise.all(
    found.map(async (copy) => {
      const { fullName } = copy.repository;
      const changes = (await copies.changes(fullName)).filter(({ environment }) => environment === copy.environment);
      return { copy, changes, freeze: await copies.freezeOf(fullName, copy.environment) };
    }),
  );
}

const WELL: readonly ReleasePhase[] = ['applying', 'live', 'passed', 'superseded'];

function needsSomebody({ copy: { state }, freeze, changes }: Row): boolean {
  const well = state.current === undefined || WELL.includes(state.current.phase);
  return !well || freeze !== undefined || changes.length > 0 || state.holds.length > 0;
}

function nameOf({ copy }: Row): string {
  return `${copy.repository.fullName} ${copy.environment}`;
}

function tell(row: Row): string[] {
  const { copy, freeze, changes } = row;
  const { current, deployed, good, holds } = copy.state;
  const mark = needsSomebody(row) ? '●' : '○';
  const phase = current === undefined ? 'at rest' : `${current.phase} since ${current.at}`;
  return [
    `${mark} ${nameOf(row)}: ${phase}, deployed ${short(deployed)}, last good ${short(good[0]?.commit)} (entry ${copy.seq} of ${copy.at})`,
    ...(current?.reason === undefined ? [] : [`    ${current.reason}`]),
    ...holds.map(({ api, by, at, reason }) => `    held: ${api} by ${by} since ${at}: ${reason}`),
    ...Object.entries(current?.pins ?? {}).map(([api, reason]) => `    pinned: ${api}, ${reason}`),
    ...(freeze === undefined ? [] : [`    frozen by ${freeze.by} since ${freeze.at}: ${freeze.reason}`]),
    ...changes.map((change) => `    not recorded yet: ${change.kind} at ${change.at}: ${change.reason}`),
  ];
}

/** In what it is deployed otherwise than in the environment before it. */
function unlike({ copy: { repository, environment } }: Row, rows: readonly Row[], now: string): string[] {
  const own = rows.filter(({ copy }) => copy.repository.fullName === repository.fullName);
  const records = own.map(({ copy }) => ({
    environment: copy.environment,
    after: copy.config.environments?.[copy.environment]?.after,
    state: copy.state,
    drifted: [],
  }));
  return deployedParity(records)
    .filter((found) => found.environment === environment)
    .map((found) => `    not alike: ${disparity(found, now)}`);
}

function disparity(found: DeployedDisparity, now: string): string {
  if (found.kind === 'drift') return `${found.target} is not as it was deployed`;
  const { kind, other, since } = found;
  const long = `since ${moment(since)} (${lasting(since, now)})`;
  if (kind === 'kept') return `${found.api} is kept back here and not in ${other}, ${long}: ${found.reason}`;
  const passed = `${short(found.commit)} passed in ${other}`;
  return kind === 'coming'
    ? `${passed} and is on its way here, ${long}`
    : `${passed} and is refused here, ${long}: ${found.reason}`;
}

function short(commit: string | undefined): string {
  return commit?.slice(0, 7) ?? 'nothing';
}
