import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { scope, unknownFlag } from '../../jobs/command/words.ts';
import { deploy } from './deploy.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';

interface Args {
  readonly apis: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** `/deploy` to an environment that comes after another, for whoever thinks of it as a step and names both ends: neither is passed over. */
export const promote: CommandDefinition<Args> = {
  name: 'promote',
  usage: '/promote [api…] from NAME to NAME',
  summary: 'release what passed in an environment to the one after it',
  who: 'write; teams of the environment that it goes to where it has some',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, []);
    if (odd !== undefined) return { ok: false, message: odd };
    const named = scope(words.words, ['from', 'to']);
    if (!named.ok) return named;
    const { apis, from, to } = named;
    if (from === undefined || to === undefined) return { ok: false, message: 'it takes `from NAME to NAME`' };
    return { ok: true, args: { apis, from, to } };
  },
  authorise: ({ to }, context) => mayReleaseTo(context, to),
  async run({ apis, from, to }, context) {
    for (const environment of [from, to]) {
      const meant = environmentsMeant(context, environment);
      if (isReply(meant)) return meant;
    }
    const wrong = outOfOrder(context.config, from, to);
    if (wrong !== undefined) {
      const [command, way] = wrong.next;
      return refuse(firstLine(context.comment.body), wrong.message, [[command, ...apis, way].join(' ')]);
    }
    return deploy.run({ apis, environment: to }, context);
  },
};

interface OutOfOrder {
  readonly message: string;
  /** The command that would be right, in two halves: names of APIs belong between them. */
  readonly next: readonly [string, string];
}

function outOfOrder({ environments = {} }: SluiceConfig, from: string, to: string): OutOfOrder | undefined {
  const after = environments[to]?.after;
  if (after === from) return undefined;
  if (after === undefined) {
    return {
      message: `\`${to}\` comes after no other environment: it gets what is merged.`,
      next: ['/deploy', `env ${to}`],
    };
  }
  return {
    message: `\`${to}\` comes after \`${after}\`: what has not passed there does not go to it.`,
    next: ['/promote', `from ${after} to ${to}`],
  };
}
