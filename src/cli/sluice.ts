#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../config/package.ts';

/** One line for each subcommand; only the one that is asked for is loaded. */
const commands: readonly { readonly name: string; readonly load: () => Promise<Command> }[] = [
  { name: 'check', load: async () => (await import('./check.ts')).checkCommand() },
  { name: 'catalogue', load: async () => (await import('./catalogue.ts')).catalogueCommand() },
  { name: 'demo', load: async () => (await import('./demo.ts')).demoCommand() },
  { name: 'local', load: async () => (await import('./local-github.ts')).localCommand() },
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand() },
  { name: 'worker', load: async () => (await import('./serve.ts')).workerCommand() },
  { name: 'gateway', load: async () => (await import('./gateway.ts')).gatewayCommand() },
  { name: 'status', load: async () => (await import('./status.ts')).statusCommand() },
  { name: 'rollback', load: async () => (await import('./rollback.ts')).rollbackCommand() },
  { name: 'hold', load: async () => (await import('./hold.ts')).holdCommand() },
  { name: 'freeze', load: async () => (await import('./freeze.ts')).freezeCommand() },
  { name: 'audit', load: async () => (await import('./audit.ts')).auditCommand() },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorCommand() },
  { name: 'import', load: async () => (await import('./import.ts')).importCommand() },
  { name: 'validate', load: async () => (await import('./validate.ts')).validateCommand() },
];

/** Commander's own flags: to answer them, nothing has to be loaded. */
const VERSION = ['-V', '--version'];

/** Wrong usage ends with 2, as everything that could not run: 1 says that something was found. */
function leave(error: { readonly exitCode: number }): never {
  process.exit(error.exitCode === 0 ? 0 : 2);
}

/** Commander hands settings down where it makes a subcommand itself, and not to one that it is given. */
function inheriting(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inheriting(command, below);
  return command;
}

async function main(): Promise<void> {
  // Who reads no further, as `| head` does, has what it wanted; what was found stays found.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? process.exitCode : 2),
  );
  // That nobody hears a reason changes nothing of the exit code: an error of the stream that nobody takes would end with 1.
  process.stderr.on('error', () => undefined);
  const program = new Command('sluice')
    .description(
      'API management by pull request: reviews, deploys, watches and rolls back the APIs that a team keeps in git.',
    )
    .version(version())
    .exitOverride(leave);
  const [, , first = ''] = process.argv;
  const asked = commands.filter(({ name }) => name === first);
  for (const { load } of asked.length > 0 || VERSION.includes(first) ? asked : commands) {
    program.addCommand(inheriting(program, await load()));
  }
  await program.parseAsync();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(2);
});
