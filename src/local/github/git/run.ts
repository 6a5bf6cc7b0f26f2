import { devNull } from 'node:os';
import { execa } from 'execa';

/** git itself refused or failed; `stderr` is what it said. */
export class GitError extends Error {
  readonly stderr: string;
  readonly code: number | undefined;

  constructor(args: readonly string[], stderr: string, code: number | undefined) {
    super(`git ${args[0] ?? ''} failed: ${stderr.trim() || 'no reason given'}`);
    this.name = 'GitError';
    this.stderr = stderr;
    this.code = code;
  }
}

/** Nothing of the machine's or the person's own git configuration, and never a question on a terminal. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
  };
}

interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer, beside 0. */
  readonly accept?: readonly number[];
}

export interface GitAnswer {
  readonly code: number;
  readonly bytes: Buffer;
}

/** Runs git in a bare repository; throws `GitError` where it exits with anything but 0 or what is accepted. */
export async function gitAnswer(dir: string, args: readonly string[], options: RunOptions = {}): Promise<GitAnswer> {
  const result = await execa('git', ['--git-dir', dir, ...args], {
    env: { ...gitEnvironment(), ...options.env },
    extendEnv: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
    reject: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  const code = result.exitCode;
  if (code === undefined || (code !== 0 && !options.accept?.includes(code)))
    throw new GitError(
      args,
      code === undefined ? (result.message ?? 'it did not start') : Buffer.from(result.stderr).toString(),
      code,
    );
  return { code, bytes: Buffer.from(result.stdout) };
}

/** What git printed, as text without the newline at its end. */
export async function git(dir: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { bytes } = await gitAnswer(dir, args, options);
  return bytes.toString('utf8').replace(/\n$/, '');
}
