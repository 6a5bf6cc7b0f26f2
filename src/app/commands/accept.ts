import { setDeploymentStatus } from '../../github/deployments.ts';
import type { RecordView } from '../../github/record-view.ts';
import { changeRecord, enqueue, type Change, type CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { scope, unknownFlag } from '../../jobs/command/words.ts';
import { environmentState } from '../../jobs/platform/record.ts';
import { acceptUnjudged } from '../../jobs/release/accept.ts';
import { isUnderWay } from '../../jobs/release/advance.ts';
import { requestRelease } from '../../jobs/requests.ts';
import { sentence } from '../../review/inert.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';

interface Args {
  readonly environment?: string;
  readonly reason: string;
}

export const accept: CommandDefinition<Args> = {
  name: 'accept',
  usage: '/accept env NAME --reason "…"',
  summary: 'what is live there and no analysis could judge counts as good',
  who: 'write; teams of the environment where it has some',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, ['reason']);
    if (odd !== undefined) return { ok: false, message: odd };
    const named = scope(words.words, ['env']);
    if (!named.ok) return named;
    if (named.apis.length > 0) return { ok: false, message: 'it takes `env NAME` and a reason, and nothing else' };
    const reason = words.flags.get('reason');
    if (typeof reason !== 'string' || reason.trim() === '') return { ok: false, message: 'it needs --reason "…"' };
    const { environment } = named;
    return { ok: true, args: { reason: reason.slice(0, 500), ...(environment !== undefined && { environment }) } };
  },
  authorise: (args, context) => mayReleaseTo(context, args.environment),
  async run(args, context) {
    const line = firstLine(context.comment.body);
    const meant = environmentsMeant(context, args.environment);
    if (isReply(meant)) return meant;
    const [environment = ''] = meant;
    const written = await changeRecord(context, 'accept', (view) => change(context, view, environment, args.reason));
    if (!written.ok) return refuse(line, written.message, ['/status']);
    await enqueue(context, requestRelease(repoRefOf(context.repo), `comment-${context.comment.id}`));
    return {
      outcome: 'done',
      body: `**Accepted:** ${sentence(written.detail)}\n\nThat is last good from here on, and may go to the environments after it.\n\nNext: \`/status\``,
    };
  },
};

async function change(context: CommandContext, view: RecordView, environment: string, why: string): Promise<Change> {
  const { services, repo, comment } = context;
  const state = await environmentState(view, environment);
  const run = state.current;
  if (run === undefined) return { ok: false, message: `Nothing was released to ${environment} yet.` };
  if (isUnderWay(run))
    return { ok: false, message: `A release to ${environment} is under way: its verdict is to come.` };
  if (Date.parse(run.at) >= Date.parse(comment.createdAt) + 1000) {
    const message = `${run.commit.slice(0, 7)} came to its end in ${environment} after this comment. Look at it and repeat the command.`;
    return { ok: false, message };
  }
  const reason = `accepted by @${comment.author}: ${why}`;
  const accepted = await acceptUnjudged(view, environment, state, run, { at: services.now().toISOString(), reason });
  if (accepted === undefined) return { ok: false, message: `All that is live in ${environment} has its verdict.` };
  if (accepted.passed) await setDeploymentStatus(repo, run.deployment, 'success', { description: reason });
  const what = accepted.apis.join(', ') || run.commit.slice(0, 7);
  return { ok: true, files: accepted.files, detail: `${what} in ${environment}: ${why}` };
}
