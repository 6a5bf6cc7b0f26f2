import { Command, InvalidArgumentError } from 'commander';
import { startLocalGitHub } from '../local/github/server.ts';

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('It is a number from 0 (any that is free) to 65535.');
  return number;
}

interface Options {
  readonly port: number;
  readonly data: string;
}

/** `sluice local github`: a GitHub on this machine until it is stopped. */
export function localCommand(): Command {
  const github = new Command('github')
    .description('run a local GitHub on real git: pages, REST, GraphQL, clone and push, signed webhooks')
    .option('--port <number>', 'where it listens on 127.0.0.1; 0 for any port that is free', port, 0)
    .requiredOption('--data <folder>', 'where it keeps its state and repositories')
    .action(async (options: Options, command: Command) => {
      const running = await startLocalGitHub({ port: options.port, dataDir: options.data }).catch((error: unknown) => {
        if (error instanceof Error && 'syscall' in error) command.error(error.message, { exitCode: 2 });
        throw error;
      });
      process.stdout.write(`Local GitHub at ${running.url}, REST below ${running.apiUrl}. Stop it with Ctrl-C.\n`);
      const stop = (): void => {
        void running.close().then(() => process.exit(0));
      };
      process.once('SIGINT', stop).once('SIGTERM', stop);
    });
  return new Command('local').description('what demo and tests run on this machine').addCommand(github);
}
