import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startReceiver, type Receiver } from '../notify/receiver.ts';
import { bad, deployed, merged, statusOf } from './flows.ts';
import { apis, both, CONFIG, harmless, ORDERS, watched } from './samples.ts';
import type { Place } from './place.ts';
import { SECRET, useWorld, type World } from './world.ts';

let prometheus: Server | undefined;
let receiver: Receiver;
/**
 * The gateway `edge` once more, with a Prometheus that knows of any path whether it fails there. Two are told of incidents, one of them by
 * Slack; beyond that only drift could be told, of which there is none.
 */
const world = useWorld({
  async more(_, { edge }) {
    prometheus = createServer((request, response) => {
      const isKnown = request.headers.authorization === 'Bearer token-of-prometheus';
      if (!isKnown) return void response.writeHead(401).end();
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const query = new URLSearchParams(Buffer.concat(chunks).toString()).get('query') ?? '';
        void failing(edge, /path="([^"]*)"/.exec(query)?.[1] ?? '').then((data) =>
          response.end(JSON.stringify({ status: 'success', data })),
        );
      });
    }).listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    const address = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
    receiver = await startReceiver();
    const sinks = [
      'oncall: { kind: slack, url: { env: SLACK_URL }, repositories: ["acme-*/*"], events: [incident] }',
      `programs: { kind: webhook, url: "${receiver.url}/hook", secret: { env: HOOK_SECRET }, repositories: ["acme-*/*"] }`,
      'others: { kind: slack, url: { env: SLACK_URL }, repositories: ["other/*"] }',
    ];
    const metered = `  metered: { kind: embedded, admin: ["${edge.faults.url}"], url: "${edge.url}", secret: { env: GATEWAY_SECRET }, repositories: ["acme-*/*"], prometheus: "${address}", prometheusToken: { env: PROMETHEUS_TOKEN } }\n`;
    return {
      targets: `${metered}notify:\n  ${sinks.join('\n  ')}\n`,
      env: {
        GATEWAY_SECRET: SECRET,
        PROMETHEUS_TOKEN: 'token-of-prometheus',
        SLACK_URL: `${receiver.url}/slack`,
        HOOK_SECRET: 'a-secret-of-the-hook',
      },
    };
  },
});
afterAll(async () => {
  prometheus?.close();
  await receiver.close();
});

async function failing(gateway: World['gateways']['edge'], path: string): Promise<object> {
  const { status } = await fetch(`${gateway.url}${path}`);
  const metric = { path, note: '@everyone <!-- x -->' };
  return { resultType: 'vector', result: [{ metric, value: [Date.now() / 1000, status >= 500 ? '1' : '0'] }] };
}

/** What was told of a repository, each with the way that it came. */
function toldOf({ full }: Place): string[] {
  const ours = receiver.received.filter(({ body }) => body.includes(`/${full}/`));
  return ours
    .map(({ path, body }) => {
      const { text, type } = JSON.parse(body) as { text?: string; type?: string };
      return `${path} ${type ?? text?.split(':')[0] ?? ''}`;
    })
    .sort();
}

