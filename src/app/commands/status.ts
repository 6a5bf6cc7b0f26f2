import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { statusFacts } from '../../jobs/release/status.ts';
import { renderStatus } from '../../review/render/replies.ts';

export const status: CommandDefinition<undefined> = {
  name: 'status',
  usage: '/status',
  summary: 'what is deployed where, since when, what is held or pinned, and what is not alike',
  who: 'anyone',
  boundToHead: false,
  parse: ({ words }) =>
    words.length === 0 ? { ok: true, args: undefined } : { ok: false, message: 'it takes no words' },
  authorise: () => Promise.resolve({ ok: true }),
  async run(_, context) {
    const read = await context.record.read();
    if (!read.ok) return refuse(firstLine(context.comment.body), read.message);
    const facts = await statusFacts(context, read.view);
    return { outcome: 'done', body: renderStatus(facts) };
  },
};
