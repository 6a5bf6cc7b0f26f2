import type { RepoRef } from '../../src/jobs/requests.ts';
import { startBackend, type Backend } from './backend.ts';
import { startChild, type Child } from './child.ts';
import type { Bench, Figures, Part } from './part.ts';
import { startPlatform, type Platform } from './platform.ts';
import { counted, isWrite, logRequests, type RequestLog } from './request-log.ts';
import type { WorkerAnswer, WorkerQuestion } from './review-worker.ts';
import { median, readable, rounded } from './summary.ts';

const SMALL = 2;
const LARGE = 2_000;
const OTHERS = 4;
const THROUGHPUT = 31;
/** As `main.ts` has it. */
const CONCURRENCY = 4;

type Worker = Child<WorkerQuestion, WorkerAnswer>;

interface Setting {
  readonly bench: Bench;
  readonly platform: Platform;
  readonly backend: Backend;
  readonly log: RequestLog;
}

export const reviews: Part = {
  name: 'reviews',
  title: 'Reviews',
  async run(bench) {
    const backend = await startBackend(bench);
    const platform = await startPlatform(bench);
    const log = bench.keep(logRequests(), (started) => {
      started.close();
      return Promise.resolve();
    });
    const setting = { bench, platform, backend, log };
    bench.progress(`importing ${SMALL} descriptions, and ${LARGE.toLocaleString('en-US')}`);
    const small = await platform.repository('small', SMALL);
    const large = await platform.repository('large', LARGE);
    const atSmall = await costs(setting, small, SMALL);
    const atLarge = await costs(setting, large, LARGE);
    const perMinute = await throughput(setting, small);
    const { violations } = platform.github.contract;
    if (violations.length > 0) throw new Error(`GitHub would have refused: ${JSON.stringify(violations[0])}`);
    return figures(atSmall, atLarge, perMinute, backend.name);
  },
};

/** What one review cost, as GitHub saw it. */
interface Cost {
  readonly operations: readonly string[];
  readonly writes: number;
  readonly ms: number;
}

interface Costs {
  readonly cold: Cost;
  /** The dearest, with the median of the times. */
  readonly warm: Cost;
}

/** A worker that has seen nothing yet reviews a pull request, then others, then the first one again after a push. */
async function costs(setting: Setting, repo: RepoRef, descriptions: number): Promise<Costs> {
  const { bench, platform } = setting;
  const pulls = await openPulls(
    platform,
    repo,
    'change',
    Array.from({ length: OTHERS + 1 }, (_, nth) => Math.floor((nth * descriptions) / (OTHERS + 1))),
  );
  const worker = await startWorker(setting);
  const seen: Cost[] = [];
  for (const pull of pulls) {
    bench.progress(`${repo.fullName}: review ${seen.length + 1} of a new worker`);
    seen.push(await cost(setting, worker, repo, pull));
  }
  await platform.push(repo, 0, 'change-0');
  seen.push(await cost(setting, worker, repo, pulls[0] ?? 0));
  await worker.stop();
  const [cold, ...warm] = seen;
  const [dearest] = warm.toSorted((a, b) => b.operations.length - a.operations.length);
  if (cold === undefined || dearest === undefined) throw new Error('no review was made');
  const writes = Math.max(...warm.map((one) => one.writes));
  return { cold, warm: { ...dearest, writes, ms: median(warm.map(({ ms }) => ms)) } };
}

async function openPulls(platform: Platform, repo: RepoRef, name: string, apis: readonly number[]): Promise<number[]> {
  const pulls: number[] = [];
  for (const [nth, api] of apis.entries()) {
    await platform.push(repo, api, `${name}-${nth}`);
    pulls.push(await platform.open(repo, `${name}-${nth}`));
  }
  return pulls;
}

