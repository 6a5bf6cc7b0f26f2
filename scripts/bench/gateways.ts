import { gatewayKinds, gateways as openers, type GatewayKind } from '../../src/local/gateways/index.ts';
import { badUpstream } from '../../src/local/story/bad-upstream.ts';
import { eventually } from '../../src/local/story/eventually.ts';
import { observer, settled, type Observer } from '../../src/local/story/observe.ts';
import { report } from '../../src/local/story/report.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { startTraffic } from '../../src/local/traffic.ts';
import { serverBinary } from '../../test/servers/server.ts';
import { adminLog, type AdminLog } from './admin-log.ts';
import { startBackend } from './backend.ts';
import { Bench, type Part, type Row } from './part.ts';
import { verdictToLastGood } from './story-figure.ts';
import { readable, rounded } from './summary.ts';

const SIZES = [10, 100, 1000];
/** Releases of 1,000 APIs write each of them where the gateway takes one at a time. */
const PATIENCE = { timeoutMs: 600_000 };
const CONFIG = '.github/sluice.yaml';
const CHANGED = 'api-0';

/** Program of the tests → the variable by which the demo looks for it. */
const programs = { traefik: 'SLUICE_TRAEFIK', tyk: 'SLUICE_TYK', 'redis-server': 'SLUICE_REDIS_SERVER' } as const;

export const gateways: Part = {
  name: 'gateways',
  title: 'Gateways',
  async run(bench) {
    for (const [program, variable] of Object.entries(programs) as [keyof typeof programs, string][]) {
      const built = serverBinary(program);
      if (built !== undefined) process.env[variable] ??= built;
    }
    const present = gatewayKinds.filter((kind) => openers[kind].missing() === undefined);
    const absent = gatewayKinds.filter((kind) => !present.includes(kind));
    const rows: Row[] = [];
    const json: Record<string, number> = {};
    for (const kind of present) {
      for (const apis of SIZES) {
        bench.progress(`${kind} with ${apis} APIs`);
        const { servingMs, restoreMs, requests } = await measured(bench, kind, apis);
        rows.push({
          what: `${kind}, ${readable(apis)} APIs: commit → serving`,
          figure: `${readable(servingMs)} ms`,
          beside: `failed verdict → last good serving ${readable(restoreMs)} ms; ${requests} requests to the gateway for one changed API`,
        });
        json[`${kind}${apis}ServingMs`] = rounded(servingMs);
        json[`${kind}${apis}RestoreMs`] = rounded(restoreMs);
        json[`${kind}${apis}Requests`] = requests;
      }
    }
    const not =
      absent.length === 0 ? '' : ` Not measured, since the program is not on this machine: ${absent.join(', ')}.`;
    return { rows, method: `${METHOD}${not}`, json };
  },
};

const METHOD =
  'The world of `npm run demo` on each kind of gateway with so many APIs in the repository, 80 requests a second through the gateway. ' +
  'From the merge of a pull request that gives one API another upstream to the first answer of that upstream, asked every 5 ms: ' +
  'webhook, queue, plan, apply, and what the gateway itself takes to load it. Then the second act of the demo: from the verdict in ' +
  'the record to the first good answer. Requests are those to the gateway’s admin side from the merge until the release is proven ' +
  'live, those for counters apart.';

interface Measures {
  readonly servingMs: number;
  readonly restoreMs: number;
  readonly requests: number;
}

async function measured(outer: Bench, kind: GatewayKind, apis: number): Promise<Measures> {
  const bench = outer.keep(new Bench(outer.progress), (inner) => inner.close());
  const admin = adminLog(bench);
  const { redisUrl } = await startBackend(bench);
  const world = await startStoryWorld({
    gateway: kind,
    folder: await bench.folder(),
    moreApis: apis - 2,
    lead: (targets) => admin.lead(targets),
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
