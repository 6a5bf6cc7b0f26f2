import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isPull } from '../../src/local/github/lookup.ts';
import { eventually, type Place } from './place.ts';
import { CONFIG } from './samples.ts';
import { startWorld, type World } from './world.ts';

vi.setConfig({ testTimeout: 300_000 });

const clusters = 'fleet/clusters';
let world: World;

beforeAll(async () => {
  world = await startWorld({
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
});

afterAll(async () => {
  await world.close();
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
