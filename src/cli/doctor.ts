import { Command } from 'commander';
import { readEnvironment, type AppSettings } from '../config/process-env.ts';
import type { GitHub } from '../github/client.ts';
import type { Installation } from '../github/installations.ts';
import { counted } from '../review/render/wording.ts';
import { messageOf, ok, problem, warning, type Finding } from './doctor/finding.ts';
import { checkGitHub } from './doctor/github.ts';
import { checkQueue } from './doctor/queue.ts';
import { checkRepository } from './doctor/repository.ts';
import { checkTargets } from './doctor/targets.ts';
import { readDotEnv } from './dot-env.ts';
import { asGitHub } from './operator/app.ts';
import { operatorSettings, print, repositoryName } from './operator/operator.ts';

interface Options {
  readonly repository?: string;
  readonly json: boolean;
}

const UNREAD_FIX = 'let this account read it, or run this in another folder';
/** More are looked at one by one, with --repository. */
const REPOSITORIES = 20;

/** `sluice doctor`: what an installation needs, each with what to do where it is missing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check credentials, permissions, protection of the record, configuration, targets and queue')
    .option('--repository <owner/name>', 'only this repository', repositoryName)
    .option('--json', 'one JSON object: { "ok", "findings" }', false)
    .addHelpText('after', '\nExit code: 0 nothing must be fixed, 1 something must, 2 could not run.')
    .action(run);
}

async function run({ repository, json }: Options): Promise<void> {
  const unread = readDotEnv();
  const findings = unread === undefined ? await look(repository) : [problem('settings', unread, UNREAD_FIX)];
  const sound = findings.every(({ state }) => state !== 'problem');
  if (json) print([JSON.stringify({ ok: sound, findings })]);
  else print([verdict(findings), ...findings.flatMap(tell)]);
  process.exitCode = sound ? 0 : 1;
}

async function look(repository: string | undefined): Promise<Finding[]> {
  const read = readEnvironment(process.env);
  // Which queue is meant nobody knows then, and where the others look is read together with it.
  if (!read.ok && read.problems.some(({ variable }) => variable === 'REDIS_URL')) return read.problems.map(unset);
  const settings = read.ok ? read.settings : operatorSettings();
  const parts = await Promise.all([
    read.ok ? checkSettings(read.settings, repository) : read.problems.map(unset),
    checkTargets(settings, process.env),
    checkQueue(settings),
  ]);
  return parts.flat();
}

function unset({ variable, message }: { readonly variable: string; readonly message: string }): Finding {
  return problem('settings', `${variable} ${message}`, `set ${variable} in the environment or in .env`);
}

async function checkSettings(
  settings: Extract<ReturnType<typeof readEnvironment>, { ok: true }>['settings'],
  repository: string | undefined,
): Promise<Finding[]> {
  if (settings.mode === 'setup') {
    const fix = 'run `sluice serve` and open its page: it makes the GitHub App and writes them to .env';
    return [problem('settings', 'APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set', fix)];
  }
  return [ok('settings', 'complete'), ...(await checkApp(settings, repository))];
}

async function checkApp(settings: AppSettings, repository: string | undefined): Promise<Finding[]> {
  const github = asGitHub(settings);
  const { findings, installations } = await checkGitHub(github);
  if (installations.length === 0) return [...findings];
  return [...findings, ...(await checkRepositories(github, installations, repository))];
}

async function checkRepositories(
  github: GitHub,
  installations: readonly Installation[],
  only: string | undefined,
): Promise<Finding[]> {
  try {
    const places = await placesOf(github, installations, only);
    if (only !== undefined && places.length === 0) {
      return [problem(only, 'the App is not installed there', 'an owner adds it to the installation')];
    }
    const findings: Finding[] = [];
    for (const { installation, fullName } of places.slice(0, REPOSITORIES)) {
      findings.push(...(await checkRepository(await github.repository(installation, { fullName }))));
    }
    const more = places.length - REPOSITORIES;
    const fix = '`sluice doctor --repository OWNER/NAME` looks at one of them';
    return more > 0
      ? [...findings, warning('repositories', `${more} more ${more === 1 ? 'was' : 'were'} not looked at`, fix)]
      : findings;
  } catch (error) {
    return [problem('repositories', messageOf(error), 'mend what the message names and run this again')];
  }
}

interface Place {
  readonly installation: number;
  readonly fullName: string;
}

async function placesOf(
  github: GitHub,
  installations: readonly Installation[],
  only: string | undefined,
): Promise<Place[]> {
  if (only !== undefined) {
    const installation = await github.installationOf(only);
    return installation === undefined ? [] : [{ installation, fullName: only }];
  }
  const places: Place[] = [];
  for (const { id } of installations) {
    const repositories = await github.repositories(id);
    places.push(
      ...repositories.filter(({ archived }) => !archived).map(({ fullName }) => ({ installation: id, fullName })),
    );
  }
  return places;
}

function verdict(findings: readonly Finding[]): string {
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const warnings = findings.filter(({ state }) => state === 'warning').length;
  const known = warnings === 0 ? '' : `, ${warnings} to know of`;
  return problems === 0
    ? `Nothing must be fixed: ${counted(findings.length, 'check')}${known}.`
    : `${problems} of ${counted(findings.length, 'check')} must be fixed${known}.`;
}

const MARKS = { ok: '○', warning: '◐', problem: '●' } as const;

function tell({ check, state, message, fix }: Finding): string[] {
  return [`${MARKS[state]} ${check}: ${message}`, ...(fix === undefined ? [] : [`    fix: ${fix}`])];
}
