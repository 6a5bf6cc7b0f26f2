import { withAskersWord } from '../../jobs/command/approvals.ts';
import { commitMeant } from '../../jobs/command/commit-meant.ts';
import { changeRecord, enqueue } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { asText, environmentState, files } from '../../jobs/platform/record.ts';
import { requestRelease } from '../../jobs/requests.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';
import { parseScope, type ApisInEnvironment } from './apis-arg.ts';

/** Only what is on the default branch, and only as the release itself would judge it: this asks for one, it does not force one. */
export const deploy: CommandDefinition<ApisInEnvironment> = {
  name: 'deploy',
  usage: '/deploy [api…] env NAME',
  summary: 'release the default branch again, reviewed commits only',
  who: 'write; teams of the environment where it has some',
  boundToHead: false,
  parse: (words) => parseScope(words, []),
  authorise: (args, context) => mayReleaseTo(context, args.environment),
  async run(args, context) {
    const line = firstLine(context.comment.body);
    const meant = environmentsMeant(context, args.environment);
    if (isReply(meant)) return meant;
    const [environment = ''] = meant;
    if (context.pull !== undefined && context.pull.state === 'open') {
      return refuse(line, 'This pull request is not merged. Only what is on the default branch is deployed.', [
        '/plan',
      ]);
    }
    const unknown = args.apis.find((api) => !context.config.apis?.some(({ name }) => name === api));
    if (unknown !== undefined) return refuse(line, `There is no API \`${unknown}\`.`);
    const apis = args.apis.length === 0 ? (context.config.apis ?? []).map(({ name }) => name) : args.apis;
    const written = await changeRecord(context, 'deploy.request', async (view) => {
      const state = await environmentState(view, environment);
      const candidate = await commitMeant(context, view, environment);
      if (!candidate.ok) return candidate;
      const { commit } = candidate;
      const requested = { commit, apis, cause: context.cause };
      const approvals = withAskersWord(context, environment, state, commit);
      return {
        ok: true,
        files: { [files.environment(environment)]: asText({ ...state, requested, approvals }) },
        detail: `${commit.slice(0, 7)} to ${environment}`,
      };
    });
    if (!written.ok) return refuse(line, written.message);
    await enqueue(context, requestRelease(repoRefOf(context.repo), `comment-${context.comment.id}`));
    return {
      outcome: 'done',
      body: `**Release asked for:** ${written.detail}. It is planned, applied and watched as any other.\n\nNext: \`/status\``,
    };
  },
};
