import { withAskersWord } from '../../jobs/command/approvals.ts';
import { changeRecord, enqueue } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { asText, environmentState, files } from '../../jobs/platform/record.ts';
import { closed, endOfHolds } from '../../jobs/release/end-of-holds.ts';
import { requestRelease } from '../../jobs/requests.ts';
import { apisMeant, parseApisInEnvironment, type ApisInEnvironment } from './apis-arg.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';

export const resume: CommandDefinition<ApisInEnvironment> = {
  name: 'resume',
  usage: '/resume api…|all env NAME',
  summary: 'lift the hold: what is merged is deployed there again',
  who: 'write; teams of the environment where it has some',
  boundToHead: false,
  parse: (words) => parseApisInEnvironment(words, []),
  authorise: (args, context) => mayReleaseTo(context, args.environment),
  async run(args, context) {
    const line = firstLine(context.comment.body);
    const meant = environmentsMeant(context, args.environment);
    if (isReply(meant)) return meant;
    const apis = apisMeant(context, args.apis);
    if (!apis.ok) return refuse(line, apis.message);
    const [environment = ''] = meant;
    const written = await changeRecord(context, 'resume', async (view) => {
      const state = await environmentState(view, environment);
      const lifted = state.holds.filter(({ api }) => apis.apis.includes(api));
      if (lifted.length === 0) return { ok: false, message: `Nothing of that is held in ${environment}.` };
      const holds = state.holds.filter((hold) => !lifted.includes(hold));
      const over = await endOfHolds(context.repo, view, environment, { lifted, kept: holds });
      const commit = state.deployed ?? context.head;
      const requested = { commit, apis: lifted.map(({ api }) => api), cause: context.cause };
      const approvals = withAskersWord(context, environment, state, commit);
      return {
        ok: true,
        files: { [files.environment(environment)]: asText({ ...state, holds, requested, approvals }) },
        detail: `${lifted.map(({ api }) => api).join(', ')} in ${environment}`,
        also: over.map((about) => closed(environment, about)),
      };
    });
    if (!written.ok) return refuse(line, written.message);
    await enqueue(context, requestRelease(repoRefOf(context.repo), `comment-${context.comment.id}`));
    return {
      outcome: 'done',
      body: `**Hold lifted:** ${written.detail}. Its merged content is released now, and watched.\n\nNext: \`/status\``,
    };
  },
};
