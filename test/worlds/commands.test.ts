import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, type Place } from './place.ts';
import {
  both,
  breaking,
  breakingCustomers,
  CONFIG,
  CUSTOMERS,
  harmless,
  onProduction,
  ORDERS,
  orders,
} from './samples.ts';
import { startWorld, UNDISTURBED, type World } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  world.assertContract();
  await world.close();
});

const plain = { ...both, [CONFIG]: onProduction };

/** A place whose first release has passed. */
async function deployed(files: Readonly<Record<string, string>> = plain): Promise<Place> {
  const place = await world.place(files);
  const head = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
  await place.settled('production', head);
  return place;
}

/** Merges these files by a pull request and waits for them to be live. */
async function merged(
  place: Place,
  files: Readonly<Record<string, string | null>>,
): Promise<{ number: number; sha: string }> {
  const { number, head } = await place.pull(files);
  await place.checked(head, 'success');
  const sha = await place.merge(number);
  await place.settled('production', sha);
  return { number, sha };
}

const movedUpstream = onProduction.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders');

async function statusOf(place: Place, path: string): Promise<number> {
  return (await fetch(`${world.gateways.edge.url}/${place.owner}/${path}`)).status;
}

describe.concurrent('who is heard', () => {
  it('answers nobody who quotes, edits, codes, or is a bot; and other bots’ commands not at all', async () => {
    const place = await world.place(plain);
    const { number, head } = await place.pull({ [ORDERS]: breaking });
    await place.checked(head, 'failure');
    const tom = place.github.person('tom');
    await place.sticky(number, head);
    const before = place.botComments(number).length;
    for (const body of [
      '> /status',
      '```\n/status\n```',
      'please\n/status',
      '/lgtm',
      '/stаtus',
      '/status\u0000',
      '`/status`',
    ])
      tom.comment(place.full, number, body);
    const edited = tom.comment(place.full, number, 'nothing yet');
    tom.editComment(edited, '/status');
    expect(await place.ask('tom', number, '/help')).toContain('**Commands**');
    await sleep(1000);
    expect(place.botComments(number)).toHaveLength(before + 1);
  });

  it('answers an unknown /sluice word once, and says what there is', async () => {
    const place = await world.place(plain);
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/sluice nonsense; curl evil')).toContain('not done');
    await sleep(500);
    expect(place.botComments(number)).toHaveLength(2);
  });

  it('runs a comment once, though it is delivered twice', async () => {
    const place = await deployed();
    const { number, sha } = await merged(place, { [CONFIG]: movedUpstream });
    world.github.faults.set({ webhooks: { events: ['issue_comment.created'], doubled: 1 } });
    const answer = await place.ask('tom', number, '/rollback --reason "wrong upstream"');
    world.github.faults.set(UNDISTURBED);
    expect(answer).toContain('put back');
    await sleep(1500);
    expect(place.openPulls()).toHaveLength(1);
    expect(
      place.deployments('production').filter(({ description }) => description.startsWith('rollback')),
    ).toHaveLength(1);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    expect(sha).toHaveLength(40);
  });

  it('reacts to what it read and to what came of it', async () => {
    const place = await world.place(plain);
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    const comment = place.github.person('rita').comment(place.full, number, '/hold orders env production');
    await eventually('the reactions', () => (place.reactions(comment).includes('confused') ? true : undefined));
    expect(place.reactions(comment)).toContain('eyes');
    expect(place.botComments(number).at(-1)).toContain('*read*');
  });
});

