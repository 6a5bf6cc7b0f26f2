import type { CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { planOfHead } from '../../jobs/review/plan-of-head.ts';
import { mayWrite } from '../../jobs/command/authority.ts';
import { renderPlan } from '../../review/render/replies.ts';
import { parseScope, type ApisInEnvironment } from './apis-arg.ts';

export const plan: CommandDefinition<ApisInEnvironment> = {
  name: 'plan',
  usage: '/plan [api…] [env NAME]',
  summary: 'what a deploy would do now, with its hash; nothing is written',
  who: 'write',
  boundToHead: false,
  parse: (words) => parseScope(words, []),
  authorise: (_, context) => mayWrite(context),
  async run(args, context: CommandContext) {
    const commit = context.pull?.state === 'open' ? context.pull.headSha : context.head;
    const sections = await planOfHead(context, commit, args.apis);
    if (!sections.ok) return refuse(firstLine(context.comment.body), sections.reason);
    const shown = sections.plan.filter(
      ({ environment }) => args.environment === undefined || environment === args.environment,
    );
    const { owner, name, htmlUrl: url } = context.repo;
    const body = renderPlan({ repository: { owner, name, url }, commit, plan: shown, next: [] });
    return { outcome: 'done', body };
  },
};
