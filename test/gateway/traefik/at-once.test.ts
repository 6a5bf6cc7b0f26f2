import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesiredApi } from '../../../src/gateway/target.ts';
import { startUpstream, type Upstream } from '../../../src/local/upstreams.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import { deploy, live, never } from '../harness.ts';
import { startLocalTraefik, type LocalTraefik } from './local-traefik.ts';

const absent = serverBinary('traefik') === undefined;
const FIFTY = Array.from({ length: 50 }, (_, index) => index);
const scope = { owner: 'acme/fifty@production' };

/** Each goes through the middleware of the one before, which tells the upstream its generation. */
function generation(upstream: Upstream, told: string): DesiredApi[] {
  return FIFTY.map((index) => ({
    definition: { name: `api-${index}`, owners: [], dependsOn: index === 0 ? [] : [`api-${index - 1}`] },
    native: [
      {
        file: `gateway/api-${index}.yaml`,
        body: {
          http: {
            routers: {
              [`api-${index}`]: {
                rule: `Path(\`/api-${index}\`)`,
                service: `api-${index}`,
                middlewares: [`told-${index === 0 ? 49 : index - 1}`],
              },
            },
            middlewares: { [`told-${index}`]: { headers: { customRequestHeaders: { 'X-Generation': told } } } },
            services: { [`api-${index}`]: { loadBalancer: { servers: [{ url: upstream.url }] } } },
          },
        },
      },
    ],
  }));
}

interface Seen {
  readonly at: number;
  readonly ended: number;
  readonly upstream: string;
  readonly told: string;
}

describe.skipIf(absent)(absent ? missing('traefik') : 'fifty APIs that need each other', () => {
  let traefik: LocalTraefik;
  let good: Upstream;
  let bad: Upstream;

  beforeAll(async () => {
    [traefik, good, bad] = await Promise.all([
      startLocalTraefik(),
      startUpstream({ name: 'good' }),
      startUpstream({ name: 'bad' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([traefik.close(), good.close(), bad.close()]);
  });

  async function ask(index: number): Promise<Seen> {
    const at = performance.now();
    const answer = await fetch(`${traefik.target.url}/api-${index}`);
    const { upstream, headers } = (await answer.json()) as { upstream: string; headers: Record<string, string> };
    return { at, ended: performance.now(), upstream, told: headers['x-generation'] ?? '' };
  }

  it('go back at once: no request meets one of them old and what it needs new', async () => {
    await deploy(traefik.target, scope, generation(good, 'good'));
    const lastGood = await live(traefik.target, scope);
    await deploy(traefik.target, scope, generation(bad, 'bad'));
    const seen: Seen[] = [];
    const over = new AbortController();
    const asking = (async () => {
      while (!over.signal.aborted) seen.push(...(await Promise.all(FIFTY.map(ask))));
    })();
    const plan = traefik.target.plan(await live(traefik.target, scope), lastGood);
    expect(plan.steps).toHaveLength(100);
    const receipt = await traefik.target.apply(scope, plan, never);
    expect(await traefik.target.verify(scope, receipt, never)).toMatchObject({ live: true });
    over.abort();
    await asking;
    expect(seen.filter(({ upstream, told }) => upstream !== told)).toEqual([]);
    const first = Math.min(...seen.filter(({ upstream }) => upstream === 'good').map(({ ended }) => ended));
    expect(seen.filter(({ at, upstream }) => at > first && upstream === 'bad')).toEqual([]);
    expect((await Promise.all(FIFTY.map(ask))).every(({ upstream }) => upstream === 'good')).toBe(true);
  });
});
