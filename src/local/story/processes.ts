import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isSource, programFile } from '../../config/package.ts';

const bin = programFile('cli/sluice');

export interface Running {
  readonly child: ChildProcess;
  /** The first line on its standard output that `wanted` accepts. */
  line(wanted: (line: string) => boolean, timeoutMs?: number): Promise<string>;
  /** SIGTERM, and SIGKILL for whoever does not listen. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its standard output and error go here as well. */
  readonly log: string;
}

/** `sluice …` in a process of its own, with nothing of our environment but what Node and git need. */
export function startProcess({ args, env, log }: StartOptions): Running {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const child = spawn(process.execPath, [...(isSource ? ['--import', 'tsx'] : []), bin, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit');
  const seen: string[] = [];
  lines.on('line', (line) => seen.push(line));
  return {
    child,
    line: (wanted, timeoutMs = 60_000) => firstLine(lines, seen, wanted, exited, timeoutMs, log),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
      await exited;
      clearTimeout(timer);
      file.end();
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function firstLine(
  lines: ReturnType<typeof createInterface>,
  seen: readonly string[],
  wanted: (line: string) => boolean,
  exited: Promise<unknown>,
  timeoutMs: number,
  log: string,
): Promise<string> {
  const known = seen.find(wanted);
  if (known !== undefined) return known;
  let timer: NodeJS.Timeout | undefined;
  const found = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      if (wanted(line)) resolve(line);
    });
    timer = setTimeout(() => {
      reject(new Error(`it did not come up within ${timeoutMs / 1000} s; its log is ${log}`));
    }, timeoutMs);
    void exited.then(() => {
      reject(new Error(`it ended before it was up; its log is ${log}`));
    });
  });
  try {
    return await found;
  } finally {
    clearTimeout(timer);
  }
}
