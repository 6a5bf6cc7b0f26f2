import { gatewayKinds, gateways as openers } from '../../src/local/gateways/index.ts';
import { serverBinary } from '../../test/servers/server.ts';
import { changeOne } from './change-one.ts';
import type { Part, Row } from './part.ts';
import { readable, rounded } from './summary.ts';

const SIZES = [10, 100, 1000];

/** Program of the tests → the variable by which the demo looks for it. */
const programs = {
  traefik: 'SLUICE_TRAEFIK',
  tyk: 'SLUICE_TYK',
  'redis-server': 'SLUICE_REDIS_SERVER',
  'kube-apiserver': 'SLUICE_KUBE_APISERVER',
  etcd: 'SLUICE_ETCD',
} as const;

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
        const { servingMs, restoreMs, requests } = await changeOne(bench, kind, apis);
        rows.push({
          what: `${kind}, ${readable(apis)} APIs: commit → serving`,
          figure: `${readable(servingMs)} ms`,
          beside: `failed verdict → last good serving ${readable(restoreMs)} ms; ${requests.length} requests to the gateway for one changed API`,
        });
        json[`${kind}${apis}ServingMs`] = rounded(servingMs);
        json[`${kind}${apis}RestoreMs`] = rounded(restoreMs);
        json[`${kind}${apis}Requests`] = requests.length;
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
