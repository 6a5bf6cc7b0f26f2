import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '../../src/local/free-port.ts';
import { startProcess } from '../../src/local/story/processes.ts';
import { WEBHOOK_PATH } from '../../src/web/webhooks.ts';
import { startBackend, type Backend } from './backend.ts';
import type { BareAnswer, BareQuestion } from './bare-server.ts';
import { startChild } from './child.ts';
import { load, type Load, type Shot } from './load.ts';
import type { Bench, Figures, Part } from './part.ts';
import { signedDeliveries } from './payload.ts';
import { percentile, ratio, readable, rounded } from './summary.ts';

const SECRET = 'a-secret-for-the-benchmark';
const CONNECTIONS = 50;
const ROUNDS = 3;
const ROUND_MS = 2_000;
const WARM_UP_MS = 1_000;
const MOST = 25_000;

/** An intake under load, and what tells whether it kept what it accepted. */
interface Contender {
  readonly url: string;
  waiting(): Promise<number>;
}

export const webhooks: Part = {
  name: 'webhooks',
  title: 'Webhooks',
  async run(bench) {
    const backend = await startBackend(bench);
    bench.progress('signing deliveries');
    const deliveries = await signedDeliveries(bench, SECRET, MOST);
    bench.progress(`starting the intake on ${backend.name}`);
    const lanes = await Promise.all(
      [startIntake(bench, backend), startBare(bench, backend)].map(async (contender) => ({
        contender: await contender,
        supply: deliveries.supply(),
        rounds: [] as Load[],
      })),
    );
    const [intake, bare] = lanes;
    if (intake === undefined || bare === undefined) throw new Error('two lanes are two lanes');
    for (const lane of lanes) await check(lane, await shoot(lane, WARM_UP_MS), 0);
    // In turn, so that whatever else the machine does meets both.
    for (let round = 1; round <= ROUNDS; round += 1) {
      bench.progress(`round ${round} of ${ROUNDS}`);
      for (const lane of lanes) {
        const before = await lane.contender.waiting();
        lane.rounds.push(await check(lane, await shoot(lane, ROUND_MS), before));
      }
    }
    return figures(summary(intake.rounds), summary(bare.rounds), backend);
  },
};

interface Lane {
  readonly contender: Contender;
  readonly supply: () => Shot | undefined;
}

function shoot({ contender, supply }: Lane, ms: number): Promise<Load> {
  return load({ url: contender.url, path: WEBHOOK_PATH, connections: CONNECTIONS, ms, next: supply });
}

async function check({ contender }: Lane, done: Load, before: number): Promise<Load> {
  const stored = (await contender.waiting()) - before;
  if (stored === done.latencies.length) return done;
  throw new Error(`${contender.url} accepted ${done.latencies.length} deliveries and stored ${stored} jobs`);
}

interface Summary {
  readonly perSecond: number;
  readonly p99: number;
}

function summary(rounds: readonly Load[]): Summary {
  const latencies = rounds.flatMap((round) => round.latencies);
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  return { perSecond: latencies.length / seconds, p99: percentile(latencies, 0.99) };
}

function figures(ours: Summary, bare: Summary, { name }: Backend): Figures {
  return {
    rows: [
      {
        what: 'accepted per second',
        figure: readable(ours.perSecond),
        beside: `${ratio(ours.perSecond, bare.perSecond)} of a bare HMAC + enqueue (${readable(bare.perSecond)})`,
      },
      {
        what: 'p99 of the answer',
        figure: `${readable(ours.p99)} ms`,
        beside: `${ratio(ours.p99, bare.p99)} of a bare HMAC + enqueue (${readable(bare.p99)} ms)`,
      },
    ],
    method:
      `The App's web process (\`sluice serve\`), with no worker, takes signed \`pull_request\` deliveries of 24 KB over ${CONNECTIONS} ` +
      `kept connections, each about another pull request; the queue is on ${name}. A bare HTTP server that checks the HMAC and adds one ` +
      `job to a queue on the same kind of store takes the same in turn, ${ROUNDS} rounds of ${ROUND_MS / 1000} s each. The load comes from a ` +
      'process on the same machine. Every accepted delivery is counted in the queue afterwards; the run fails where one is missing.',
    json: {
      webhooksPerSecond: rounded(ours.perSecond),
      webhookP99Ms: rounded(ours.p99),
      bareWebhooksPerSecond: rounded(bare.perSecond),
      bareWebhookP99Ms: rounded(bare.p99),
      webhooksBackend: name,
    },
  };
}

async function startIntake(bench: Bench, { redisUrl }: Backend): Promise<Contender> {
  const folder = await bench.folder();
  const port = await freePort();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const running = startProcess({
    args: ['serve'],
    env: {
      APP_ID: '1',
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      PORT: String(port),
      SLUICE_DATA: join(folder, 'data'),
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    },
    log: join(folder, 'intake.log'),
  });
  bench.keep(running, () => running.stop());
  await running.line((line) => line.includes('sluice is up'));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async waiting() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const count = /^sluice_jobs\{state="waiting"\} (\d+)$/m.exec(text)?.[1];
      if (count === undefined) throw new Error('the intake does not say how many jobs wait');
      return Number(count);
    },
  };
}

async function startBare(bench: Bench, { redisUrl }: Backend): Promise<Contender> {
  const dataDir = await bench.folder();
  const child = bench.keep(startChild<BareQuestion, BareAnswer>('./bare-server.ts'), (started) => started.stop());
  const question = { secret: SECRET, dataDir, ...(redisUrl !== undefined && { redisUrl }) };
  const { url } = await child.ask(question);
  return { url, waiting: async () => (await child.ask(question)).waiting };
}
