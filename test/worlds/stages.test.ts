import { describe, expect, it } from 'vitest';
import { bad, statusOf } from './flows.ts';
import { eventually, type Place } from './place.ts';
import { apis, both, CONFIG, harmless, ORDERS } from './samples.ts';
import { useWorld } from './world.ts';

const world = useWorld({
  more: () =>
    Promise.resolve({
      // Nothing of it answers: what git says of it is told all the same.
      targets: `  unplugged:
    kind: traefik
    provider: file
    directory: /nowhere
    api: ["http://127.0.0.1:1"]
    url: "http://127.0.0.1:1"
    repositories: ["acme-*/*"]
`,
      env: {},
    }),
});

/** Production gets what has passed in staging. */
const twoStages = (analysis: string): string => `${apis}environments:
  staging:
    targets: [stage]
    analysis: ${analysis}
  production: { after: staging, targets: [edge] }
`;
const probed = twoStages(
  '{ bake: 1s, interval: 200ms, failures: 2, checks: [{ http: /HERE/orders/orders/1 }, { http: /HERE/customers/customers }] }',
);

const slow = (config: string, api: string): string =>
  config.replace(`path: /HERE/${api}`, `path: /HERE/${api}, timeout: 5s`);

/** Both stages at the first release. */
async function inBoth(config: string): Promise<Place> {
  const place = await world.place({ ...both, [CONFIG]: config });
  const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
  await place.settled('production', first);
  return place;
}

async function mergedOnly(place: Place, config: string): Promise<{ number: number; sha: string }> {
  const { number, head } = await place.pull({ [CONFIG]: config });
  await place.checked(head, 'success');
  return { number, sha: await place.merge(number) };
}

