import type { CommandContext } from './context.ts';
import type { Words } from './words.ts';

export type Parsed<Args> =
  { readonly ok: true; readonly args: Args } | { readonly ok: false; readonly message: string };

/** Whether this person may: decided when the comment arrives and again when the work runs. */
export type Authority = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** What the status comment says in the end. `outcome` goes to the record and the audit trail. */
export interface CommandReply {
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Markdown, verdict first. */
  readonly body: string;
}

/** One command of the grammar; a new one is a file like those in `app/commands` and a line in their index. */
export interface CommandDefinition<Args> {
  readonly name: string;
  /** As it is typed, e.g. `/hold api…|all env NAME`. */
  readonly usage: string;
  readonly summary: string;
  /** Who may, in a few words, for `/help` and the reference. */
  readonly who: string;
  /** Whether it speaks of the pull request's head, so that a push after the comment makes it void. */
  readonly boundToHead: boolean;
  parse(words: Words): Parsed<Args>;
  authorise(args: Args, context: CommandContext): Promise<Authority>;
  run(args: Args, context: CommandContext): Promise<CommandReply>;
}

/** A command with its arguments bound: what the command job handles without knowing which one it is. */
export interface BoundCommand {
  readonly name: string;
  readonly usage: string;
  readonly boundToHead: boolean;
  authorise(context: CommandContext): Promise<Authority>;
  run(context: CommandContext): Promise<CommandReply>;
}

export type CommandLine =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'malformed'; readonly name: string; readonly usage: string; readonly message: string }
  | { readonly kind: 'command'; readonly command: BoundCommand };

export interface CommandSet {
  /** Reads the first line of a comment. */
  read(body: string): CommandLine;
}
