/** A worker as `main.ts` joins it, without sweeps and without our own limit on writes: only the reviews that it is asked for. */
import { join } from 'node:path';
import { pino } from 'pino';
import type { AppSettings } from '../../src/config/process-env.ts';
import { loadTargets } from '../../src/config/targets.ts';
import { createGitHub } from '../../src/github/client.ts';
import { handler } from '../../src/jobs/index.ts';
import { closeInspectors, startInspectors } from '../../src/jobs/inspect/run.ts';
import { requestReview, type RepoRef } from '../../src/jobs/requests.ts';
import { joinServices } from '../../src/main.ts';
import { openQueue } from '../../src/queue/open.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { serveParent } from './child.ts';

export interface WorkerStart {
  readonly dataDir: string;
  readonly redisUrl?: string;
  readonly appId: number;
  readonly privateKey: string;
  /** `127.0.0.1:PORT`. */
  readonly githubHost: string;
  readonly targets: string;
  readonly targetSecret: string;
  readonly concurrency: number;
}

export interface ReviewsWanted {
  readonly repo: RepoRef;
  readonly pulls: readonly number[];
}

export type WorkerQuestion = { readonly start: WorkerStart } | { readonly review: ReviewsWanted };

/** From the first job's adding to the last one's end. */
export interface WorkerAnswer {
  readonly ms: number;
}

const SETTINGS = {
  mode: 'app',
  host: '127.0.0.1',
  port: 0,
  logLevel: 'info',
  sweepSeconds: 300,
  webhookSecrets: ['unused: nothing listens'],
} as const;
const stopping = new AbortController();
const ended = new Map<number, (error?: Error) => void>();
let queue: Queue | undefined;

async function answer(question: WorkerQuestion): Promise<WorkerAnswer> {
  const started = performance.now();
  if ('start' in question) await start(question.start);
  else await reviewAll(question.review);
  return { ms: performance.now() - started };
}

async function start(options: WorkerStart): Promise<void> {
  const { dataDir, redisUrl, appId, privateKey, githubHost, targets } = options;
  const log = pino({ level: 'silent' });
  queue = await openQueue({
    dataDir,
    name: `reviews-${process.pid}`,
    log,
    ...(redisUrl !== undefined && { redisUrl }),
  });
  const github = { host: githubHost, protocol: 'http' } as const;
  const settings: AppSettings = { ...SETTINGS, appId, privateKey, github, dataFolder: dataDir };
  const env = { EDGE_SECRET: options.targetSecret };
  const loaded = loadTargets(targets, 'sluice.targets.yaml', env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const services = joinServices(settings, env, loaded.targets, queue, log, stopping.signal);
  const unlimited = createGitHub({
    appId,
    privateKey,
    baseUrl: `http://${githubHost}/api/v3`,
    cache: queue.cache,
    gitDir: join(dataDir, 'git'),
    log,
    writeLimits: { perMinute: 1_000_000, perHour: 10_000_000 },
  });
  startInspectors();
  const work = handler({ ...services, github: unlimited });
  await queue.work(
    async (job, context) => {
      const { pull } = job.data as { pull: number };
      try {
        const outcome = await work(job, context);
        ended.get(pull)?.();
        return outcome;
      } catch (error) {
        ended.get(pull)?.(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    },
    { concurrency: options.concurrency },
  );
}

async function reviewAll({ repo, pulls }: ReviewsWanted): Promise<void> {
  await Promise.all(
    pulls.map(async (pull) => {
      const done = new Promise<void>((resolve, reject) => {
        ended.set(pull, (error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
      const { job, options } = requestReview(repo, pull, `bench-${pull}`);
      await queue?.add(job, options);
      await done;
    }),
  );
}

serveParent(answer, async () => {
  stopping.abort();
  closeInspectors();
  await queue?.close({ graceMs: 0 });
});
