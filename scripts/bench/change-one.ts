import type { GatewayKind } from '../../src/local/gateways/index.ts';
import { badUpstream } from '../../src/local/story/bad-upstream.ts';
import { eventually } from '../../src/local/story/eventually.ts';
import { observer, settled, type Observer } from '../../src/local/story/observe.ts';
import { report } from '../../src/local/story/report.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { startTraffic } from '../../src/local/traffic.ts';
import { adminLog, type AdminLog } from './admin-log.ts';
import { startBackend } from './backend.ts';
import { Bench } from './part.ts';
import { verdictToLastGood } from './story-figure.ts';

/** Releases of 1,000 APIs write each of them where the gateway takes one at a time. */
const PATIENCE = { timeoutMs: 600_000 };
const CONFIG = '.github/sluice.yaml';
const CHANGED = 'api-0';

export interface Measures {
  readonly servingMs: number;
  readonly restoreMs: number;
  /** Method and path of each request to the admin side, from the merge to the proof. */
  readonly requests: readonly string[];
}

/** One API of so many changed on a world of its own, then the second act of the story. */
export async function changeOne(outer: Bench, kind: GatewayKind, apis: number): Promise<Measures> {
  const bench = outer.keep(new Bench(outer.progress), (inner) => inner.close());
  const admin = adminLog(bench);
  const { redisUrl } = await startBackend(bench);
  const world = await startStoryWorld({
    gateway: kind,
    folder: await bench.folder(),
    moreApis: apis - 2,
    front: (address) => admin.front(address),
    ...(redisUrl !== undefined && { redisUrl }),
  });
  bench.keep(world, (open) => open.close());
  const observe = observer(world);
  const paths = ['/orders/orders', '/customers/customers', `/${CHANGED}/`];
  bench.keep(startTraffic({ url: world.gatewayUrl, paths, perSecond: 80 }), async (sending) => {
    await sending.stop();
  });
  await eventually(
    'the first release to pass',
    async () => ((await observe.production())?.current?.phase === 'passed' ? true : undefined),
    PATIENCE,
  );
  const change = await oneChange(world, observe, admin);
  const restoreMs = await restoredIn(world, observe, bench);
  await bench.close();
  return { ...change, restoreMs };
}

async function oneChange(world: StoryWorld, observe: Observer, admin: AdminLog): Promise<Omit<Measures, 'restoreMs'>> {
  const { mira, tom, next } = world;
  const config = (await mira.read(CONFIG)).replace(
    new RegExp(`(name: ${CHANGED},[^\\n]*upstream: )"[^"]*"`),
    `$1"${next.url}"`,
  );
  const head = await mira.push('next-upstream', 'Move one API', { [CONFIG]: config });
  const pull = await mira.open('next-upstream', 'Move one API', '');
  await eventually('the check run', () => observe.check(head), PATIENCE);
  admin.take();
  const began = performance.now();
  const merging = tom.merge(pull);
  await eventually(
    'the new upstream to serve',
    async () => {
      const answer = await fetch(`${world.gatewayUrl}/${CHANGED}/`);
      const { upstream } = (await answer.json().catch(() => ({}))) as { upstream?: string };
      return upstream === next.name ? true : undefined;
    },
    { ...PATIENCE, everyMs: 5 },
  );
  const servingMs = performance.now() - began;
  const merged = await merging;
  await eventually(
    'the release to be proven live',
    async () => {
      const current = (await observe.production())?.current;
      return current?.commit === merged && current.phase !== 'applying' ? true : undefined;
    },
    PATIENCE,
  );
  const requests = admin.take();
  await settled(observe, merged, PATIENCE.timeoutMs);
  return { servingMs, requests };
}

async function restoredIn(world: StoryWorld, observe: Observer, bench: Bench): Promise<number> {
  const told = report(bench.progress);
  await badUpstream(world, observe, told);
  return verdictToLastGood(told);
}
