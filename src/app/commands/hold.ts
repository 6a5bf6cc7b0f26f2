import { changeRecord } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { asText, environmentState, files } from '../../jobs/platform/record.ts';
import type { Hold } from '../../release/state.ts';
import { holdSentence } from '../../review/render/wording.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';
import { apisMeant, parseApisInEnvironment, type ApisInEnvironment } from './apis-arg.ts';

type Args = ApisInEnvironment & { readonly reason: string };

export const hold: CommandDefinition<Args> = {
  name: 'hold',
  usage: '/hold api…|all env NAME [--reason "…"]',
  summary: 'keep these APIs as they are there, whatever is merged',
  who: 'write; teams of the environment where it has some',
  boundToHead: false,
  parse(words) {
    const parsed = parseApisInEnvironment(words, ['reason']);
    if (!parsed.ok) return parsed;
    const reason = words.flags.get('reason');
    return {
      ok: true,
      args: { ...parsed.args, reason: typeof reason === 'string' && reason !== '' ? reason : 'no reason given' },
    };
  },
  authorise: (args, context) => mayReleaseTo(context, args.environment),
  async run(args, context) {
    const line = firstLine(context.comment.body);
    const meant = environmentsMeant(context, args.environment);
    if (isReply(meant)) return meant;
    const apis = apisMeant(context, args.apis);
    if (!apis.ok) return refuse(line, apis.message);
    const [environment = ''] = meant;
    const written = await changeRecord(context, 'hold', async (view) => {
      const state = await environmentState(view, environment);
      const at = context.services.now().toISOString();
      const made = apis.apis.map((api): Hold => ({
        api,
        hashes: {},
        at,
        by: context.cause.actor,
        reason: args.reason,
      }));
      const others = state.holds.filter(({ api }) => !apis.apis.includes(api));
      return {
        ok: true,
        files: { [files.environment(environment)]: asText({ ...state, holds: [...others, ...made] }) },
        detail: `${apis.apis.join(', ')} in ${environment}`,
      };
    });
    if (!written.ok) return refuse(line, written.message);
    const next = `/resume ${args.apis.join(' ')} env ${environment}`;
    return {
      outcome: 'done',
      body: `**Held:** ${written.detail}. ${holdSentence(apis.apis)}\n\nNext: \`${next}\``,
    };
  },
};
