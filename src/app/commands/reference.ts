import { allCommands } from './index.ts';
import { commandTable } from './table.ts';

/** Every command as a page: `docs/reference/commands.md`. */
export function renderCommandsReference(): string {
  return `# Commands

Generated from \`src/app/commands\`: \`npx tsx scripts/reference.ts\`.

A command is the first line of a new comment on a pull request or on an issue that Sluice opened, in nobody's quote or code block;
an edited comment is never read. One command a comment. \`/sluice NAME …\` always works; the short form is for repositories without
another bot that listens to it. Values with spaces stand in double quotes.

${commandTable(allCommands)}

"write" is GitHub's permission on the repository. Who may is asked when the comment arrives and again when the work runs; a refusal
says who may. A command that speaks of a pull request's head is void when something was pushed after the comment.

Receipt is a reaction within seconds; the outcome is one comment that is edited in place.
`;
}
