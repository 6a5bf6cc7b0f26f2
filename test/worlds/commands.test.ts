import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bad, deployed, merged, statusOf } from './flows.ts';
import { eventually } from './place.ts';
import {
  both,
  breaking,
  breakingCustomers,
  CONFIG,
  CUSTOMERS,
  customers,
  harmless,
  onProduction,
  ORDERS,
} from './samples.ts';
import { useWorld, UNDISTURBED } from './world.ts';

const world = useWorld();

describe.concurrent('who is heard', () => {
  it('answers nobody who quotes, edits, codes, or is a bot; and other bots’ commands not at all', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
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

  it('hears no bot, and nothing below an issue of somebody else', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    const { store } = world.github.world;
    const robot = world.github.createUser(`robot-of-${place.owner}`);
    store.accounts.update(robot.account, { type: 'Bot' });
    world.github.addCollaborator(place.full, robot.account.login, 'write');
    const issue = place.github.person('tom').openIssue(place.full, 'A question');
    robot.comment(place.full, number, '/status');
    place.github.person('tom').comment(place.full, issue, '/status');
    for (const command of ['/help', '/help', '/help']) await place.ask('tom', number, command);
    expect(place.botComments(number).filter((body) => body.includes('Nothing is held'))).toEqual([]);
    expect(place.botComments(issue)).toEqual([]);
  });

  it('does not run what a comment became, though its times do not tell', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    const tom = place.github.person('tom');
    await sleep(1000 - (Date.now() % 1000));
    tom.editComment(tom.comment(place.full, number, '/status'), '/hold orders env production');
    for (const command of ['/help', '/help', '/help']) await place.ask('tom', number, command);
    expect(place.botComments(number).filter((body) => !body.includes('**Commands**'))).toHaveLength(1);
  });

  it('answers an unknown /sluice word once, and says what there is', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/sluice nonsense; curl evil')).toContain('not done');
    await sleep(500);
    expect(place.botComments(number)).toHaveLength(2);
  });

  it('runs a comment once, though it is delivered twice', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [CONFIG]: bad(onProduction) });
    world.github.faults.set({ webhooks: { events: ['issue_comment.created'], doubled: 1 } });
    const answer = await place.ask('tom', number, '/rollback --reason "wrong upstream"');
    world.github.faults.set(UNDISTURBED);
    expect(answer).toContain('put back');
    await sleep(1500);
    expect(place.openPulls()).toHaveLength(1);
    expect(
      place.deployments('production').filter(({ description }) => description.startsWith('rollback')),
    ).toHaveLength(1);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
  });

  it('reacts to what it read and to what came of it', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.sticky(number, head);
    const comment = place.github.person('rita').comment(place.full, number, '/hold orders env production');
    await eventually('the reactions', () => (place.reactions(comment).includes('confused') ? true : undefined));
    expect(place.reactions(comment)).toContain('eyes');
    expect(place.botComments(number).at(-1)).toContain('You have `read`;');
  });
});

