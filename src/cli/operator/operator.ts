import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { readEnvironment, type Settings } from '../../config/process-env.ts';
import { readTargetsFile } from '../../config/targets-file.ts';
import { openTargets, type TargetRegistry } from '../../gateway/registry.ts';
import type { EnvironmentCopy } from '../../jobs/offline/copy.ts';
import { openCopies, type Copies } from '../../jobs/offline/copies.ts';
import { releaseLease } from '../../jobs/release/lease.ts';
import { openQueue } from '../../queue/open.ts';
import type { Lease, Queue } from '../../queue/queue.ts';
import { CannotRun } from '../check/tree.ts';
import { readDotEnv } from '../dot-env.ts';

/** What the commands that need no GitHub work with. */
export interface Operator {
  readonly copies: Copies;
  readonly targets: () => TargetRegistry;
  /** Who sits at the terminal, as the system knows them. */
  readonly by: string;
  readonly dataFolder: string;
  /** Of the queue, where it is at hand. */
  readonly cache: Queue['cache'] | undefined;
  /** Beside no release of that repository, where the queue can be asked; else, or after some seconds, all the same. */
  besideNoRelease<T>(repositoryId: number, work: () => Promise<T>): Promise<T>;
}

/** No credential: a broken one must not stop a rollback. */
const VARIABLES = ['SLUICE_DATA', 'SLUICE_TARGETS', 'REDIS_URL'] as const;
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;

/** Runs the work, says what could not be done, and lets go of everything. The work resolves to the exit code. */
export async function asOperator(work: (operator: Operator) => Promise<0 | 1>): Promise<void> {
  let queue: Queue | undefined;
  try {
    const settings = operatorSettings();
    queue = await sharedQueue(settings);
    process.exitCode = await work(operatorOf(settings, queue));
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 2;
  } finally {
    await queue?.close({ graceMs: 0 });
  }
}

/** Copies are kept for the worker's account alone. */
function reasonOf(error: unknown): string {
  if (error instanceof CannotRun) return error.message;
  if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))) throw error;
  return `${error.message}. Run this as the account of the worker, whose SLUICE_DATA it is.`;
}

export function operatorSettings(): Settings {
  const unread = readDotEnv();
  if (unread !== undefined) throw new CannotRun(unread);
  const read = readEnvironment(Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]])));
  if (read.ok) return read.settings;
  throw new CannotRun(read.problems.map(({ variable, message }) => `${variable} ${message}`).join('\n'));
}

/** Redis is shared; the embedded queue is the running process's own, and files beside it say the same. */
async function sharedQueue({ redisUrl, dataFolder }: Settings): Promise<Queue | undefined> {
  if (redisUrl === undefined) return undefined;
  try {
    return await openQueue({ redisUrl, dataDir: dataFolder, log: pino({ level: 'silent' }) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\nGoing on with the files below ${dataFolder} alone.\n`);
    return undefined;
  }
}

function operatorOf(settings: Settings, queue: Queue | undefined): Operator {
  return {
    copies: openCopies(settings.dataFolder, queue),
    targets: () => targetsOf(settings),
    by: userInfo().username,
    dataFolder: settings.dataFolder,
    cache: queue?.cache,
    async besideNoRelease(repositoryId, work) {
      const lease = queue && (await patientLease(queue, repositoryId));
      try {
        return await work();
      } finally {
        await lease?.release();
      }
    },
  };
}

async function patientLease(queue: Queue, repositoryId: number): Promise<Lease | undefined> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const lease = await queue.lease(releaseLease(repositoryId));
    if (lease !== undefined) return lease;
    if (performance.now() > deadline) {
      process.stderr.write('A worker has a release of this repository in hand; going on beside it.\n');
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function targetsOf({ targetsFile }: Settings): TargetRegistry {
  if (targetsFile === undefined) {
    throw new CannotRun('SLUICE_TARGETS is not set: set it to the file that the worker reads. Nothing was written.');
  }
  // Nobody is told from here: no rollback fails for want of what only sinks need.
  const read = readTargetsFile(targetsFile, process.env, 'targets');
  if (!read.ok) throw new CannotRun(`${read.message}\nNothing was written.`);
  return openTargets(read.targets, process.env);
}

/** The copy of one environment. @throws CannotRun where there is none, with those that there are. */
export async function copyOf(
  { copies, dataFolder }: Operator,
  repository: string,
  environment: string,
): Promise<EnvironmentCopy> {
  const found = await copies.environment(repository, environment).catch(() => undefined);
  if (found !== undefined) return found;
  const all = (await copies.environments()).map((copy) => `${copy.repository.fullName} ${copy.environment}`);
  const there = all.length === 0 ? 'none at all' : all.join(', ');
  throw new CannotRun(
    `There is no copy of ${repository} ${environment}; there are: ${there}. Looked in ${dataFolder}: ` +
      "run this with the worker's SLUICE_DATA or REDIS_URL. Nothing was written.",
  );
}

/** Names a change for good; sorts by time. */
export function changeId(at: string): string {
  return `cli-${at.replace(/[^0-9]/g, '')}-${randomUUID().slice(0, 8)}`;
}

export function repositoryName(text: string): string {
  if (/^[\w-]+\/[\w.-]+$/.test(text) && !/\/\.{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected OWNER/REPOSITORY.');
}

export function environmentName(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected the name of an environment, such as production.');
}

export function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
