import { beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/gateway/target.ts';
import type { DriftState } from '../../src/release/drift-response.ts';
import type { AuditEntry } from '../../src/release/state.ts';
import { byHand } from '../gateway/embedded/by-hand.ts';
import type { ByHand } from '../gateway/harness.ts';
import { bad, deployed, merged, noticesOf, statusOf, trailOf } from './flows.ts';
import { eventually, type Place } from './place.ts';
import { CONFIG, harmless, onProduction, ORDERS, watched } from './samples.ts';
import { SECRET, useWorld } from './world.ts';

const world = useWorld({ sweepSeconds: 1 });
let hand: ByHand;

beforeAll(() => {
  hand = byHand(world.gateways.edge.adminUrl, SECRET);
});

const scopeOf = (place: Place): Scope => ({ owner: `${place.full}@production` });

async function meddle(place: Place): Promise<void> {
  await hand.reroute(scopeOf(place), 'orders', world.good.url, world.bad.url);
}

type Issue = ReturnType<Place['botIssues']>[number];

function issue(place: Place, state: 'open' | 'closed'): Promise<Issue> {
  return eventually(`an ${state} issue`, () => place.botIssues().find((one) => one.state === state));
}

async function driftOf(place: Place): Promise<DriftState | undefined> {
  return (await place.record('drift/production.json')) as DriftState | undefined;
}

describe.concurrent('drift', () => {
  it('is told in one issue, which is brought up to date and closed when it is gone', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    const opened = await issue(place, 'open');
    expect(opened.title).toBe('Drift on edge in production: orders');
    expect(opened.body).toContain('1 changed');
    expect(opened.body).toContain(world.bad.url);
    expect(opened.body).toContain('/drift revert env production');
    await hand.remove(scopeOf(place), 'customers');
    await eventually('both in it', () => (place.issue(opened.number).body.includes('1 missing') ? true : undefined));
    await hand.reroute(scopeOf(place), 'orders', world.bad.url, world.good.url);
    await eventually('one in it', () => (place.issue(opened.number).body.includes('changed') ? undefined : true));
    const answer = await place.ask('tom', opened.number, '/drift show');
    expect(answer).toContain('missing: deployed, and not live');
    expect(answer).toContain('customers');
    expect(await place.ask('rita', opened.number, '/drift show env production')).toContain('You have `read`;');
    expect(place.botIssues()).toHaveLength(1);
    expect(await statusOf(world, place, 'customers/customers')).toBe(404);
    expect(await place.ask('rita', opened.number, '/drift revert env production')).toContain('You have `read`;');
    expect(await place.ask('tom', opened.number, '/drift revert')).toContain('put back');
    expect(await statusOf(world, place, 'customers/customers')).toBe(200);
    expect(await place.ask('tom', opened.number, '/drift revert env production')).toContain('Nothing to put back');
    const closed = await issue(place, 'closed');
    expect(closed).toMatchObject({ number: opened.number, title: 'Drift on edge in production: gone' });
    const told = await eventually('what is told outside GitHub', async () => {
      const notices = await noticesOf(place);
      return notices.some(({ type }) => type === 'drift.gone') ? notices : undefined;
    });
    const about = { environment: 'production', target: 'edge', issue: opened.number };
    expect(told).toMatchObject([
      { ...about, type: 'drift.found', apis: ['orders'] },
      { ...about, type: 'drift.gone' },
    ]);
  });

  it('is put back by itself where that is configured, until something else keeps changing it', async () => {
    const place = await deployed(
      world,
      onProduction.replace('{ targets: [edge] }', '{ targets: [edge], drift: correct }'),
    );
    await hand.remove(scopeOf(place), 'customers');
    await eventually('what was taken away', async () =>
      (await statusOf(world, place, 'customers/customers')) === 200 ? true : undefined,
    );
    for (let times = 1; times <= 3; times += 1) {
      await meddle(place);
      await eventually('the good upstream again', async () =>
        (await statusOf(world, place, 'orders/orders/1')) === 200 ? true : undefined,
      );
    }
    await meddle(place);
    const opened = await issue(place, 'open');
    expect(opened.body).toContain('Something keeps changing it back, so Sluice has stopped');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    const fights = await eventually('the fight on the record', async () => {
      const recorded = (await driftOf(place))?.fights ?? [];
      return recorded.length === 0 ? undefined : recorded;
    });
    expect(fights).toMatchObject([{ api: 'orders', target: 'edge' }]);
    expect(await place.ask('tom', opened.number, '/drift revert env production')).toContain('put back');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(200);
    await issue(place, 'closed');
    expect((await driftOf(place))?.fights).toEqual([]);
    const trail = await trailOf(place);
    expect(trail.filter((line) => line.includes('"drift.correct"'))).toHaveLength(4);
    expect(trail.find((line) => line.includes('"drift.revert"'))).toContain('"tom"');
  });

  it('is none where git moved and a hold keeps what is live', async () => {
    const place = await deployed(world, onProduction);
    const { number } = await merged(place, { [ORDERS]: harmless });
    await place.ask('tom', number, '/hold orders env production --reason "on holiday"');
    await merged(place, { [CONFIG]: onProduction.replace('/HERE/orders, auth', '/HERE/orders2, auth') });
    const answer = await place.ask('tom', number, '/drift show');
    expect(answer).toContain('as it was deployed');
    await hand.remove(scopeOf(place), 'orders');
    const drifted = await place.ask('tom', number, '/drift show env production');
    expect(drifted).toContain('missing');
    expect(drifted).toContain('on holiday');
  });

  it('is over once git says what live says', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    const opened = await issue(place, 'open');
    await merged(place, { [CONFIG]: bad(onProduction) });
    expect(await issue(place, 'closed')).toMatchObject({ number: opened.number });
    expect(await place.ask('tom', opened.number, '/drift show')).toContain('as it was deployed');
  });

  it('stays closed for whoever closed it, until it is another one', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    const first = await issue(place, 'open');
    place.github.person('tom').closeIssue(place.full, first.number);
    await eventually('a sweep later', async () => ((await driftOf(place))?.targets['edge']?.digest ? true : undefined));
    await hand.remove(scopeOf(place), 'customers');
    const second = await issue(place, 'open');
    expect(second.number).not.toBe(first.number);
    expect(place.botIssues()).toHaveLength(2);
  });

  it('is looked for, too, while the configuration on the branch cannot be read', async () => {
    const place = await deployed(world, onProduction);
    await place.commit('ada', 'main', { [CONFIG]: 'apis: 7\n' });
    await meddle(place);
    expect((await issue(place, 'open')).title).toBe('Drift on edge in production: orders');
  });

  it('is on the record alone where issues are turned off', async () => {
    const place = await deployed(world, onProduction);
    place.github.turnIssuesOff(place.full);
    await meddle(place);
    const told = await eventually('the end of telling', async () => {
      const edge = (await driftOf(place))?.targets['edge'];
      return edge?.digest !== undefined && edge.isBegun === undefined ? edge : undefined;
    });
    expect(told.issue).toBeUndefined();
    expect(place.botIssues()).toEqual([]);
  });

  it.each([
    ['target', '[stage, edge]', '[stage]'],
    ['environment', 'environments:\n  production: { targets: [stage, edge] }\n', ''],
  ])('is over once its %s is taken out of the configuration', async (_, named, instead) => {
    const config = onProduction.replace('[edge]', '[stage, edge]');
    const place = await deployed(world, config);
    await meddle(place);
    const opened = await issue(place, 'open');
    await place.commit('ada', 'main', { [CONFIG]: config.replace(named, instead) });
    const closed = await issue(place, 'closed');
    expect(closed).toMatchObject({ number: opened.number, title: 'Drift on edge in production: no longer looked at' });
    expect(closed.body).toContain('was taken out of the configuration');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    await eventually('nothing left to tell', async () =>
      (await driftOf(place))?.targets['edge']?.issue === undefined ? true : undefined,
    );
    expect(place.botIssues()).toHaveLength(1);
  });

  it('is adopted by one pull request, whose plan is empty and whose merge ends it', async () => {
    const place = await deployed(world, `# Who owns what\n${onProduction}`);
    await meddle(place);
    const opened = await issue(place, 'open');
    expect(opened.body).toContain('/drift adopt env production');
    expect(await place.ask('rita', opened.number, '/drift adopt')).toContain('You have `read`;');
    const answer = await place.ask('tom', opened.number, '/drift adopt env production');
    const [pull] = place.openPulls();
    expect(answer).toContain(`#${pull!.number} makes git say what serves`);
    expect(pull!.body).toContain('`apis.1.gateway.upstream` in `.github/sluice.yaml`');
    const before = await place.read(CONFIG);
    const wanted = before.replace(
      new RegExp(`${world.good.url}(, path: \\S+/orders,)`),
      (_, rest: string) => world.bad.url + rest,
    );
    expect(wanted).not.toBe(before);
    expect(await place.read(CONFIG, 'sluice/adopt-production')).toBe(wanted);
    expect(await place.ask('tom', opened.number, '/drift adopt')).toContain(`#${pull!.number} makes git say`);
    expect(place.openPulls()).toHaveLength(1);
    const head = await place.github.commitOf(place.full, `refs/pull/${pull!.number}/head`);
    expect((await place.checked(head)).conclusion).not.toBe('failure');
    expect(await place.sticky(pull!.number, head)).toContain('(`edge`): nothing changes.');
    await place.settled('production', await place.merge(pull!.number));
    expect(await issue(place, 'closed')).toMatchObject({ number: opened.number });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
    expect(await place.ask('tom', opened.number, '/drift adopt')).toContain('Nothing to adopt');
  });

  it('is answered as not adopted where a rule of the repository forbids the branch for it', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    const opened = await issue(place, 'open');
    const include = ['refs/heads/sluice/adopt-*'];
    place.github.addRuleset(place.full, { name: 'names of branches', include, rules: [{ type: 'creation' }] });
    const answer = await place.ask('tom', opened.number, '/drift adopt env production');
    expect(answer).toContain('not finished');
    expect(answer).toContain('creations being restricted');
    expect(answer).toContain('/status');
  });

  it('is last good once it is adopted, also beside what is written', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    const opened = await issue(place, 'open');
    expect(await place.ask('tom', opened.number, '/drift adopt env production')).toContain('makes git say what serves');
    const adopted = await place.read(CONFIG, 'sluice/adopt-production');
    const { sha } = await merged(place, { [CONFIG]: adopted.replace(/(\/customers), auth/, '$1, timeout: 3s, auth') });
    const good = await place.record('last-good/production/orders.json');
    expect(good).toMatchObject({ commit: sha });
    expect(JSON.stringify(good)).toContain(world.bad.url);
    expect(await place.record('ahead/production.json')).toBeUndefined();
  });

  it('is last good with the next release that passes where the one that brought it did not', async () => {
    const place = await deployed(world, watched.replace('{ http: /HERE/orders/orders/1 }, ', ''));
    await meddle(place);
    const opened = await issue(place, 'open');
    expect(await place.ask('tom', opened.number, '/drift adopt env production')).toContain('makes git say what serves');
    const adopted = await place.read(CONFIG, 'sluice/adopt-production');
    const failing = adopted.replace(/upstream: \S+, (path: \S+\/customers), auth/, 'upstream: BAD, $1, auth');
    const { sha: failed } = await merged(place, { [CONFIG]: failing });
    const { current } = await place.settled('production', failed);
    expect(current).toMatchObject({ phase: 'restored', reverted: ['customers'] });
    expect(JSON.stringify(await place.record('last-good/production/orders.json'))).toContain(world.good.url);
    const { sha } = await merged(place, { [CONFIG]: adopted.replace(/(\/customers), auth/, '$1, timeout: 3s, auth') });
    const good = await place.record('last-good/production/orders.json');
    expect(good).toMatchObject({ commit: sha });
    expect(JSON.stringify(good)).toContain(world.bad.url);
    expect(await place.record('ahead/production.json')).toBeUndefined();
  });

  it('is adopted of one API where another cannot be, which stays drift', async () => {
    const place = await deployed(world, onProduction);
    await meddle(place);
    await hand.remove(scopeOf(place), 'customers');
    const opened = await eventually('both in it', () =>
      place.botIssues().find(({ body }) => body.includes('1 changed, 1 missing')),
    );
    const answer = await place.ask('tom', opened.number, '/drift adopt');
    const [pull] = place.openPulls();
    for (const text of [answer, pull!.body]) {
      expect(text).toContain('**Not adopted**');
      expect(text).toMatch(/- `customers`: .*\/customers.* is missing as a whole/);
    }
    expect(answer).toContain(`merge #${pull!.number}, then \`/drift revert env production\` puts back the rest`);
    expect(pull!.title).toBe('Adopt orders as live in production');
    const adopted = (await trailOf(place)).filter((line) => line.includes('"drift.adopt"'));
    expect(adopted).toHaveLength(1);
    const { cause, detail } = JSON.parse(adopted[0]!) as AuditEntry;
    expect(cause).toMatchObject({ event: 'comment', actor: 'tom' });
    expect(detail).toBe(
      `#${pull!.number} makes git say what serves of orders in production: apis.1.gateway.upstream in ${CONFIG}; not customers`,
    );
    await place.settled('production', await place.merge(pull!.number));
    await eventually('the rest', () =>
      place.issue(opened.number).title.endsWith('production: customers') ? true : undefined,
    );
    expect(await statusOf(world, place, 'customers/customers')).toBe(404);
    expect(await place.ask('tom', opened.number, '/drift revert')).toContain('`customers` put back');
    expect(await statusOf(world, place, 'customers/customers')).toBe(200);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(500);
  });

  it('is not adopted where git has no place for it, or says something else already', async () => {
    const place = await deployed(world, onProduction);
    await hand.remove(scopeOf(place), 'customers');
    const opened = await issue(place, 'open');
    const missing = await place.ask('tom', opened.number, '/drift adopt');
    expect(missing).toContain('/customers` on edge is missing as a whole');
    expect(missing).toContain('/drift revert env production');
    await place.ask('tom', opened.number, '/drift revert');
    await place.ask('tom', opened.number, '/hold orders env production --reason "on holiday"');
    await merged(place, { [CONFIG]: onProduction.replace('/HERE/orders, auth', '/HERE/orders2, auth') });
    await meddle(place);
    const moved = await place.ask('tom', opened.number, '/drift adopt');
    expect(moved).toContain('says something else of orders than was deployed');
    expect(place.openPulls()).toEqual([]);
  });

  it('is not adopted where the field is not the API’s own, which is named', async () => {
    const shared = onProduction.replace('{ upstream: GOOD, path: /HERE/orders,', '{ path: /HERE/orders,');
    const place = await deployed(world, `defaults: { gateway: { upstream: GOOD } }\n${shared}`);
    await meddle(place);
    const opened = await issue(place, 'open');
    const answer = await place.ask('tom', opened.number, '/drift adopt env production');
    expect(answer).toMatch(/not done. `?upstream/);
    expect(answer).toContain('cannot be written back to git');
    expect(place.openPulls()).toEqual([]);
  });
});
