import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bad, deployed, noticesOf, statusOf } from './flows.ts';
import { eventually } from './place.ts';
import {
  apis,
  both,
  breaking,
  CONFIG,
  CUSTOMERS,
  customers,
  harmless,
  onProduction,
  ORDERS,
  orders,
} from './samples.ts';
import { useWorld, UNDISTURBED } from './world.ts';

const world = useWorld();

const twoStages = `${apis}environments:
  staging: { targets: [stage] }
  production: { after: staging, targets: [edge], approval: { teams: ["@acme/platform"] } }
`;

describe.concurrent('environments in order', () => {
  it('lets a release into the next one after its word, by whom it asks for', async () => {
    const place = await deployed(world, twoStages);
    const { number, head } = await place.pull({ [CONFIG]: bad(twoStages) });
    await place.checked(head, 'success');
    const sha = await place.merge(number);
    await place.settled('staging', sha);
    expect(place.deployments('staging')[0]).toMatchObject({ sha, states: ['in_progress', 'in_progress', 'success'] });
    expect(await statusOf(world, place, 'orders/orders/1', 'stage')).toBe(500);
    expect(place.deployments('production')).toEqual([]);
    const told = await eventually('that an approval is waited for', async () =>
      (await noticesOf(place)).find(({ commit }) => commit === sha),
    );
    const about = { environment: 'production', pull: number, teams: [`@${place.owner}/platform`] };
    expect(told).toMatchObject({ type: 'approval.awaited', ...about });
    expect(await place.ask('mira', number, '/approve env production')).toContain('platform');
    expect(await place.ask('tom', number, '/approve env production')).toContain('Approved');
    await place.settled('production', sha);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
  });

  it('takes nobody’s word for what came after it', async () => {
    const asking = onProduction.replace('[edge] }', '[edge], approval: { teams: ["@acme/platform"] } }');
    const place = await world.place({ ...both, [CONFIG]: asking });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.checked(head, 'success');
    const later = await place.pull({ [CUSTOMERS]: customers.replace('Who orders.', 'Who orders, and when.') });
    await place.checked(later.head, 'success');
    await place.merge(number);
    world.github.faults.set({ webhooks: { events: ['issue_comment.created'], lost: 1 } });
    place.github.person('tom').comment(place.full, number, '/approve env production');
    world.github.faults.set(UNDISTURBED);
    await sleep(1100);
    await place.merge(later.number);
    const answer = await eventually('an answer', () =>
      place.botComments(number).find((body) => /Approved|not done/.test(body)),
    );
    expect(answer).toContain('was merged after this comment');
    expect(place.deployments('production')).toEqual([]);
  });

  it('still offers what passed when something newer was refused', async () => {
    const place = await deployed(world, twoStages);
    const { number } = await place.pull({ [ORDERS]: harmless });
    const passed = await place.merge(number);
    await place.settled('staging', passed);
    const refused = await place.commit('ada', 'main', { [CONFIG]: 'apis: 5\n' });
    expect((await place.settled('staging', refused)).current.phase).toBe('refused');
    const mended = await place.commit('ada', 'main', { [CONFIG]: twoStages });
    await place.settled('staging', mended);
    expect(await place.ask('tom', number, '/deploy env production')).toContain('Release asked for');
    await place.settled('production', mended);
  });
});

describe.concurrent('an API that refers to another', () => {
  it('is released with it', async () => {
    const referring = `${orders.slice(0, orders.indexOf('paths:'))}paths:
  /customers: { $ref: "customers.yaml#/paths/~1customers" }
${orders.slice(orders.indexOf('components:'))}`;
    const place = await deployed(world, onProduction, { [ORDERS]: referring });
    const more = customers.replace(
      '    get:',
      '    post: { summary: Add one, responses: { "201": { description: Added } } }\n    get:',
    );
    const { number, head } = await place.pull({ [CUSTOMERS]: more });
    await place.sticky(number, head);
    await place.ask('tom', number, '/waive all --reason "agreed"');
    await place.checked(head, 'success');
    const sha = await place.merge(number);
    expect((await place.settled('production', sha)).current.changed).toEqual(['customers', 'orders']);
  });
});

