import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { run as runProbot } from 'probot';
import { shipped } from '../config/package.ts';
import { readEnvironment, type Settings } from '../config/process-env.ts';
import { startSluice, type Roles, type StartOptions } from '../main.ts';
import { createLogger } from '../web/log.ts';
import { readDotEnv } from './dot-env.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the App: webhooks and pages; with --with-worker the work too, in one process')
    .option('--with-worker', 'work in this process as well', false)
    .action(async ({ withWorker }: { withWorker: boolean }) => start({ web: true, worker: withWorker }));
}

export function workerCommand(): Command {
  return new Command('worker')
    .description('run a worker; as many as you like, on one Redis')
    .action(async () => start({ web: false, worker: true }));
}

async function start(roles: Roles): Promise<void> {
  const unread = readDotEnv();
  if (unread !== undefined) {
    notStarted([unread]);
    return;
  }
  const read = readEnvironment(process.env);
  if (!read.ok) {
    notStarted(read.problems.map(({ variable, message }) => `${variable} ${message}`));
    return;
  }
  if (read.settings.mode === 'setup') return setUp(read.settings, roles);
  const { settings } = read;
  const secrets = [settings.privateKey, ...settings.webhookSecrets];
  const log = createLogger({ level: settings.logLevel, secrets });
  const sluice = await started({ settings, env: process.env, roles, log });
  log.info({ url: sluice.url, roles }, 'sluice is up');
  const stop = (): void => {
    log.info('finishing what is under way');
    void sluice.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** What keeps it from starting is the operator's to mend: the reason says what to do, and only who debugs wants the stack. */
async function started(options: StartOptions): Promise<Awaited<ReturnType<typeof startSluice>>> {
  try {
    return await startSluice(options);
  } catch (error) {
    options.log.debug({ err: error }, 'not started');
    notStarted([reasonOf(error)]);
    // Some of it may run by now, and would go on.
    process.exit(2);
  }
}

/** What the system refuses → the variable that decides about it. */
const settingOf: ReadonlyMap<unknown, string> = new Map([
  ['listen', 'HOST and PORT say where it listens.'],
  ['mkdir', 'SLUICE_DATA says which folder it writes in.'],
]);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const setting = 'syscall' in error ? settingOf.get(error.syscall) : undefined;
  return setting === undefined ? error.message : `${error.message}. ${setting}`;
}

function notStarted(reasons: readonly string[]): void {
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  process.stderr.write('Nothing was started.\n');
  process.exitCode = 2;
}

/** Probot's manifest flow: it makes the GitHub App, writes its credentials to `.env`, and wants a restart. */
async function setUp(settings: Settings, roles: Roles): Promise<void> {
  if (!roles.web) {
    process.stderr.write(
      'APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set. A worker has nothing to set up: run `sluice serve` first.\n',
    );
    process.exitCode = 2;
    return;
  }
  // Probot looks for it there alone, and goes on without: the App that it makes may then do nothing.
  if (!existsSync('app.yml')) {
    const folder = dirname(shipped('app.yml'));
    notStarted([`The App is set up in the folder of app.yml, which says what it may do: run this in ${folder}.`]);
    return;
  }
  // Without this Probot would ask a public relay for a channel: nothing here leaves for anywhere but GitHub.
  process.env['NO_SMEE_SETUP'] = 'true';
  // Whoever reaches these pages decides which App this becomes: only this machine, unless HOST says otherwise.
  process.env['HOST'] ??= '127.0.0.1';
  process.env['PORT'] = String(settings.port);
  await runProbot(() => undefined);
}
