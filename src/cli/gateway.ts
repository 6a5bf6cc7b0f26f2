import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { ConsumerKey } from '../gateway/embedded/auth.ts';
import { startGateway } from '../gateway/embedded/gateway.ts';
import { CorruptStateError } from '../gateway/embedded/store.ts';

interface Options {
  readonly port: number;
  readonly adminPort: number;
  readonly data: string;
  readonly host: string;
  readonly adminHost: string;
  readonly keys?: string;
}

/** `sluice gateway`: the embedded gateway in a process of its own, for demos, tests and previews. */
export function gatewayCommand(): Command {
  return new Command('gateway')
    .description('run the embedded gateway (for demos, tests and previews)')
    .requiredOption('--port <n>', 'port for traffic; 0: any free one', portNumber)
    .requiredOption('--admin-port <n>', 'port of the admin API; 0: any free one', portNumber)
    .requiredOption('--data <folder>', 'where the routes are saved')
    .option('--host <address>', 'address for traffic', '127.0.0.1')
    .option('--admin-host <address>', 'address of the admin API', '127.0.0.1')
    .option('--keys <file>', 'JSON list of { "consumer", "sha256" }: the keys that consumers may send, by their hashes')
    .addHelpText('after', '\nThe admin API asks for the secret in SLUICE_GATEWAY_SECRET (16 characters or more).')
    .action(run);
}

/** Prints one JSON line, `{ "url", "admin" }`, when it serves; ends on SIGTERM and SIGINT when requests in flight are answered. */
async function run(options: Options, command: Command): Promise<void> {
  const secret = process.env['SLUICE_GATEWAY_SECRET'] ?? '';
  if (secret.length < 16) {
    command.error('SLUICE_GATEWAY_SECRET is not set or shorter than 16 characters; nothing was started.', {
      exitCode: 2,
    });
  }
  const keys = options.keys === undefined ? [] : await readKeys(options.keys, command);
  const gateway = await startGateway({ ...options, keys, secret }).catch((error: unknown) => {
    if (error instanceof CorruptStateError || isSystemError(error)) command.error(error.message, { exitCode: 2 });
    throw error;
  });
  process.stdout.write(`${JSON.stringify({ url: gateway.url, admin: gateway.adminUrl })}\n`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), 10_000).unref();
    void gateway.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

const keysSchema = z.array(
  z.strictObject({
    consumer: z.string().min(1).max(128),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of the key, 64 hexadecimal digits in lower case'),
  }),
);

async function readKeys(file: string, command: Command): Promise<readonly ConsumerKey[]> {
  try {
    const parsed = keysSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return command.error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, { exitCode: 2 });
  } catch (error) {
    if (error instanceof SyntaxError) return command.error(`${file} is not JSON.`, { exitCode: 2 });
    if (isSystemError(error)) return command.error(error.message, { exitCode: 2 });
    throw error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Expected 0 to 65535.');
  return port;
}