describe.concurrent('the gate', () => {
  it('writes nothing of a breaking change that an administrator merged, until somebody waives it', async () => {
    const place = await deployed(world, onProduction);
    const { number, head } = await place.pull({ [ORDERS]: breaking, [CONFIG]: bad(onProduction) });
    await place.checked(head, 'failure');
    const sha = await place.merge(number, 'ada');
    const state = await place.settled('production', sha);
    expect(state.current).toMatchObject({
      phase: 'refused',
      reason: expect.stringMatching(`^#${number} .* review: .*[^.] \\(\\w{7}\\)$`) as string,
    });
    expect(place.deployments('production')[0]).toMatchObject({ sha, states: ['failure'] });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(place.botComments(number)).toContainEqual(expect.stringContaining('**Refused in `production`**'));
    expect(await place.ask('tom', number, '/waive all --reason "agreed later"')).toContain('Waived');
    expect(await place.ask('tom', number, '/deploy env production')).toContain('Release asked for');
    await eventually('it to be live', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 500 ? true : undefined,
    );
  });

  it('lets a later fix through, and what came before it', async () => {
    const place = await deployed(world, onProduction);
    const broken = await place.commit('ada', 'main', { [ORDERS]: breaking });
    expect((await place.settled('production', broken)).current.phase).toBe('refused');
    const { number, head } = await place.pull({ [ORDERS]: orders, [CONFIG]: bad(onProduction) });
    await place.checked(head);
    const fixed = await place.merge(number, 'ada');
    expect((await place.settled('production', fixed)).current.phase).toBe('passed');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
  });

  it('sees a change behind three hundred others', async () => {
    const place = await deployed(world, onProduction);
    const others = Object.fromEntries(Array.from({ length: 320 }, (_, i) => [`a/${i}.txt`, `${i}\n`]));
    const sha = await place.commit('ada', 'main', { ...others, [ORDERS]: breaking });
    expect((await place.settled('production', sha)).current.phase).toBe('refused');
  });

  it('refuses a mistake in the configuration with its line, and mends with it', async () => {
    const place = await deployed(world, onProduction);
    const sha = await place.commit('ada', 'main', {
      [CONFIG]: onProduction.replace('targets: [edge]', 'target: [edge]'),
    });
    const { current } = await place.settled('production', sha);
    expect(current.reason).toMatch(/\.github\/sluice\.yaml:\d+:\d+/);
    const mended = await place.commit('ada', 'main', { [CONFIG]: onProduction });
    expect((await place.settled('production', mended)).current.phase).toBe('passed');
  });
});

describe.concurrent('two merges at once', () => {
  it('end with the newest, both deployed', async () => {
    const place = await deployed(world, onProduction);
    const one = await place.pull({ [ORDERS]: harmless });
    const two = await place.pull({ [CONFIG]: bad(onProduction) });
    await Promise.all([place.checked(one.head, 'success'), place.checked(two.head, 'success')]);
    await place.merge(one.number);
    const sha = await place.merge(two.number);
    const state = await place.settled('production', sha);
    expect(state).toMatchObject({ deployed: sha, current: { phase: 'passed' } });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    expect(await place.read(ORDERS)).toBe(harmless);
  });
});

describe.concurrent('what the gateway cannot serve', () => {
  it('is refused as a whole, and a fix goes through', async () => {
    const place = await deployed(world, onProduction);
    const clash = onProduction.replace('path: /HERE/customers', 'path: /HERE/orders');
    const sha = await place.commit('ada', 'main', { [CONFIG]: clash });
    expect((await place.settled('production', sha)).current.phase).toBe('refused');
    expect(await statusOf(world, place, 'customers/customers')).toBe(200);
    expect(place.deployments('production')[0]?.states.at(-1)).toBe('failure');
    const fixed = await place.commit('ada', 'main', {
      [CONFIG]: onProduction.replace('/HERE/customers', '/HERE/clients'),
    });
    expect((await place.settled('production', fixed)).current.phase).toBe('passed');
    expect(await statusOf(world, place, 'clients/customers')).toBe(200);
  });
});

describe.concurrent('the record', () => {
  it('freezes deploys when somebody else wrote it, while reviews go on', async () => {
    const place = await deployed(world, onProduction);
    place.github.world.store.rulesets.all().forEach(({ id, repositoryId }) => {
      const mine = place.github.world.store.repositories.must(repositoryId).name === place.name;
      if (mine) place.github.world.store.rulesets.delete(id);
    });
    await place.github.person('ada').commit(place.full, {
      branch: 'sluice/state',
      files: { 'state/waivers.json': '[]\n' },
      message: 'forged',
    });
    const before = place.deployments('production').length;
    const { number, head } = await place.pull({ [CONFIG]: bad(onProduction) });
    await place.checked(head, 'success');
    await place.merge(number);
    await sleep(4000);
    expect(place.deployments('production')).toHaveLength(before);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    const next = await place.pull({ [ORDERS]: breaking });
    await place.checked(next.head, 'failure');
    expect(await place.ask('tom', number, '/hold orders env production')).toContain('not done');
  });
});
