import type { Command } from 'commander';
import { vi } from 'vitest';

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Runs a subcommand in this process, as the terminal would, with these variables set. */
export async function run(
  command: Command,
  env: Readonly<Record<string, string | undefined>>,
  ...args: string[]
): Promise<Outcome> {
  let out = '';
  let err = '';
  process.exitCode = 0;
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  try {
    await command.exitOverride().parseAsync(args, { from: 'user' });
    return { out, err, code: exitCode() };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
    process.exitCode = 0;
  }
}

function exitCode(): number {
  return process.exitCode === undefined ? 0 : Number(process.exitCode);
}