describe.concurrent('waivers', () => {
  it('are refused to readers, to the author, without a reason, for nothing, and in the past', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/waive all --reason "x"')).toContain('You have `read`;');
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
    const place = await world.place({ ...both, [CONFIG]: onProduction });
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
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const first = await place.pull({ [ORDERS]: breaking });
    await place.checked(first.head, 'failure');
    await place.ask('tom', first.number, '/waive all --reason "agreed"');
    await place.checked(first.head, 'success');
    const second = await place.pull({ [ORDERS]: `${breaking}# again\n` });
    await place.checked(second.head, 'failure');
  });

  it('are void for a head that came after them', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head, branch } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    await sleep(1100);
    // The push arrives before the command is read: as fast as anybody could be.
    place.github.person('tom').comment(place.full, number, '/waive all --reason "agreed"');
    await place.commit('mira', branch, { [CUSTOMERS]: breakingCustomers });
    const answer = await eventually('an answer', () =>
      place.botComments(number).find((body) => !body.includes('**Sluice:')),
    );
    // Either it ran on the head that it was said of, or it is void: the new head is never waived.
    expect(answer).toMatch(/Waived|head/);
    const newHead = await place.github.commitOf(place.full, branch);
    const check = await place.checked(newHead);
    expect(check.conclusion).toBe('failure');
  });

  it('are void for a head that they were not said of, though another pull request had it before', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { number, head, branch } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    const mira = place.github.person('mira');
    const worse = { branch: 'worse', from: branch, files: { [CUSTOMERS]: breakingCustomers }, message: 'Worse' };
    const seen = await mira.commit(place.full, worse);
    await mira.openPull(place.full, { title: 'Seen before', head: 'worse', base: 'main' });
    await place.checked(seen, 'failure');
    await sleep(1100);
    place.github.person('tom').comment(place.full, number, '/waive all --reason "agreed"');
    await fetch(`${world.github.url}/api/v3/repos/${place.full}/git/refs/heads/${branch}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${mira.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sha: seen }),
    });
    const answer = await eventually('an answer', () =>
      place.botComments(number).find((body) => !body.includes('**Sluice:')),
    );
    // Either it ran on the head that it was said of, with its one change, or it is void.
    expect(answer).not.toMatch(/Waived:\*\* `\w+`, `/);
  });
});

describe.concurrent('plan and deploy', () => {
  it('shows what a deploy would do with its hash, and writes nothing', async () => {
    const place = await deployed(world, onProduction);
    const { number, head } = await place.pull({ [CONFIG]: bad(onProduction) });
    await place.sticky(number, head);
    expect(await place.ask('rita', number, '/plan')).toContain('You have `read`;');
    const answer = await place.ask('tom', number, '/plan');
    expect(answer).toContain('upstream');
    expect(answer).toMatch(/`[0-9a-f]{8,}/);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    expect(await place.ask('tom', number, '/deploy orders env production')).toContain('not merged');
  });

  it('says of no plan why there is none', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const other = await place.pull({ 'apis/other.yaml': customers });
    await place.checked(other.head, 'success');
    expect(await place.sticky(other.number, other.head)).toContain('no API of the configuration is touched');
    expect(await place.ask('tom', other.number, '/plan')).toContain('no API of the configuration is touched');
    expect(await place.ask('tom', other.number, '/plan orders env prodution')).toContain('there are production');
    const broken = await place.pull({ [CONFIG]: 'apis: 5\n', [ORDERS]: harmless });
    await place.checked(broken.head, 'failure');
    expect(await place.sticky(broken.number, broken.head)).toContain('nobody knows what is deployed');
    expect(await place.ask('tom', broken.number, '/plan')).toContain('not done. apis: expected a list');
  });

  it('shows nothing of what is live to a fork, whatever is named', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const fork = await place.github.person('fay').fork(place.full);
    const head = await place.commit('fay', 'from-afar', { [CONFIG]: bad(onProduction) }, fork);
    const pull = { title: 'From afar', head: 'fay:from-afar', base: 'main' };
    const number = await place.github.person('fay').openPull(place.full, pull);
    await place.checked(head, 'success');
    await place.sticky(number, head);
    // Nothing was ever deployed: against live it would have to be created.
    expect(await place.ask('tom', number, '/plan orders')).toContain('- update');
  });

  it('asks for a release of the branch again', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [ORDERS]: harmless });
    expect(await place.ask('rita', number, '/deploy env production')).toContain('You have `read`;');
    expect(await place.ask('tom', number, '/deploy env nowhere')).toContain('no environment');
    const before = place.deployments('production').length;
    expect(await place.ask('tom', number, '/deploy env production')).toContain('Release asked for');
    await eventually('another deployment', () => (place.deployments('production').length > before ? true : undefined));
  });
});
