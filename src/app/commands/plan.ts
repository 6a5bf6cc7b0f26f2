import type { CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { planOfHead } from '../../jobs/review/plan-of-head.ts';
import { mayWrite } from '../../jobs/command/authority.ts';
import { renderPlan } from '../../review/render/replies.ts';
import { environmentsMeant, isReply } from './environment-arg.ts';
import { parseScope, type ApisInEnvironment } from './apis-arg.ts';

export const plan: CommandDefinition<ApisInEnvironment> = {
  name: 'plan',
  usage: '/plan [api…] [env NAME]',
  summary: 'what a deploy would do now, with its hash; nothing is written',
  who: 'write',
  boundToHead: false,
  parse: (words) => parseScope(words, []),
  authorise: (_, context) => mayWrite(context),
  async run({ apis, environment }, context: CommandContext) {
    const commit = context.pull?.state === 'open' ? context.pull.headSha : context.head;
    const planned = await planOfHead(context, commit, apis);
    if (!planned.ok) return refuse(firstLine(context.comment.body), planned.reason);
    const { config, plan: all, unplanned } = planned;
    const meant = environment === undefined ? undefined : environmentsMeant({ ...context, config }, environment);
    if (meant !== undefined && isReply(meant)) return meant;
    const shown = all.filter((section) => meant === undefined || meant.includes(section.environment));
    const facts = { repository: { url: context.repo.htmlUrl }, commit, plan: shown };
    return { outcome: 'done', body: renderPlan({ ...facts, ...(unplanned && { unplanned }) }) };
  },
};
