import { mayRelease } from '../../jobs/command/authority.ts';
import { withApproval } from '../../jobs/command/approvals.ts';
import { commitMeant } from '../../jobs/command/commit-meant.ts';
import { changeRecord, enqueue } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { scope, unknownFlag } from '../../jobs/command/words.ts';
import { asText, environmentState, files } from '../../jobs/platform/record.ts';
import { requestRelease } from '../../jobs/requests.ts';
import { environmentsMeant, isReply } from './environment-arg.ts';

interface Args {
  readonly environment: string;
}

export const approve: CommandDefinition<Args> = {
  name: 'approve',
  usage: '/approve env NAME',
  summary: 'the release that waits for it may go to that environment',
  who: 'teams of the environment',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, []);
    if (odd !== undefined) return { ok: false, message: odd };
    const named = scope(words.words, ['env']);
    if (!named.ok) return named;
    if (named.environment === undefined || named.apis.length > 0)
      return { ok: false, message: 'it takes `env NAME` and nothing else' };
    return { ok: true, args: { environment: named.environment } };
  },
  authorise: (args, context) => mayRelease(context, [args.environment]),
  async run({ environment }, context) {
    const line = firstLine(context.comment.body);
    const meant = environmentsMeant(context, environment);
    if (isReply(meant)) return meant;
    const written = await changeRecord(context, 'approve', async (view) => {
      const candidate = await commitMeant(context, view, environment);
      if (!candidate.ok) return candidate;
      const { commit } = candidate;
      const state = await environmentState(view, environment);
      return {
        ok: true,
        files: {
          [files.environment(environment)]: asText({
            ...state,
            approvals: withApproval(context, state, commit),
          }),
        },
        detail: `${commit.slice(0, 7)} for ${environment}`,
      };
    });
    if (!written.ok) return refuse(line, written.message);
    await enqueue(context, requestRelease(repoRefOf(context.repo), `comment-${context.comment.id}`));
    return { outcome: 'done', body: `**Approved:** ${written.detail}. The release goes on.\n\nNext: \`/status\`` };
  },
};
