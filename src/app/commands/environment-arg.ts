import { environmentOrder } from '../../config/effective.ts';
import { mayRelease } from '../../jobs/command/authority.ts';
import type { CommandContext } from '../../jobs/command/context.ts';
import type { Authority, CommandReply } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';

/** The environments that a command means; a name is only optional where there is a single one. */
export function environmentsMeant(
  context: CommandContext,
  named: string | undefined,
): readonly string[] | CommandReply {
  const all = environmentOrder(context.config);
  const line = firstLine(context.comment.body);
  if (all.length === 0) return refuse(line, 'No environment is configured: Sluice reviews here and deploys nothing.');
  if (named === undefined) {
    if (all.length === 1) return all;
    return refuse(
      line,
      `Say which environment: ${all.join(', ')}.`,
      all.map((name) => `${line} env ${name}`),
    );
  }
  if (all.includes(named)) return [named];
  return refuse(line, `There is no environment \`${named.slice(0, 64)}\`; there are ${all.join(', ')}.`);
}

/** Whether they may release to the one environment that the command means, be it named or the only one. */
export function mayReleaseTo(context: CommandContext, named: string | undefined): Promise<Authority> {
  const meant = environmentsMeant(context, named);
  return mayRelease(context, isReply(meant) ? [] : meant);
}

export function isReply(value: readonly string[] | CommandReply): value is CommandReply {
  return !Array.isArray(value);
}
