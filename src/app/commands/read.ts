import type { BoundCommand, CommandDefinition, CommandLine, CommandSet } from '../../jobs/command/definition.ts';
import { splitCommand, type Words } from '../../jobs/command/words.ts';

/** Hides what type its arguments have, so that commands of all kinds stand in one list. */
export interface AnyCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly who: string;
  bind(words: Words): { ok: true; command: BoundCommand } | { ok: false; message: string };
}

export function command<Args>(definition: CommandDefinition<Args>): AnyCommand {
  const { name, usage, summary, who, boundToHead } = definition;
  return {
    name,
    usage,
    summary,
    who,
    bind(words) {
      const parsed = definition.parse(words);
      if (!parsed.ok) return parsed;
      return {
        ok: true,
        command: {
          name,
          usage,
          boundToHead,
          authorise: (context) => definition.authorise(parsed.args, context),
          run: (context) => definition.run(parsed.args, context),
        },
      };
    },
  };
}

/**
 * Reads first lines by this list. `/NAME` that nobody here knows is another bot's business and stays unanswered;
 * `/sluice NAME` is ours in any case.
 */
export function commandSet(commands: readonly AnyCommand[]): CommandSet {
  const byName = new Map(commands.map((entry) => [entry.name, entry]));
  return {
    read(body): CommandLine {
      const words = splitCommand(body);
      if (words === undefined) return { kind: 'none' };
      const long = words.name.startsWith('sluice ');
      const name = long ? words.name.slice('sluice '.length) : words.name;
      const found = byName.get(name);
      if (found === undefined) return long ? { kind: 'unknown', name } : { kind: 'none' };
      const bound = found.bind({ ...words, name });
      if (bound.ok) return { kind: 'command', command: bound.command };
      return { kind: 'malformed', name, usage: found.usage, message: bound.message };
    },
  };
}