async function cost({ log }: Setting, worker: Worker, repo: RepoRef, pull: number): Promise<Cost> {
  log.take();
  const { ms } = await worker.ask({ review: { repo, pulls: [pull] } });
  const operations = log.take();
  const writes = operations.filter(isWrite).length;
  if (writes === 0) throw new Error(`${repo.fullName}#${pull}: the review was not published`);
  return { operations, writes, ms };
}

async function throughput(setting: Setting, repo: RepoRef): Promise<number> {
  const { bench, platform } = setting;
  bench.progress(`opening ${THROUGHPUT} pull requests`);
  const apis = Array.from({ length: THROUGHPUT }, (_, nth) => nth % SMALL);
  const [first = 0, ...others] = await openPulls(platform, repo, 'more', apis);
  const worker = await startWorker(setting);
  await worker.ask({ review: { repo, pulls: [first] } });
  bench.progress(`reviewing ${others.length} pull requests, ${CONCURRENCY} at once`);
  const { ms } = await worker.ask({ review: { repo, pulls: others } });
  return (others.length * 60_000) / ms;
}

async function startWorker({ bench, platform, backend }: Setting): Promise<Worker> {
  const worker: Worker = bench.keep(startChild('./review-worker.ts'), (child) => child.stop());
  const { appId, privateKey, targets, targetSecret, github } = platform;
  const dataDir = await bench.folder();
  const { redisUrl } = backend;
  const common = {
    dataDir,
    appId,
    privateKey,
    targets,
    targetSecret,
    githubHost: new URL(github.url).host,
    concurrency: CONCURRENCY,
  };
  await worker.ask({ start: { ...common, ...(redisUrl !== undefined && { redisUrl }) } });
  return worker;
}

function figures(small: Costs, large: Costs, perMinute: number, backend: string): Figures {
  const requests = ({ cold, warm }: Costs): string => `${cold.operations.length} cold, ${warm.operations.length} warm`;
  const times = ({ cold, warm }: Costs): string => `${readable(cold.ms)} ms cold, ${readable(warm.ms)} ms warm`;
  const writes = Math.max(...[small, large].flatMap(({ cold, warm }) => [cold.writes, warm.writes]));
  return {
    rows: [
      { what: 'reviews per minute', figure: readable(perMinute), beside: `${CONCURRENCY} at once, one worker` },
      { what: `requests at ${SMALL} descriptions`, figure: requests(small), beside: times(small) },
      { what: `requests at ${readable(LARGE)} descriptions`, figure: requests(large), beside: times(large) },
      { what: 'writes per review', figure: String(writes), beside: 'check run, comment, one review' },
    ],
    method: method(large, backend),
    json: {
      reviewsPerMinute: rounded(perMinute),
      requestsCold: small.cold.operations.length,
      requestsWarm: small.warm.operations.length,
      requestsColdLarge: large.cold.operations.length,
      requestsWarmLarge: large.warm.operations.length,
      writesPerReview: writes,
      reviewColdMs: rounded(small.cold.ms),
      reviewWarmMs: rounded(small.warm.ms),
      reviewColdLargeMs: rounded(large.cold.ms),
      reviewWarmLargeMs: rounded(large.warm.ms),
      reviewsBackend: backend,
    },
  };
}

function method({ cold, warm }: Costs, backend: string): string {
  const listed = ({ operations }: Cost): string => `\`\`\`\n${counted(operations)}\n\`\`\``;
  return `Each pull request makes a breaking change to one description of 100 operations; the repository names all of them as APIs with an
embedded gateway as target. A worker process (its queue on ${backend}) takes the review jobs from its queue; requests are counted by
the local GitHub as they arrive: tokens, git and unchanged answers too. Cold: the worker's first review, with nothing cached. Warm:
the dearest of ${OTHERS} more pull requests and of the first one after another push. For reviews per minute our own limit on writes is
lifted: GitHub lets one installation make 80 content writes a minute, which is 26 reviews of three writes.

Cold, at ${readable(LARGE)} descriptions:

${listed(cold)}

Warm:

${listed(warm)}`;
}
