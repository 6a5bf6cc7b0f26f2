import { mayRelease } from '../../jobs/command/authority.ts';
import type { CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition, CommandReply } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { scope, unknownFlag } from '../../jobs/command/words.ts';
import { underReleaseLease } from '../../jobs/rollback/lease.ts';
import { scopeOfApis, scopeOfPull, type RollbackScope, type Scoped } from '../../jobs/rollback/scope.ts';
import { leftByThis, revertBranchOf, takeBack, type Taken, type TakenBack } from '../../jobs/rollback/take-back.ts';
import { code, sentence } from '../../review/inert.ts';
import { ended } from '../../review/render/wording.ts';
import { apisMeant } from './apis-arg.ts';
import { environmentsMeant, isReply } from './environment-arg.ts';

interface Args {
  readonly apis: readonly string[];
  readonly environment?: string;
  readonly to?: string;
  readonly dryRun: boolean;
}

export const rollback: CommandDefinition<Args> = {
  name: 'rollback',
  usage: '/rollback [api…|all] [env NAME] [to last-good|SHA|deployment] [--reason "…"] [--dry-run]',
  summary: 'on a merged pull request: take its deploy back; with names: put those APIs back',
  who: 'write; teams of the environment where it has some',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, ['reason', 'dry-run']);
    if (odd !== undefined) return { ok: false, message: odd };
    const named = scope(words.words, ['env', 'to']);
    if (!named.ok) return named;
    const { apis, environment, to } = named;
    if (to !== undefined && apis.length === 0) return { ok: false, message: 'name the APIs that go back, or `all`' };
    const dryRun = words.flags.has('dry-run');
    return {
      ok: true,
      args: { apis, dryRun, ...(environment !== undefined && { environment }), ...(to !== undefined && { to }) },
    };
  },
  async authorise(args, context) {
    const scoped = await scopeOf(args, context);
    const named = args.environment === undefined ? [] : [args.environment];
    return mayRelease(context, 'ok' in scoped && scoped.ok ? scoped.scope.environments : named);
  },
  run: (args, context) => underReleaseLease(context, () => rollBack(args, context)),
};

async function rollBack(args: Args, context: CommandContext): Promise<CommandReply> {
  const line = firstLine(context.comment.body);
  const scoped = await scopeOf(args, context);
  if ('outcome' in scoped) return scoped;
  if (!scoped.ok) return (await toldAgain(context, line, scoped.reason)) ?? refuse(line, scoped.reason);
  const allowed = await mayRelease(context, scoped.scope.environments);
  if (!allowed.ok) return refuse(line, allowed.message);
  if (args.dryRun) return { outcome: 'done', body: preview(scoped.scope, line) };
  const taken = await takeBack(context, scoped.scope);
  const owed = [...notEverywhere(taken.taken), ...notRecorded(taken.taken), ...notInGit(taken)];
  if (!taken.ok) {
    const done = taken.taken.map(({ environment }) => environment).join(', ');
    const said = `${code(line, 300)}: not done everywhere. ${ended(sentence(taken.reason))} Done in: ${done || 'nowhere'}.`;
    return { outcome: 'failed', body: [said, ...owed, 'Next: the same line again, or `/status`'].join('\n\n') };
  }
  return { outcome: owed.length === 0 ? 'done' : 'failed', body: told(scoped.scope, taken, owed) };
}

/**
 * Where a worker died once this was done and before it was answered, and the record cannot be read: what it became is told from what was left
 * for the record.
 */
async function toldAgain(context: CommandContext, line: string, unrecorded: string): Promise<CommandReply | undefined> {
  const left = await leftByThis(context);
  if (left.length === 0) return undefined;
  const done = left.map(({ environment }) => ({ environment, unrecorded }));
  const branch = code(revertBranchOf(context.comment));
  const next = `**Next** ${branch} makes git equal to live: merge its pull request, or open one.`;
  return {
    outcome: 'failed',
    body: [
      `${code(line, 300)}: put back in ${done.map(({ environment }) => code(environment)).join(', ')}.`,
      ...notRecorded(done),
      ...(left.some(({ holds }) => holds.length > 0) ? [next] : []),
    ].join('\n\n'),
  };
}

