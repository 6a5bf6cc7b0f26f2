import { getComment, hasStatusComment, react, upsertStatusComment, type Comment } from '../../github/comments.ts';
import { branchHead } from '../../github/commits.ts';
import { withRequests } from '../../github/context.ts';
import { headSeenIn } from '../../github/head-seen.ts';
import { isOurIssue } from '../../github/issues.ts';
import { isGitHubError } from '../../github/errors.ts';
import { readPull, type PullFacts } from '../../github/pulls.ts';
import type { Repo } from '../../github/repo.ts';
import { code, sentence } from '../../review/inert.ts';
import { tell } from '../../telemetry/spans.ts';
import { DONE, job, type JobRun } from '../define.ts';
import { configAt } from '../platform/config-at.ts';
import { openRepo } from '../platform/open-repo.ts';
import { answeredCommands, recordOf } from '../platform/record.ts';
import { commandData, requestRelease, requestReview, specs } from '../requests.ts';
import { repoRefOf } from './repo-ref.ts';
import { answered, enqueue, type CommandContext } from './context.ts';
import { firstLine, refuse } from './refuse.ts';
import type { BoundCommand, CommandLine, CommandReply } from './definition.ts';

/** One comment, answered once: by reaction when it is seen, by one status comment when it is done. */
export const commandJob = job({
  ...specs.command,
  schema: commandData,
  run: ({ repo: ref, issue, comment: id, written, late }, run: JobRun) =>
    withRequests({ priority: 'rollback' }, async () => {
      const repo = await openRepo(run.services, ref);
      const comment = repo && (await getComment(repo, id));
      if (!repo || !comment || comment.ours || comment.authorType !== 'User') return DONE;
      if (!late && (comment.edited || firstLine(comment.body) !== (written ?? firstLine(comment.body)))) return DONE;
      const line = run.services.commands.read(comment.body);
      if (line.kind !== 'none') await answer(run, repo, { ...comment, issue }, line, late);
      return DONE;
    }),
});

async function answer(
  run: JobRun,
  repo: Repo,
  comment: Comment,
  line: Exclude<CommandLine, { kind: 'none' }>,
  late: boolean,
): Promise<void> {
  const context = await contextOf(run, repo, comment);
  if (context === undefined) return;
  const outcome = await earlierOutcome(context);
  if (outcome !== undefined) return followUp(context, outcome);
  const [reply] = await Promise.all([replyTo(context, line, late), receipt(context, 'eyes')]);
  await upsertStatusComment(repo, comment.issue, `command-${comment.id}`, reply.body);
  if ((await earlierOutcome(context)) === undefined) await markAnswered(context, reply.outcome);
  await receipt(context, reply.outcome === 'done' ? '+1' : 'confused');
  const { author } = comment;
  tell({ verdict: reply.outcome, ...(line.kind === 'command' && { command: line.command.name }) });
  run.services.log.info({ comment: comment.id, author, outcome: reply.outcome }, 'command answered');
}

/** A courtesy: GitHub rations it like any comment, and refuses it where it lets nobody react; no rollback waits for that. */
async function receipt(
  { repo, comment, services }: CommandContext,
  content: Parameters<typeof react>[2],
): Promise<void> {
  await react(repo, comment.id, content).catch((error: unknown) => {
    services.log.warn({ err: error, comment: comment.id }, 'no reaction to a command');
  });
}

async function replyTo(
  context: CommandContext,
  line: Exclude<CommandLine, { kind: 'none' }>,
  late: boolean,
): Promise<CommandReply> {
  if (line.kind === 'unknown') {
    return refuse(`/sluice ${line.name}`, 'There is no such command.', ['/sluice help']);
  }
  const typed = firstLine(context.comment.body);
  if (line.kind === 'malformed') return refuse(typed, `Not understood: ${line.message}.`, [line.usage]);
  const { command } = line;
  const passed = await lateness(context, command, late);
  if (passed !== undefined) return refuse(typed, passed, [typed]);
  const arrival = await command.authorise(context);
  if (!arrival.ok) return refuse(typed, arrival.message);
  try {
    return await command.run(context);
  } catch (error) {
    if (!isGitHubError(error) || error.retryable) throw error;
    // Again it would be refused again: whoever waits for an answer would get none, and each sweep would find that there is none.
    context.services.log.error({ err: error }, 'GitHub refused what a command needs');
    const why = sentence(`GitHub refuses what it takes: ${error.reason}. ${error.next}`);
    const body = `${code(typed, 300)}: not finished. ${why}\n\n**Next** ${code('/status')} says what is deployed.`;
    return { outcome: 'failed', body };
  }
}

/** A command that speaks of a head is void for any head that came after it; one that was found late never runs on anything newer. */
async function lateness(
  { repo, pull, comment }: CommandContext,
  command: BoundCommand,
  late: boolean,
): Promise<string | undefined> {
  if (late && comment.edited) return 'This comment was edited before it was read, and edited comments are never run.';
  if (!(command.boundToHead || late) || pull === undefined || pull.state !== 'open') return undefined;
  const head = pull.headSha.slice(0, 7);
  const seen = await headSeenIn(repo, pull.number, pull.headSha);
  if (seen === undefined) return `The head ${head} has no review yet. Repeat the command once it has.`;
  if (seen <= new Date(comment.createdAt)) return undefined;
  return `The head moved to ${head} after this comment. Look at its review and repeat the command.`;
}

async function contextOf(
  { services, context }: JobRun,
  repo: Repo,
  comment: Comment,
): Promise<CommandContext | undefined> {
  const pull = await pullOf(repo, comment.issue);
  if (pull === undefined && !(await isOurIssue(repo, comment.issue))) return undefined;
  const head = await branchHead(repo, repo.defaultBranch);
  if (head === undefined) return undefined;
  const at = await configAt(repo, head);
  services.log.debug({ comment: comment.id }, 'command read');
  return {
    services,
    repo,
    comment,
    pull,
    config: at.ok ? at.config : {},
    head,
    record: recordOf(services, repo),
    cause: { event: 'comment', ref: String(comment.id), actor: comment.author },
    signal: context.signal,
  };
}

async function pullOf(repo: Repo, number: number): Promise<PullFacts | undefined> {
  try {
    return await readPull(repo, number);
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** What the record says came of this comment; undefined: it was never answered. */
async function earlierOutcome({ record, comment }: CommandContext): Promise<string | undefined> {
  const read = await record.read();
  return read.ok ? (await answeredCommands(read.view))[String(comment.id)]?.outcome : undefined;
}

/** The work is recorded; its answer, or the job that it asks for, may have died with the worker. Both bear being asked for twice. */
async function followUp(context: CommandContext, outcome: string): Promise<void> {
  const { repo, comment, pull } = context;
  const key = `command-${comment.id}`;
  if (await hasStatusComment(repo, comment.issue, key)) return;
  const ref = repoRefOf(repo);
  await enqueue(context, requestRelease(ref, key));
  if (pull?.state === 'open') await enqueue(context, requestReview(ref, pull.number, key));
  await upsertStatusComment(repo, comment.issue, key, `${code(firstLine(comment.body), 300)}: ${sentence(outcome)}`);
}

async function markAnswered(context: CommandContext, outcome: string): Promise<void> {
  const at = context.services.now().toISOString();
  await context.record.update(async (view) => ({
    files: await answered(context, view, at, outcome),
    audit: [
      { at, action: 'command.answer', subject: `#${context.comment.issue}`, cause: context.cause, detail: outcome },
    ],
    cause: context.cause,
    message: `answer @${context.comment.author}`,
  }));
}
