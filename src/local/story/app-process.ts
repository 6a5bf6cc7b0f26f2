import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProcess, type Running } from './processes.ts';

/** The App in a process of its own, which can be killed and started again on the same data. */
export interface AppProcess {
  readonly url: string;
  /** Path of its log. */
  readonly log: string;
  start(): Promise<void>;
  /** SIGKILL, now. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly folder: string;
  readonly port: number;
  readonly appId: number;
  readonly privateKeyPem: string;
  readonly webhookSecret: string;
  /** `127.0.0.1:PORT` of the local GitHub. */
  readonly githubHost: string;
  readonly targets: string;
  /** What its targets need beside what every App needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly sweepSeconds: number;
  readonly redisUrl?: string;
}

/** Web and worker in one process, as `npm start` runs them. */
export async function appProcess(options: AppOptions): Promise<AppProcess> {
  const { folder, port } = options;
  const targets = join(folder, 'sluice.targets.yaml');
  await writeFile(targets, options.targets);
  const log = join(folder, 'app.log');
  const env = {
    APP_ID: String(options.appId),
    PRIVATE_KEY: options.privateKeyPem,
    WEBHOOK_SECRET: options.webhookSecret,
    GHE_HOST: options.githubHost,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'debug',
    SLUICE_DATA: join(folder, 'app'),
    SLUICE_TARGETS: targets,
    SLUICE_SWEEP_SECONDS: String(options.sweepSeconds),
    ...options.env,
    ...(options.redisUrl !== undefined && { REDIS_URL: options.redisUrl }),
  };
  let running: Running | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    async start() {
      running = startProcess({ args: ['serve', '--with-worker'], env, log });
      await running.line((line) => line.includes('sluice is up'));
    },
    async kill() {
      await running?.kill();
    },
    async stop() {
      await running?.stop();
    },
  };
}