function told(
  scope: RollbackScope,
  { taken, pull, unopened }: Extract<TakenBack, { ok: true }>,
  owed: readonly string[],
): string {
  const rows = taken.map(
    ({ environment, proofs, deployment }) =>
      `| \`${environment}\` | ${proofs.map((proof) => `\`${proof}\``).join(', ')} | ${deployment} |`,
  );
  const proven = taken.every(({ missing }) => missing === undefined) ? 'proven live' : 'not everywhere';
  return [
    `**${scope.apis.map((api) => `\`${api}\``).join(', ')} put back** to \`${scope.to.slice(0, 7)}\`, ${proven}.`,
    ['| environment | read back | deployment |', '| --- | --- | --- |', ...rows].join('\n'),
    "Restored: the gateway's configuration. Not touched: upstreams and their data.",
    ...owed,
    ...(pull === undefined && unopened === undefined ? ['Git has that content already.'] : []),
    ...(pull === undefined
      ? []
      : [`**Next** merge #${pull} to make git equal to live; until then what was taken back is held.`]),
  ].join('\n\n');
}

function notInGit(taken: TakenBack): string[] {
  if (!taken.ok || taken.unopened === undefined) return [];
  return [
    `**Git still has what was taken back**: no pull request could be opened. ${ended(sentence(taken.unopened))} Revert it by one of your own; until that is merged, what was taken back is held.`,
  ];
}

/** Recorded all the same: what is missing differs from what is deployed, which is drift. */
function notEverywhere(taken: readonly Taken[]): string[] {
  return taken.flatMap(({ environment, missing }) =>
    missing === undefined
      ? []
      : [
          `**Not everywhere in ${code(environment)}**: ${ended(sentence(missing))} Once that can be mended: ${code(`/drift revert env ${environment}`)}.`,
        ],
  );
}

/** The gateways are as they should be; what is deployed next has to wait until the record says so too. */
function notRecorded(taken: readonly Pick<Taken, 'environment' | 'unrecorded'>[]): string[] {
  const [first, ...others] = taken.filter(({ unrecorded }) => unrecorded !== undefined);
  if (first === undefined) return [];
  const names = [first, ...others].map(({ environment }) => code(environment)).join(', ');
  return [
    `**The record does not know of it yet** in ${names}: ${ended(sentence(first.unrecorded ?? ''))} It is told before anything else is deployed there; until then what serves is no drift. See \`/status\`: the hold is there once the record knows.`,
  ];
}

async function scopeOf(args: Args, context: CommandContext): Promise<Scoped | CommandReply> {
  const read = await context.record.read();
  if (!read.ok) return { ok: false, reason: read.message };
  if (args.apis.length === 0) {
    if (context.pull === undefined)
      return { ok: false, reason: 'Name the APIs that go back, or comment on a merged pull request.' };
    return scopeOfPull(context, read.view, context.pull, args.environment);
  }
  const environments = environmentsMeant(context, args.environment);
  if (isReply(environments)) return environments;
  const apis = apisMeant(context, args.apis);
  if (!apis.ok) return { ok: false, reason: apis.message };
  const [environment = ''] = environments;
  return scopeOfApis(context, read.view, { apis: apis.apis, environment, to: args.to ?? 'last-good' });
}

function preview({ apis, environments, changes, to }: RollbackScope, line: string): string {
  const files = changes.map(({ path, action }) => `- ${code(path)} ${action}`).join('\n');
  return [
    `**Nothing was changed.** ${apis.map((api) => `\`${api}\``).join(', ')} would go back to \`${to.slice(0, 7)}\` in ${environments.join(', ')}.`,
    changes.length === 0
      ? 'The branch has that content already: no pull request.'
      : `The revert pull request would touch:\n${files}`,
    `**Next** ${code(line.replace(/\s*--dry-run/, ''), 300)}`,
  ].join('\n\n');
}
