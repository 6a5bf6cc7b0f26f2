import { describe, expect, it } from 'vitest';
import { folderOf } from '../../src/gateway/git/files.ts';
import { isPull } from '../../src/local/github/lookup.ts';
import type { DriftState } from '../../src/release/drift-response.ts';
import { eventually, type Place } from './place.ts';
import { CONFIG } from './samples.ts';
import { useWorld } from './world.ts';

const clusters = 'fleet/clusters';
const world = useWorld({
  sweepSeconds: 2,
  async more(github) {
    const token = github.createUser('robot').token();
    github.createOrganisation('fleet', { owners: ['ada'], members: ['robot'] });
    await github.createRepository('fleet', 'clusters', { 'README.md': 'Deployed from here.\n' });
    github.addCollaborator(clusters, 'robot', 'write');
    const targets = `  gitops:
    kind: git
    renders: traefik-proxy
    namespaces: [apis]
    repository: "${github.url}/${clusters}.git"
    branch: main
    folder: clusters/eu-1
    url: "http://127.0.0.1:1"
    secret: { env: GITOPS_TOKEN }
    pullRequests: {}
    repositories: ["acme-*/*"]
`;
    return { targets, env: { GITOPS_TOKEN: token } };
  },
});

const config = (upstream: string): string => `apis:
  - name: orders
    gateway: { upstream: "http://${upstream}.apis.svc:8080", path: /HERE/orders, auth: { none: {} } }
environments:
  production: { targets: [gitops] }
`;

/** Those of the fleet for this place, oldest first. */
const asked = (place: Place): { number: number; state: string }[] =>
  world.github.world.store.issues
    .filter(isPull)
    .filter(({ title }) => title.includes(`${place.full}@production`))
    .map(({ number, state }) => ({ number, state }))
    .sort((a, b) => a.number - b.number);

const waiting = (place: Place, commit: string): Promise<number> =>
  eventually(`a pull request for ${commit.slice(0, 7)}`, async () => {
    const run = (await place.recorded('production'))?.current;
    return run?.commit === commit && run.targets?.['gitops']?.state === 'asked'
      ? asked(place).at(-1)?.number
      : undefined;
  });

/** Released, by a pull request that somebody merged. */
async function released(configuration: string): Promise<Place> {
  const place = await world.place({ [CONFIG]: configuration });
  const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
  const number = await waiting(place, first);
  await world.github.person('ada').merge(clusters, number, { method: 'squash' });
  await place.settled('production', first);
  return place;
}

describe('a release to a branch that takes pull requests', () => {
  it('waits until one is merged, and a newer release brings the same one to its own content', async () => {
    const place = await world.place({ [CONFIG]: config('one') });
    const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
    const number = await waiting(place, first);
    expect(place.deployments('production')[0]?.said.at(-1)).toContain('waits to be merged');
    const second = await place.commit('ada', 'main', { [CONFIG]: config('two') });
    expect(await waiting(place, second)).toBe(number);
    expect(asked(place)).toEqual([{ number, state: 'open' }]);
    expect(place.deployments('production').map(({ sha, states }) => [sha, states.at(-1)])).toEqual([
      [second, 'in_progress'],
      [first, 'inactive'],
    ]);
    await world.github.person('ada').merge(clusters, number, { method: 'squash' });
    const { current } = await place.settled('production', second);
    expect(current).toMatchObject({ phase: 'passed' });
  });

  it('is refused where somebody closes it', async () => {
    const place = await world.place({ [CONFIG]: config('one') });
    const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
    const number = await waiting(place, first);
    await world.github.person('ada').updatePull(clusters, number, { state: 'closed' });
    const { current } = await place.settled('production', first);
    expect(current).toMatchObject({
      phase: 'refused',
      reason: expect.stringContaining('was closed without being merged') as string,
    });
    expect(asked(place)).toEqual([{ number, state: 'closed' }]);
  });
});

describe('what somebody does to the branch by hand', () => {
  it('is told and shown, changed, missing and extra, and put back by one commit that waits for nobody', async () => {
    const customers =
      '  - { name: customers, gateway: { upstream: "http://one.apis.svc:8080", path: /HERE/customers } }\n';
    const place = await released(config('one').replace('environments:', `${customers}environments:`));
    const folder = folderOf('clusters/eu-1', `${place.full}@production`);
    const files = ['orders', 'customers', 'stray'].map((name) => `${folder}/${name}/ingressroute.apis.${name}.yaml`);
    const [orders = '', theirs = '', stray = ''] = files;
    const texts = async (): Promise<(string | undefined)[]> =>
      Promise.all(files.map((file) => world.github.readFile(clusters, 'main', file).catch(() => undefined)));
    const before = await texts();
    const edits = {
      [orders]: before[0]!.replace('name: one', 'name: two'),
      [theirs]: null,
      [stray]: before[0]!.replaceAll('orders', 'stray'),
    };
    expect(edits[orders]).not.toBe(before[0]);
    await world.github.person('ada').commit(clusters, { branch: 'main', files: edits, message: 'By hand' });
    const issue = await eventually('the issue', () => place.botIssues().find(({ state }) => state === 'open'));
    expect(issue.title).toBe('Drift on gitops in production: customers, orders, stray');
    const shown = await place.ask('tom', issue.number, '/drift show');
    for (const text of [issue.body, shown]) {
      expect(text).toMatch(
        /`orders` \|.*IngressRoute\/apis\/orders.* changed .*services. one .*removed.*services. two .*added/,
      );
      expect(text).toMatch(/`customers` \|.*IngressRoute\/apis\/customers.*missing: deployed, and not live/);
      expect(text).toMatch(/`stray` \|.*IngressRoute\/apis\/stray.*extra/);
    }
    expect(await place.ask('tom', issue.number, '/drift revert')).toContain('put back');
    expect(await texts()).toEqual(before);
    expect(asked(place).map(({ state }) => state)).toEqual(['closed']);
    await eventually('its end', () => (place.issue(issue.number).state === 'closed' ? true : undefined));
  });

  it('is put back by itself where that is configured, and is none where it stands beside our folder', async () => {
    const place = await released(config('one').replace('[gitops] }', '[gitops], drift: correct }'));
    const folder = folderOf('clusters/eu-1', `${place.full}@production`);
    const route = `${folder}/orders/ingressroute.apis.orders.yaml`;
    const beside = 'clusters/eu-1/orders/ingressroute.yaml';
    const before = (await world.github.readFile(clusters, 'main', route))!;
    const ada = world.github.person('ada');
    await ada.commit(clusters, {
      branch: 'main',
      files: { [route]: before.replace('name: one', 'name: two'), [beside]: 'kept' },
      message: 'By hand',
    });
    await eventually('what was deployed', async () =>
      (await world.github.readFile(clusters, 'main', route)) === before ? true : undefined,
    );
    expect(await world.github.readFile(clusters, 'main', beside)).toBe('kept');
    await eventually('the count of it', async () => {
      const drift = (await place.record('drift/production.json')) as DriftState | undefined;
      return drift?.corrections.length === 1 ? true : undefined;
    });
    expect(place.botIssues()).toEqual([]);
  });
});