describe.concurrent('what has not passed in one environment', () => {
  it('does not go on to the next with a later release', async () => {
    const place = await inBoth(probed);
    const failing = await mergedOnly(place, bad(probed));
    const failed = await place.settled('staging', failing.sha);
    expect(failed.current.phase).toBe('restored');
    const other = await mergedOnly(place, slow(bad(probed), 'customers'));
    const { current } = await place.settled('production', other.sha);
    expect(current).toMatchObject({
      phase: 'passed',
      changed: ['customers'],
      pins: { orders: 'it has not passed in staging' },
    });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const { incident, revert } = failed.current;
    expect(await place.ask('tom', failing.number, '/resume orders env staging')).toContain('lifted');
    expect([incident, revert].map((number) => place.issue(number ?? 0).state)).toEqual(['closed', 'closed']);
  });

  it('goes on once it has, though nothing new is merged', async () => {
    const onCustomers = twoStages('{ bake: 200ms, interval: 100ms, checks: [{ http: /HERE/customers/customers }] }');
    const place = await inBoth(onCustomers);
    const { number } = await place.pull({ [CONFIG]: slow(bad(onCustomers), 'customers') });
    expect(await place.ask('tom', number, '/hold orders env staging')).toContain('Held');
    const sha = await place.merge(number);
    const { current } = await place.settled('production', sha);
    expect(current).toMatchObject({ phase: 'passed', changed: ['customers'], withheld: ['orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/resume orders env staging')).toContain('lifted');
    await eventually('orders in production', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 500 ? true : undefined,
    );
    expect((await place.settled('production', sha)).current).toMatchObject({ changed: ['orders'], pins: {} });
  });

  const uncounted = twoStages(
    '{ bake: 200ms, interval: 100ms, checks: [{ http: /HERE/customers/customers }, { errorRate: { max: 0.5 } }] }',
  );

  async function inconclusive(): Promise<{ place: Place; first: string }> {
    const place = await world.place({ ...both, [CONFIG]: uncounted });
    const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
    expect((await place.settled('staging', first)).current.phase).toBe('inconclusive');
    return { place, first };
  }

  it('is kept from the next where it has no verdict, too, until somebody accepts it', async () => {
    const { place } = await inconclusive();
    const { number, sha } = await mergedOnly(
      place,
      slow(probed, 'customers').replace('{ http: /HERE/orders/orders/1 }, ', ''),
    );
    const { current } = await place.settled('production', sha);
    expect(current).toMatchObject({ phase: 'passed', changed: ['customers'], withheld: ['orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(404);
    expect(await place.ask('rita', number, '/status')).toMatch(
      /◐ `orders` is kept back in `production` and not in `staging`, since .*: it has not passed in `?staging/,
    );
    expect(await place.ask('tom', number, '/accept env staging --reason "tried by hand"')).toContain(
      '**Accepted:** orders in staging: tried by hand',
    );
    await eventually('orders in production', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 200 ? true : undefined,
    );
    expect(await place.record('ahead/staging.json')).toBeUndefined();
  });

  it('goes on where somebody accepts it, who may and says why', async () => {
    const { place, first } = await inconclusive();
    const { number } = await place.pull({ 'README.md': 'Something else\n' });
    expect(await place.ask('tom', number, '/status')).toContain('/accept env staging --reason "…"');
    const onward = '/promote orders from staging to production';
    expect(await place.ask('tom', number, onward)).toContain('This pull request is not merged.');
    expect(await place.ask('tom', number, '/accept env staging')).toContain('it needs `--reason`');
    const line = '/accept env staging --reason "no traffic at night"';
    expect(await place.ask('rita', number, line)).toContain('this asks for `write`');
    expect(await place.ask('tom', number, line)).toContain('**Accepted:** customers, orders in staging');
    expect((await place.settled('production', first)).current.phase).toBe('passed');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const { current, good } = (await place.recorded('staging')) ?? {};
    expect(current).toMatchObject({ phase: 'passed', reason: 'accepted by @tom: no traffic at night' });
    expect(good).toMatchObject([{ commit: first, deployment: current?.deployment }]);
    expect(await place.record('last-good/staging/orders.json')).toMatchObject({ commit: first });
    expect(place.deployments('staging')[0]?.said.at(-1)).toContain('accepted by @tom');
    expect(await place.ask('tom', number, line)).toContain('All that is live in staging has its verdict');
    expect(await place.ask('rita', number, onward)).toContain('this asks for `write`');
    expect(await place.ask('tom', number, '/promote from staging')).toContain('it takes `from NAME to NAME`');
    expect(await place.ask('tom', number, '/promote from dev to production')).toContain('no environment `dev`');
    expect(await place.ask('tom', number, '/promote orders from production to staging')).toMatch(
      /`staging` comes after no other environment[\s\S]*\/deploy orders env staging/,
    );
    await place.merge(number);
    expect(await place.ask('tom', number, onward)).toMatch(/\*\*Release asked for:\*\* [0-9a-f]{7} to production/);
  });
});

describe.concurrent('what was taken back in one environment', () => {
  const baking = twoStages('{ bake: 8s, interval: 500ms, failures: 2, checks: [{ http: /HERE/customers/customers }] }');

  it('does not go on to the next, which somebody lets it into afterwards', async () => {
    const asking = twoStages('{ bake: 200ms, interval: 100ms, checks: [{ http: /HERE/customers/customers }] }').replace(
      'targets: [edge]',
      'targets: [edge], approval: { teams: ["@acme/platform"] }',
    );
    const place = await world.place({ ...both, [CONFIG]: asking });
    const first = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
    await place.settled('staging', first);
    const { number, sha } = await mergedOnly(place, slow(bad(asking), 'customers'));
    await place.settled('staging', sha);
    expect(await place.ask('tom', number, '/rollback orders env staging')).toContain('put back');
    expect(await place.ask('tom', number, '/approve env production')).toContain('Approved');
    expect((await place.settled('production', sha)).current).toMatchObject({ withheld: ['orders'] });
    expect(await statusOf(world, place, 'customers/customers')).toBe(200);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(404);
  });

  it('does not go on to the next where the rest of it passes', async () => {
    const place = await inBoth(baking);
    const { number, sha } = await mergedOnly(place, slow(bad(baking), 'customers'));
    await eventually('staging to be watched', async () => {
      const run = (await place.recorded('staging'))?.current;
      return run?.commit === sha && run.phase === 'live' ? true : undefined;
    });
    expect(await place.ask('tom', number, '/rollback orders env staging')).toContain('put back');
    expect((await place.settled('production', sha)).current).toMatchObject({ withheld: ['orders'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });
});

describe.concurrent('what is not alike', () => {
  const file = 'gateway/fast.yaml';
  const limited = apis
    .replaceAll('auth: { none: {} }', 'auth: { none: {} }, rateLimit: 100/minute')
    .replace('owners:', `native: { unplugged: [${file}] }\n    owners:`);
  const config = (overlay: string): string => `${limited}environments:
  staging: { targets: [stage] }
  production:
    after: staging
    targets: [unplugged]
    overlays:
${overlay}`;
  const faster = '      customers: { gateway: { rateLimit: 1000/minute } }\n';
  const fast = `http:
  routers: { fast: { rule: "Host(\`fast.example\`) && PathPrefix(\`/HERE/orders\`)", middlewares: [strip], service: fast, priority: 100000 } }
  middlewares: { strip: { stripPrefix: { prefixes: [/HERE/orders] } } }
  services: { fast: { loadBalancer: { servers: [{ url: "GOOD" }] } } }
`;

  it('is told where a change brings it, with its place, and by /status until it is declared or gone', async () => {
    const alike = limited.replace(`native: { unplugged: [${file}] }\n    `, '');
    const stages =
      'environments:\n  staging: { targets: [stage] }\n  production: { after: staging, targets: [unplugged] }\n';
    const place = await world.place({ ...both, [CONFIG]: alike + stages });
    const calm = await place.pull({ [ORDERS]: harmless });
    await place.checked(calm.head, 'success');
    expect(await place.sticky(calm.number, calm.head)).not.toContain('not the same');
    expect(await place.ask('rita', calm.number, '/status')).not.toContain('Not alike');

    const { number, head } = await place.pull({ [CONFIG]: config(faster), [file]: fast });
    await place.checked(head);
    const comment = await place.sticky(number, head);
    const undeclared =
      /◐ `orders` is weaker in `production` \(`unplugged`\) than in `staging` \(`stage`\), and nothing declares it: rate limit 100 a minute → none · \[`gateway\/fast.yaml:1`\]/;
    const declared =
      /○ `customers` is weaker in `production` than in `staging`, as declared: rate limit 100 → 1000 a minute · \[`\.github\/sluice\.yaml:(\d+)`\]/;
    expect(comment).toMatch(undeclared);
    expect(comment).toMatch(declared);
    await place.merge(number);
    const status = await place.ask('rita', number, '/status');
    expect(status).toContain('**Not alike**');
    expect(status).toMatch(undeclared);
    expect(status).toMatch(declared);

    const told = await place.pull({
      [CONFIG]: config(`${faster}      orders: { differs: [rateLimit] }\n`),
      [ORDERS]: harmless,
    });
    await place.checked(told.head);
    expect(await place.sticky(told.number, told.head)).not.toMatch(undeclared);
    await place.merge(told.number);
    const after = await place.ask('rita', told.number, '/status');
    expect(after).toMatch(/○ `orders` is weaker in `production` .* as declared: rate limit/);
    expect(after).toMatch(declared);
  });
});
