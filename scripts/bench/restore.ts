import { badUpstream } from '../../src/local/story/bad-upstream.ts';
import { eventually } from '../../src/local/story/eventually.ts';
import { observer } from '../../src/local/story/observe.ts';
import { report } from '../../src/local/story/report.ts';
import { startStoryWorld } from '../../src/local/story/world.ts';
import { startTraffic } from '../../src/local/traffic.ts';
import { startBackend, type Backend } from './backend.ts';
import type { Bench, Part } from './part.ts';
import { verdictToLastGood } from './story-figure.ts';
import { median, readable } from './summary.ts';

const RUNS = 3;
const TARGET_MS = 2_000;

export const restore: Part = {
  name: 'restore',
  title: 'Restore',
  async run(bench) {
    const times: number[] = [];
    let store = '';
    for (let run = 1; run <= RUNS; run += 1) {
      bench.progress(`run ${run} of ${RUNS}`);
      // A store of its own each time: it remembers the records of the world before.
      const backend = await startBackend(bench);
      store = backend.name;
      times.push(await restoreMs(bench, backend));
    }
    const ms = median(times);
    return {
      rows: [
        {
          what: 'failed verdict → last good serving',
          figure: `${readable(ms)} ms`,
          beside: `of ${times.map(readable).join(', ')} ms; promised: ${readable(TARGET_MS)} ms`,
        },
      ],
      method:
        `The second act of \`npm run demo\`, ${RUNS} times in a new world with the queue on ${store}: a bad upstream goes live, fails ` +
        'its analysis under 80 requests a second, and is put back. From the verdict in the record to the first good answer through ' +
        'the gateway, asked every 50 ms; the median. A run in which any outcome of the act is not as it must be is an error.',
      json: { restoreMs: Math.round(ms), restoreBackend: store },
    };
  },
};

async function restoreMs(bench: Bench, { redisUrl }: Backend): Promise<number> {
  const folder = await bench.folder();
  const world = await startStoryWorld({ folder, ...(redisUrl !== undefined && { redisUrl }) });
  const closed = bench.keep(
    once(() => world.close()),
    (close) => close(),
  );
  const told = report(bench.progress);
  const observe = observer(world);
  const paths = ['/orders/orders', '/customers/customers'];
  const traffic = bench.keep(startTraffic({ url: world.gatewayUrl, paths, perSecond: 80 }), async (sending) => {
    await sending.stop();
  });
  await eventually('the first release to pass', async () =>
    (await observe.production())?.current?.phase === 'passed' ? true : undefined,
  );
  await badUpstream(world, observe, told);
  await traffic.stop();
  await closed();
  return verdictToLastGood(told);
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}
