import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TargetConfig } from '../../src/config/targets-config.ts';
import { checkout } from '../gateway/import.ts';
import { startLocalTraefik, type LocalTraefik } from '../gateway/traefik/local-traefik.ts';
import { status } from '../gateway/harness.ts';
import { serverBinary } from '../servers/server.ts';
import { eventually } from './place.ts';
import { startWorld, type World } from './world.ts';

vi.setConfig({ testTimeout: 300_000 });

describe.skipIf(serverBinary('traefik') === undefined)('what was imported', () => {
  let world: World;
  let traefik: LocalTraefik;
  let config: TargetConfig;

  beforeAll(async () => {
    traefik = await startLocalTraefik();
    config = {
      kind: 'traefik',
      provider: 'file',
      directory: traefik.directory,
      api: traefik.nodes.map(({ api }) => api),
      url: traefik.target.url,
      repositories: ['acme-*/*'],
    };
    const more = () => Promise.resolve({ targets: `  proxy: ${JSON.stringify(config)}\n`, env: {} });
    world = await startWorld({ sweepSeconds: 2, more });
  });
  afterAll(async () => {
    await world.close();
    await traefik.close();
  });

  it('is reviewed with nothing to do, and a release of it finds everything as it wants it', async () => {
    const place = await world.place({});
    const byHand = `http:
  routers: { orders: { rule: "PathPrefix(\`/orders\`)", service: orders } }
  services: { orders: { loadBalancer: { servers: [{ url: "${world.good.url}" }] } } }
`;
    await writeFile(join(traefik.directory, 'orders.yml'), byHand);
    const served = async (): Promise<true | undefined> =>
      (await status(`${traefik.target.url}/orders/1`)) === 200 || undefined;
    await eventually('Traefik to load it', served);
    const repository = await checkout(config, {}, 'proxy');
    const { code } = await repository.run({ owner: `${place.full}@production` });
    expect(code).toBe(0);
    const { number, head } = await place.pull(Object.fromEntries(await repository.files()));
    const check = await place.checked(head);
    expect(check).toMatchObject({ conclusion: 'success' });
    expect(check.summary).toContain('`production` (`proxy`): nothing changes');
    expect(await place.sticky(number, head)).not.toContain('becomes public');
    const sha = await place.merge(number);
    const { current } = await place.settled('production', sha);
    expect(current).toMatchObject({ phase: 'passed', reason: 'live is already as this commit wants it', changed: [] });
    expect(await served()).toBe(true);
  });
});
