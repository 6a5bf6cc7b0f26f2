import type { Command } from 'commander';
import type { EnvironmentCopy, OfflineChange } from '../jobs/offline/copy.ts';
import { chooseGoods, putBackOnTargets, type Goods, type TargetOutcome } from '../jobs/offline/put-back.ts';
import { operatorCommand, type OperatorOptions } from './operator/command.ts';
import { asOperator, changeId, copyOf, print, type Operator } from './operator/operator.ts';

interface Options extends OperatorOptions {
  readonly dryRun: boolean;
}

/** `sluice rollback API…|all`: last good from the copy straight to the gateways. The record learns of it when GitHub is back. */
export function rollbackCommand(): Command {
  return operatorCommand('rollback', 'put last good back on the gateways, without GitHub')
    .argument('<api...>', 'names of APIs, or all')
    .option('--dry-run', 'say what would be written, and write nothing', false)
    .addHelpText(
      'after',
      '\nExit code: 0 done and proven live, 1 not done everywhere or no word of it left, 2 could not run.',
    )
    .action((apis: readonly string[], options: Options) => asOperator((operator) => run(operator, apis, options)));
}

async function run(operator: Operator, apis: readonly string[], options: Options): Promise<0 | 1> {
  const copy = await copyOf(operator, options.repository, options.env);
  const chosen = chooseGoods(copy, apis);
  if (!chosen.ok) {
    print([`Not done: ${chosen.message}`, `Next: sluice status --repository ${options.repository}`]);
    return 1;
  }
  const { goods, staying } = chosen;
  const targets = operator.targets();
  const { signal } = new AbortController();
  const { dryRun } = options;
  const { outcomes, untold } = await operator.besideNoRelease(copy.repository.id, async () => {
    const done = await putBackOnTargets({ targets, copy, goods, dryRun, signal });
    const news = dryRun ? new Map() : await toTell(operator, copy, goods, done);
    return { outcomes: done, untold: news.size > 0 ? await tell(operator, copy, news, options.reason) : undefined };
  });
  const whole = outcomes.length > 0 && outcomes.every(({ state }) => state !== 'not-done');
  print([
    verdict(outcomes, options, whole),
    ...report(outcomes, goods, staying),
    ...(untold === undefined ? [next(options, whole)] : notTold(untold)),
  ]);
  return whole && untold === undefined ? 0 : 1;
}

/** The gateways serve it; without word of it the next release would bring back what was taken back. */
function notTold(reason: string): string[] {
  return [
    `● Word of it for the record could not be left: ${reason}`,
    'Next: the same again once that can be written; gateways that serve it already are left as they are',
  ];
}

/**
 * What was changed now, and what an earlier call changed and did not live to tell: it is live already, and the record still has
 * the release that brought it as serving.
 */
async function toTell(
  { copies }: Operator,
  { repository, state: { current } }: EnvironmentCopy,
  goods: Goods,
  outcomes: readonly TargetOutcome[],
): Promise<Goods> {
  const done = outcomes.filter(({ state }) => state === 'put-back' || state === 'nothing-to-do');
  if (done.length === 0) return new Map();
  const changed = new Set(outcomes.filter(({ state }) => state === 'put-back').flatMap(({ changes }) => changes));
  const told = (await copies.changes(repository.fullName)).some((change) => isAbout(change, current?.deployment));
  const serving = current !== undefined && !['restored', 'refused', 'superseded'].includes(current.phase);
  const isNews = (api: string): boolean => changed.has(api) || (serving && !told && current.changed.includes(api));
  return new Map([...goods].filter(([api]) => isNews(api)));
}

function isAbout(change: OfflineChange, deployment: number | undefined): boolean {
  if (change.kind === 'restored') return change.run.deployment === deployment;
  return change.kind === 'rollback' && change.deployment === deployment;
}

/** Comes back with why no word could be left. */
async function tell(
  { copies, by }: Operator,
  copy: EnvironmentCopy,
  goods: Goods,
  reason: string,
): Promise<string | undefined> {
  const at = new Date().toISOString();
  const change: OfflineChange = {
    kind: 'rollback',
    id: changeId(at),
    at,
    environment: copy.environment,
    by,
    reason: `taken back from a terminal by ${by}: ${reason}`,
    goods: Object.fromEntries([...goods].map(([api, good]) => [api, good ?? null])),
    deployment: copy.state.current?.deployment ?? null,
  };
  try {
    await copies.leave(copy.repository.fullName, change);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function verdict(outcomes: readonly TargetOutcome[], { env, dryRun }: Options, whole: boolean): string {
  if (outcomes.length === 0) return `Not done: ${env} has no target in the copy of its configuration.`;
  const some = outcomes.some(({ state }) => state === 'put-back' || state === 'nothing-to-do');
  if (!whole) return some ? `Not done everywhere in ${env}: targets differ now.` : `Not done in ${env}.`;
  if (dryRun) return `Nothing was written in ${env}: a dry run.`;
  return outcomes.every(({ state }) => state === 'nothing-to-do')
    ? `Nothing to put back in ${env}: last good is live.`
    : `Done: last good is live again in ${env}, read back from every node.`;
}

function report(outcomes: readonly TargetOutcome[], goods: Goods, staying: readonly string[]): string[] {
  return [
    ...outcomes.map(
      ({ target, state, message }) => `  ${target}: ${state === 'not-done' ? 'not done: ' : ''}${message}`,
    ),
    ...[...goods].map(([api, good]) =>
      good === undefined
        ? `  ${api} → taken away: it was new`
        : `  ${api} → ${good.commit.slice(0, 7)} of ${good.at} (deployment ${good.deployment})`,
    ),
    ...(staying.length === 0 ? [] : [`  as they are, with no earlier good state: ${staying.join(', ')}`]),
    'Only configuration of gateways is written; upstreams and their data are not touched.',
  ];
}

function next({ repository, dryRun }: Options, whole: boolean): string {
  if (dryRun && whole) return 'Next: the same without --dry-run';
  if (!whole) return 'Next: the same again once the targets above can be written';
  return `Next: nothing; once GitHub is back the hold, the revert pull request and the incident follow. Look: sluice status --repository ${repository}`;
}