describe.concurrent('waivers', () => {
  it('are refused to readers, to the author, without a reason, for nothing, and in the past', async () => {
    const place = await world.place(plain);
    const { number, head } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/waive all --reason "x"')).toContain('*read*');
    expect(await place.ask('mira', number, '/waive all --reason "x"')).toContain('You opened this pull request');
    expect(await place.ask('ada', number, '/waive all --reason "x"')).toContain('@acme');
    expect(await place.ask('tom', number, '/waive all')).toContain('--reason');
    expect(await place.ask('tom', number, '/waive 000000 --reason "x"')).toContain('no finding');
    expect(await place.ask('tom', number, '/waive all --until 2020-01-31 --reason "x"')).toContain('is over');
    expect(await place.ask('tom', number, '/waive all --until 2099-02-31 --reason "x"')).toContain('2027-01-31');
    expect(place.check(head)?.conclusion).toBe('failure');
    expect(await place.record('waivers.json')).toBeUndefined();
  });

  it('let through what they name, until they are taken back', async () => {
    const place = await world.place(plain);
    const { number, head } = await place.pull({ [ORDERS]: breaking });
    const comment = await place.sticky(number, head);
    const print = /\/waive ([0-9a-f]+)/.exec(comment)?.[1] ?? '';
    expect(await place.ask('rita', number, `/why ${print.slice(0, 6)}`)).toContain('quantity');
    expect(
      await place.ask('tom', number, `/waive ${print.slice(0, 6)} --until 2099-12-31 --reason "agreed @acme/everyone"`),
    ).toContain('Waived');
    await place.checked(head, 'success');
    expect(await place.ask('tom', number, `/unwaive ${print}`)).toContain('No longer waived');
    await place.checked(head, 'failure');
    expect(await place.ask('tom', number, `/unwaive ${print}`)).toContain('not done');
  });

  it('count for their own pull request only', async () => {
    const place = await world.place(plain);
    const first = await place.pull({ [ORDERS]: breaking });
    await place.checked(first.head, 'failure');
    await place.ask('tom', first.number, '/waive all --reason "agreed"');
    await place.checked(first.head, 'success');
    const second = await place.pull({ [ORDERS]: `${breaking}# again\n` });
    await place.checked(second.head, 'failure');
  });

  it('are void for a head that came after them', async () => {
    const place = await world.place(plain);
    const { number, head, branch } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    await sleep(1100);
    // The push arrives before the command is read: as fast as anybody could be.
    const comment = place.github.person('tom').comment(place.full, number, '/waive all --reason "agreed"');
    await place.commit('mira', branch, { [CUSTOMERS]: breakingCustomers });
    const answer = await eventually('an answer', () =>
      place.botComments(number).find((body) => !body.includes('**Sluice:')),
    );
    // Either it ran on the head that it was said of, or it is void: the new head is never waived.
    expect(comment).toBeGreaterThan(0);
    expect(answer).toMatch(/Waived|head/);
    const newHead = await place.github.commitOf(place.full, branch);
    const check = await place.checked(newHead);
    expect(check.conclusion).toBe('failure');
  });
});

describe.concurrent('rollback', () => {
  it('writes nothing with --dry-run, and says what it would do', async () => {
    const place = await deployed();
    const { number } = await merged(place, { [CONFIG]: movedUpstream });
    const state = await place.github.commitOf(place.full, 'sluice/state');
    const answer = await place.ask('tom', number, '/rollback --dry-run');
    expect(answer).toContain('Nothing was changed');
    expect(answer).toContain(CONFIG);
    expect(place.openPulls()).toEqual([]);
    expect(await statusOf(place, 'orders/orders/1')).toBe(500);
    expect(await place.recorded('production')).toMatchObject({ holds: [] });
    expect(state).toHaveLength(40);
  });

  it('is refused on an open pull request, to readers, and where later changes touch the same lines', async () => {
    const place = await deployed();
    const open = await place.pull({ [ORDERS]: harmless });
    await place.sticky(open.number, open.head);
    expect(await place.ask('tom', open.number, '/rollback')).toContain('not merged');
    const first = await merged(place, { [CONFIG]: movedUpstream });
    expect(await place.ask('rita', first.number, '/rollback')).toContain('*read*');
    await merged(place, {
      [CONFIG]: movedUpstream.replace('BAD, path: /HERE/orders', 'GOOD, path: /HERE/orders, timeout: 5s'),
    });
    const answer = await place.ask('tom', first.number, '/rollback');
    expect(answer).toContain('same lines');
    expect(answer).toContain('sluice.yaml');
    expect(place.openPulls().filter(({ number }) => number !== open.number)).toEqual([]);
  });

  it('takes a pull request back once, holds it, and its revert makes git equal to live', async () => {
    const place = await deployed();
    const { number } = await merged(place, { [CONFIG]: movedUpstream });
    expect(await place.ask('tom', number, '/rollback')).toContain('put back');
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    const again = await place.ask('tom', number, '/rollback');
    expect(again).toContain('taken back already');
    const [revert] = place.openPulls();
    expect(place.openPulls()).toHaveLength(1);
    const held = await place.commit('ada', 'main', { 'README.md': 'Something else\n' });
    await sleep(500);
    expect(held).toHaveLength(40);
    expect((await place.recorded('production'))?.holds).toHaveLength(1);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    const head = await eventually('the check of the revert', () =>
      place.github.world.store.checkRuns.filter(({ conclusion }) => conclusion !== null).at(-1),
    );
    expect(head.conclusion).not.toBe(null);
    const sha = await place.merge(revert?.number ?? 0);
    const state = await place.settled('production', sha);
    expect(state.holds).toEqual([]);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/rollback')).toContain('already');
  });

  it('puts one API back to a named release, or to the one before', async () => {
    const place = await deployed();
    const first = (await place.recorded('production'))?.current?.commit ?? '';
    await merged(place, { [CONFIG]: movedUpstream });
    await merged(place, { [CUSTOMERS]: both[CUSTOMERS].replace('Who orders.', 'Who orders here.') });
    expect(await place.ask('tom', 1, '/rollback orders env production to 1234567')).toContain('no good release');
    expect(await place.ask('tom', 1, '/rollback nothing env production')).toContain('no API');
    expect(await place.ask('tom', 1, '/rollback orders env nowhere')).toContain('no environment');
    const dry = await place.ask('tom', 1, '/rollback orders env production --dry-run');
    expect(dry).toContain(first.slice(0, 7));
    expect(await place.ask('tom', 1, `/rollback orders env production to ${first.slice(0, 10)}`)).toContain('put back');
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
  });
});

