import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { GatewayBlock } from '../../../src/config/gateway-block.ts';
import { withRepository } from '../../../src/gateway/git/repository.ts';
import { gitTarget } from '../../../src/gateway/git/target.ts';
import type { DesiredApi, Receipt, Scope, Target } from '../../../src/gateway/target.ts';
import { contentHash } from '../../../src/release/manifest.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { startGitServer, type GitServer } from '../../github/git-server.ts';
import { blocks } from '../blocks.ts';
import { startFaultPoint, type FaultPoint } from '../fault-point.ts';
import { api, deploy, live, never, planned } from '../harness.ts';

describe('a branch that somebody deploys from', () => {
  let server: GitServer;
  let faults: FaultPoint;
  let target: Target;
  let count = 0;
  let scope: Scope;
  const one: GatewayBlock = { upstream: 'http://one.apis.svc:8080' };
  const two: GatewayBlock = { upstream: 'http://two.apis.svc:8080' };

  beforeAll(async () => {
    server = await startGitServer({ pushes: true });
    faults = await startFaultPoint(() => new URL(server.url).origin, { isWrite: isPush });
    server.commit({ 'README.md': 'Deployed from here.\n' });
    target = gitTarget('fleet', {
      remote: { url: `${faults.url}/apis.git`, branch: 'main', secret: 'a-token-for-tests' },
      folder: 'clusters/eu-1',
      renders: 'traefik-proxy',
      namespaces: ['apis'],
      url: 'http://127.0.0.1:1',
    });
  });
  beforeEach(() => {
    count += 1;
    scope = { owner: `acme/shop-${count}@staging` };
    faults.set('none');
  });
  afterAll(async () => {
    await Promise.all([faults.close(), server.close()]);
  });

  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', server.dir, ...args], { encoding: 'utf8' }).trim();
  const commits = (): number => Number(git('rev-list', '--count', 'main'));
  const apply = async (apis: readonly DesiredApi[]): Promise<Receipt> =>
    target.apply(scope, await planned(target, scope, apis), never);
  const native = (name: string, ...bodies: JsonObject[]): DesiredApi => ({
    definition: { name, owners: [], dependsOn: [] },
    native: bodies.map((body, index) => ({ file: `gateway/${index}.yaml`, body })),
  });
  /** As somebody else who pushes to the branch. */
  const push = (path: string, text: string): void => {
    const env = { ...process.env, GIT_DIR: server.dir, GIT_INDEX_FILE: join(server.dir, 'theirs') };
    const run = (args: string[], input = ''): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { env, input })
        .toString()
        .trim();
    run(['read-tree', 'main']);
    run(['update-index', '--add', '--cacheinfo', `100644,${run(['hash-object', '-w', '--stdin'], text)},${path}`]);
    run(['update-ref', 'refs/heads/main', run(['commit-tree', run(['write-tree']), '-p', 'main', '-m', 'theirs'])]);
  };

  it('creates, updates and deletes, a commit each, and leaves what is not its own', async () => {
    const before = commits();
    await deploy(target, scope, [api('orders', one), api('customers', one)]);
    await deploy(target, scope, [api('orders', two), api('customers', one)]);
    const changed = git('diff', '--name-only', 'main~1', 'main');
    expect(changed.split('\n')).toEqual([
      expect.stringMatching(/^clusters\/eu-1\/acme-shop-.*\/orders\/ingressroute\.apis\.orders\.yaml$/),
    ]);
    await deploy(target, scope, []);
    expect(commits()).toBe(before + 3);
    expect(git('ls-tree', '-r', '--name-only', 'main')).toBe('README.md');
    expect((await live(target, scope)).resources).toEqual([]);
  });

  it('has nothing to do after an apply, and applies twice as once', async () => {
    const desired = [api('orders', one)];
    const plan = await planned(target, scope, desired);
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true, applied: plan.steps.map(({ id }) => id) });
    const before = commits();
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true, applied: [] });
    expect(commits()).toBe(before);
    expect((await planned(target, scope, desired)).steps).toEqual([]);
  });

  it('has nothing to do after the apply of anything that can be rendered', async () => {
    await fc.assert(
      fc.asyncProperty(blocks(['key', 'jwt', 'jwtClaims', 'quota']), async (all) => {
        const desired = all
          .map((block, index) => api(`api-${index}`, block))
          .filter((each) => target.render(scope, [each]).ok);
        await deploy(target, scope, desired);
        expect((await planned(target, scope, desired)).steps).toEqual([]);
      }),
      { numRuns: 8, seed: 5 },
    );
  });

  it('writes no text that a reader of YAML 1.1, such as a controller, takes for something else', async () => {
    const texts = ['yes', 'on', 'N', '0o17', '1_000', '0b11', '12:30:45', '2026-01-02'];
    const labels = Object.fromEntries([...texts, 'y'].map((text) => [text, text]));
    await deploy(target, scope, [
      native('on', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'on', labels } }),
    ]);
    const path = git('ls-tree', '-r', '--name-only', 'main', 'clusters')
      .split('\n')
      .find((file) => file.includes('/on/'));
    const written = git('show', `main:${path ?? ''}`);
    expect(parse(written, { version: '1.1', customTags: ['intOct'] })).toMatchObject({
      metadata: { name: 'on', labels },
    });
  });

  it('keeps objects apart whose kinds have one name in two groups', async () => {
    const groups = ['networking.istio.io/v1', 'gateway.networking.k8s.io/v1'];
    const gateways = groups.map((apiVersion) => ({ apiVersion, kind: 'Gateway', metadata: { name: 'public' } }));
    await deploy(target, scope, [native('gateways', ...gateways)]);
    expect((await live(target, scope)).resources.map(({ id }) => id)).toEqual([
      'gateway.networking.k8s.io/Gateway/apis/public',
      'networking.istio.io/Gateway/apis/public',
    ]);
  });

  it('lets one of two writers at once through, and refuses a plan that was made on something else', async () => {
    const plans = await Promise.all([one, two].map((block) => planned(target, scope, [api('orders', block)])));
    const receipts = await Promise.all(plans.map((plan) => target.apply(scope, plan, never)));
    expect(receipts.map((receipt) => (receipt.ok ? 'written' : receipt.reason)).sort()).toEqual([
      'live-moved',
      'written',
    ]);
    const loser = receipts.find((receipt) => !receipt.ok)!;
    expect(await target.verify(scope, loser, never)).toMatchObject({ live: false, reason: 'differs' });
  });

  it('goes on where somebody else pushes something else, and keeps two owners apart', async () => {
    const others = Array.from({ length: 3 }, (_, index) => ({ owner: `acme/other-${index}@staging` }));
    const plans = await Promise.all(others.map((other) => planned(target, other, [api('orders', one)])));
    const receipts = await Promise.all(plans.map((plan, index) => target.apply(others[index]!, plan, never)));
    expect(receipts.map(({ ok }) => ok)).toEqual([true, true, true]);
    for (const [index, other] of others.entries()) {
      expect(contentHash((await live(target, other)).resources)).toBe(contentHash(plans[index]!.desired.resources));
    }
  });

  it('shows a file that somebody changed, added or broke, and takes it back', async () => {
    await apply([api('orders', one)]);
    const folder = git('ls-tree', '-r', '--name-only', 'main')
      .split('\n')
      .find((path) => path.includes(`shop-${count}-`))!;
    const own = folder.split('/').slice(0, 3).join('/');
    push(`${own}/orders/ingressroute.apis.orders.yaml`, 'a: [');
    push(`${own}/orders/stray.yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: stray, namespace: apis }\n');
    const plan = await planned(target, scope, [api('orders', one)]);
    expect(plan.steps.map(({ action, id }) => `${action} ${id}`).sort()).toEqual([
      'create traefik.io/IngressRoute/apis/orders',
      'delete core/ConfigMap/apis/stray',
      'delete file/orders/ingressroute.apis.orders.yaml',
    ]);
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true });
    expect((await planned(target, scope, [api('orders', one)])).steps).toEqual([]);
  });

  it('says what the server says to a push that it refuses, and nothing is written', async () => {
    const hook = join(server.dir, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "main takes pull requests only" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    try {
      const before = commits();
      const receipt = await apply([api('orders', one)]);
      expect(receipt).toMatchObject({ ok: false, reason: 'refused', applied: [] });
      expect(receipt.ok ? '' : receipt.message).toContain('main takes pull requests only');
      expect(commits()).toBe(before);
    } finally {
      rmSync(hook);
    }
  });

  it('says that it is down, and goes on where it comes back', async () => {
    await apply([api('orders', one)]);
    const plan = await planned(target, scope, [api('orders', two)]);
    faults.set('down');
    expect(await target.read(scope, never)).toMatchObject({ ok: false, reason: 'unreachable' });
    const receipt = await target.apply(scope, plan, never);
    expect(receipt).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
    expect(await target.verify(scope, receipt, never)).toMatchObject({ live: false, reason: 'unreachable' });
    faults.set('none');
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: true });
  });

  it.each([
    ['down', undefined, 'unreachable'],
    ['denied', 403, 'refused'],
    ['in trouble', 503, 'unreachable'],
  ])('tells a server that is %s by what it answers, not by numbers in its address', async (_, status, reason) => {
    const answering = createServer((request, response) => {
      if (status === undefined) request.socket.destroy();
      else response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(answering, 'listening');
    const { port } = answering.address() as AddressInfo;
    const remote = { url: `http://127.0.0.1:${port}/team-401/apis-403.git`, branch: 'main', secret: '' };
    try {
      const head = withRepository(remote, never, (repository) => repository.head());
      await expect(head).rejects.toMatchObject({ name: 'GitFailure', reason });
    } finally {
      answering.close();
    }
  });

  it('repeats an apply whose answer was lost without a second commit', async () => {
    const plan = await planned(target, scope, [api('orders', one)]);
    faults.set('lose-answer', 'writes');
    expect(await target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'unreachable' });
    faults.set('none');
    const before = commits();
    const receipt = await target.apply(scope, plan, never);
    expect(receipt).toMatchObject({ ok: true, applied: [] });
    expect(commits()).toBe(before);
    expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
  });

  it('stops when the signal says so, however long the server takes', async () => {
    const plan = await planned(target, scope, [api('orders', one)]);
    faults.set('hang');
    await expect(target.apply(scope, plan, AbortSignal.timeout(100))).rejects.toThrow();
    faults.set('none');
    expect((await live(target, scope)).resources).toEqual([]);
  });

  it('sends its token to the server and tells nobody else', async () => {
    const receipt = await apply([api('orders', one)]);
    const sent = `Basic ${Buffer.from('sluice:a-token-for-tests').toString('base64')}`;
    expect(server.authorizations.at(-1)).toBe(sent);
    expect(JSON.stringify(receipt)).not.toContain('a-token-for-tests');
    expect(git('log', '--format=%an %B', '-1', 'main')).toMatch(/^Sluice Deploy orders for acme\/shop-/);
  });
});

/** A push is announced by a GET and done by a POST. */
function isPush(method: string, path: string): boolean {
  return method === 'POST' && path.endsWith('/git-receive-pack');
}