describe.concurrent('analysis', () => {
  it('puts back what failed with what depends on it, keeps the rest, holds it, and lets a fix through', async () => {
    const three = watched.replace(
      'environments:',
      `  - name: carts\n    dependsOn: [orders]\n    gateway: { upstream: GOOD, path: /HERE/carts, auth: { none: {} } }\nenvironments:`,
    );
    const place = await deployed(world, three);
    const failing = bad(three)
      .replace('/HERE/carts', '/HERE/carts2')
      .replace('GOOD, path: /HERE/customers', 'GOOD, timeout: 7s, path: /HERE/customers');
    const { number, head } = await place.pull({ [CONFIG]: failing });
    await place.checked(head, 'success');
    const sha = await place.merge(number);
    const state = await place.settled('production', sha);
    expect(state.current).toMatchObject({ phase: 'restored', failing: ['orders'], reverted: ['carts', 'orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await statusOf(world, place, 'carts2')).toBe(404);
    expect(place.deployments('production')[0]?.states.at(-1)).toBe('failure');
    expect(state.holds.map(({ api }) => api)).toEqual(['orders']);
    const [incident] = place.botIssues();
    expect(incident).toMatchObject({ state: 'open' });
    expect(incident?.body).toContain('customers');
    const [revert] = place.openPulls();
    // Another merge: everything else goes on, orders stays pinned, and the deployment says so.
    const other = await place.pull({ [ORDERS]: harmless, 'README.md': 'x\n' });
    const next = await place.merge(other.number);
    const later = await place.settled('production', next);
    expect(later.current).toMatchObject({ phase: 'passed' });
    expect(Object.keys(later.current.pins)).toContain('orders');
    expect(place.deployments('production')[0]?.description).toContain('orders');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    // Closed by a human: that is a decision about the pull request, not about the hold.
    await place.github.person('tom').updatePull(place.full, revert?.number ?? 0, { state: 'closed' });
    await sleep(500);
    expect((await place.recorded('production'))?.holds).toHaveLength(1);
    // Other content lifts it.
    const fix = await place.pull({
      [CONFIG]: failing
        .replace('BAD', 'GOOD')
        .replace('GOOD, path: /HERE/orders', 'GOOD, timeout: 9s, path: /HERE/orders'),
    });
    const fixed = await place.merge(fix.number);
    const good = await place.settled('production', fixed);
    expect(good).toMatchObject({ holds: [], current: { phase: 'passed', pins: {} } });
    expect(place.issue(incident?.number ?? 0).state).toBe('closed');
    // Everybody who asked for it was told outside GitHub, of each once.
    await vi.waitFor(() => {
      expect(toldOf(place)).toEqual([
        '/hook sluice.incident.closed',
        '/hook sluice.incident.opened',
        '/slack ○ Incident in production is over',
        '/slack ● orders was put back in production',
      ]);
    }, 10_000);
  });

  it('says so where the first release fails and nothing good is known', async () => {
    const place = await world.place({ ...both, [CONFIG]: bad(watched) });
    const sha = await place.commit('ada', 'main', { 'README.md': 'x\n' });
    const state = await place.settled('production', sha);
    expect(state.current).toMatchObject({ phase: 'failed', reverted: [] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    const [incident] = place.botIssues();
    expect(incident?.body).toContain('no last good');
    expect(place.deployments('production')[0]?.said.at(-1)).toMatch(/^not put back/);
    expect(place.openPulls()).toEqual([]);
    const fixed = await place.commit('ada', 'main', { [CONFIG]: watched });
    expect((await place.settled('production', fixed)).current.phase).toBe('passed');
  });

  it('puts back of two that fail what has a last good, and says of the other that it has none', async () => {
    const three = watched.replace(
      'environments:',
      `  - name: carts\n    gateway: { upstream: GOOD, path: /HERE/carts, auth: { none: {} } }\nenvironments:`,
    );
    const uncounted = three.replace('checks: [', 'checks: [{ errorRate: { max: 0.1 } }, ');
    const place = await world.place({ ...both, [CONFIG]: uncounted });
    const first = await place.commit('ada', 'main', { 'README.md': 'x\n' });
    expect((await place.settled('production', first)).current.phase).toBe('inconclusive');
    await merged(place, { [CONFIG]: three.replace('path: /HERE/orders', 'path: /HERE/orders, timeout: 5s') });
    const failing = bad(three)
      .replace('GOOD, path: /HERE/carts', 'BAD, path: /HERE/carts')
      .replace('checks: [', 'checks: [{ http: /HERE/carts/carts }, ');
    const { number, head } = await place.pull({ [CONFIG]: failing });
    await place.checked(head, 'success');
    const state = await place.settled('production', await place.merge(number));
    expect(state.current).toMatchObject({ phase: 'restored', failing: ['carts', 'orders'], reverted: ['orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await statusOf(world, place, 'carts/carts')).toBe(500);
    expect(state.holds.map(({ api }) => api)).toEqual(['orders']);
    const [incident] = place.botIssues();
    expect(incident?.title).toMatch(/^orders put back in production/);
    expect(incident?.body).toContain('there is no last good of carts to put back');
  });

  it('keeps the incident and the revert of two open until nothing of them is held', async () => {
    const place = await deployed(world, watched);
    const mended = (config: string, api: string): string =>
      config.replace(`BAD, path: /HERE/${api}`, `GOOD, timeout: 9s, path: /HERE/${api}`);
    const failing = bad(watched).replace('GOOD, path: /HERE/customers', 'BAD, path: /HERE/customers');
    const { number, head } = await place.pull({ [CONFIG]: failing });
    await place.checked(head, 'success');
    const failed = await place.settled('production', await place.merge(number));
    expect(failed.current).toMatchObject({ phase: 'restored', reverted: ['customers', 'orders'] });
    const { incident = 0, revert = 0 } = failed.current;
    const half = await place.pull({ [CONFIG]: mended(failing, 'orders') });
    const { holds } = await place.settled('production', await place.merge(half.number));
    expect(holds).toMatchObject([{ api: 'customers', incident }]);
    expect([place.issue(incident ?? 0).state, place.issue(revert).state]).toEqual(['open', 'open']);
    const whole = await place.pull({ [CONFIG]: mended(mended(failing, 'orders'), 'customers') });
    expect((await place.settled('production', await place.merge(whole.number))).holds).toEqual([]);
    expect([place.issue(incident ?? 0).state, place.issue(revert).state]).toEqual(['closed', 'closed']);
    expect(place.botComments(revert).at(-1)).toContain('Not needed any more');
  });

  it('goes by what the operator’s Prometheus says, and is refused at review where there is none', async () => {
    const metered = `${apis}environments:
  production:
    targets: [metered]
    analysis: { bake: 1s, interval: 200ms, failures: 2, checks: [{ prometheus: { query: 'failing{path="/HERE/orders/orders/1"}', max: 0 } }] }
`;
    const place = await deployed(world, metered);
    const none = 'asks Prometheus, and the operator has named none for';
    const unmetered = metered.replace('[metered]', '[edge]');
    for (const config of [unmetered, unmetered.replace('/HERE/customers', '/HERE/customers2')]) {
      const { number, head } = await place.pull({ [CONFIG]: config });
      await place.checked(head, 'failure');
      expect((await place.sticky(number, head)).split(none)).toHaveLength(2);
    }
    const { number, head } = await place.pull({ [CONFIG]: bad(metered) });
    await place.checked(head, 'success');
    const { current } = await place.settled('production', await place.merge(number));
    expect(current).toMatchObject({ phase: 'restored', failing: ['orders'], reverted: ['orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const [incident] = place.botIssues();
    const row = incident?.body.split('\n').find((line) => line.startsWith('| ● |'));
    expect(row).toBe(
      `| ● | query \`failing{path="/${place.owner}/orders/orders/1"}\` of all | 0 | 1 \`{note="@everyone <\\u{21}-- x -->", path="/${place.owner}/orders/orders/1"}\` | 0 |`,
    );
    // Whoever merges it past the review.
    const unseen = await place.commit('ada', 'main', { [CONFIG]: unmetered });
    expect((await place.settled('production', unseen)).current).toMatchObject({
      phase: 'refused',
      reason: expect.stringMatching(/^environments\.production\.analysis\.checks\.0 asks Prometheus/) as string,
    });
  });

  it('is inconclusive without traffic, keeps live, and never rolls back', async () => {
    const quiet = `${apis}environments:
  production:
    targets: [edge]
    analysis: { bake: 400ms, interval: 100ms, checks: [{ errorRate: { max: 0.01 } }] }
`;
    const place = await world.place({ ...both, [CONFIG]: bad(quiet) });
    const sha = await place.commit('ada', 'main', { 'README.md': 'x\n' });
    const state = await place.settled('production', sha);
    expect(state).toMatchObject({ holds: [], current: { phase: 'inconclusive' } });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    expect(place.botIssues()).toEqual([]);
  });
});