describe.concurrent('hold and resume', () => {
  it('pins what is merged under a hold, names the pin, and deploys it after /resume', async () => {
    const place = await deployed();
    const any = await merged(place, { [ORDERS]: harmless });
    expect(await place.ask('tom', any.number, '/hold nothing env production')).toContain('no API');
    expect(await place.ask('tom', any.number, '/hold orders env production --reason "on holiday"')).toContain('Held');
    const { sha } = await merged(place, {
      [CONFIG]: movedUpstream.replace('GOOD, path: /HERE/customers', 'GOOD, path: /HERE/customers2'),
    });
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    expect(await statusOf(place, 'customers2/customers')).toBe(200);
    const [newest] = place.deployments('production');
    expect(newest).toMatchObject({ sha, description: expect.stringContaining('orders') as string });
    const status = await place.ask('rita', any.number, '/status');
    expect(status).toContain('on holiday');
    expect(status).toContain('/resume orders env production');
    expect(await place.ask('rita', any.number, '/resume orders env production')).toContain('*read*');
    expect(await place.ask('tom', any.number, '/resume orders env production')).toContain('Hold lifted');
    await eventually('the held content', async () =>
      (await statusOf(place, 'orders/orders/1')) === 500 ? true : undefined,
    );
    expect(await place.ask('tom', any.number, '/resume orders env production')).toContain('not done');
  });

  it('keeps what is live where nothing was ever good', async () => {
    const unsure =
      `${onProduction}    analysis: { bake: 200ms, interval: 100ms, checks: [{ errorRate: { max: 0.1 } }] }\n`.replace(
        'production: { targets: [edge] }',
        'production:\n    targets: [edge]',
      );
    const place = await world.place({ ...plain, [CONFIG]: unsure });
    const head = await place.commit('ada', 'main', { 'README.md': 'x\n' });
    expect((await place.settled('production', head)).current.phase).toBe('inconclusive');
    const { number } = await place.pull({
      [CONFIG]: unsure.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders'),
    });
    expect(await place.ask('tom', number, '/hold orders env production')).toContain('Held');
    const sha = await place.merge(number);
    await place.settled('production', sha);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
  });
});

describe.concurrent('plan and deploy', () => {
  it('shows what a deploy would do with its hash, and writes nothing', async () => {
    const place = await deployed();
    const { number, head } = await place.pull({ [CONFIG]: movedUpstream });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/plan')).toContain('*read*');
    const answer = await place.ask('tom', number, '/plan');
    expect(answer).toContain('upstream');
    expect(answer).toMatch(/`[0-9a-f]{8,}/);
    expect(await statusOf(place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/deploy orders env production')).toContain('not merged');
  });

  it('asks for a release of the branch again', async () => {
    const place = await deployed();
    const { number } = await merged(place, { [ORDERS]: harmless });
    expect(await place.ask('rita', number, '/deploy env production')).toContain('*read*');
    expect(await place.ask('tom', number, '/deploy env nowhere')).toContain('no environment');
    const before = place.deployments('production').length;
    expect(await place.ask('tom', number, '/deploy env production')).toContain('Release asked for');
    await eventually('another deployment', () => (place.deployments('production').length > before ? true : undefined));
    expect(orders).toContain('Orders');
  });
});
