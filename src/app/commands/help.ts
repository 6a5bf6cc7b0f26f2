import type { CommandDefinition } from '../../jobs/command/definition.ts';
import type { AnyCommand } from './read.ts';
import { commandTable } from './table.ts';

/** Says what the others are; the only command that needs to know them. */
export function help(others: readonly Pick<AnyCommand, 'usage' | 'summary' | 'who'>[]): CommandDefinition<undefined> {
  return {
    name: 'help',
    usage: '/help',
    summary: 'this list',
    who: 'anyone',
    boundToHead: false,
    parse: () => ({ ok: true, args: undefined }),
    authorise: () => Promise.resolve({ ok: true }),
    run: () => {
      const rules =
        'One command a comment, on its first line; `/sluice NAME …` works always. Edited comments are never read.';
      return Promise.resolve({ outcome: 'done', body: `**Commands**\n\n${commandTable(others)}\n\n${rules}` });
    },
  };
}
