import type { AnyCommand } from './read.ts';

/** Commands as a table in Markdown. */
export function commandTable(commands: readonly Pick<AnyCommand, 'usage' | 'summary' | 'who'>[]): string {
  const rows = commands.map(
    ({ usage, summary, who }) => `| \`${usage.replaceAll('|', '\\|')}\` | ${summary} | ${who} |`,
  );
  return ['| command | what it does | who may |', '| --- | --- | --- |', ...rows].join('\n');
}
