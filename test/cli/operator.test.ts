import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freezeCommand } from '../../src/cli/freeze.ts';
import { holdCommand } from '../../src/cli/hold.ts';
import { rollbackCommand } from '../../src/cli/rollback.ts';
import { statusCommand } from '../../src/cli/status.ts';
import { ENVIRONMENT, REPOSITORY, RUN, startWorld, type World } from '../jobs/offline/world.ts';
import { run, type Outcome } from './commands.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await writeFile(join(world.folder, 'targets.yaml'), world.targetsYaml);
});
afterEach(async () => {
  await world.close();
});

const WHERE = ['--repository', 'acme/apis', '--env', ENVIRONMENT];

function sluice(
  command: Command,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Outcome> {
  const settings = {
    SLUICE_DATA: world.folder,
    SLUICE_TARGETS: join(world.folder, 'targets.yaml'),
    EDGE_SECRET: world.secret,
    REDIS_URL: undefined,
    // Broken credentials must not stand in the way.
    APP_ID: 'none',
    PRIVATE_KEY: 'none',
  };
  return run(command, { ...settings, ...env }, ...args);
}
const rollback = (...args: string[]): Promise<Outcome> => sluice(rollbackCommand(), args);
const changes = () => world.copies.changes(REPOSITORY.fullName);

describe('sluice rollback', () => {
  it('puts last good back on the gateway, proves it, and leaves word for the record', async () => {
    const dry = await rollback('orders', ...WHERE, '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toMatch(/^Nothing was written .*\n {2}edge: would change orders/);
    expect(await world.serving()).toBe('bad');
    expect(await changes()).toEqual([]);

    const done = await rollback('orders', ...WHERE, '--reason', 'errors everywhere');
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/^Done: last good is live again in production/);
    expect(await world.serving()).toBe('good');
    expect(await changes()).toMatchObject([
      {
        kind: 'rollback',
        environment: ENVIRONMENT,
        deployment: 12,
        reason: expect.stringMatching(/by .+: errors everywhere$/) as string,
        goods: { orders: { deployment: 11 } },
      },
    ]);
  });

  it('says so where there is nothing to put back, and leaves word once', async () => {
    await rollback('all', ...WHERE);
    const again = await rollback('all', ...WHERE);
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toMatch(/^Nothing to put back/);
    expect(await changes()).toHaveLength(1);
  });

  it('leaves word of what an earlier call wrote and did not live to tell', async () => {
    await rollback('orders', ...WHERE);
    for (const { id } of await changes()) await world.copies.forget(REPOSITORY.fullName, id);
    await rollback('orders', ...WHERE);
    expect(await changes()).toMatchObject([{ kind: 'rollback', deployment: 12 }]);
  });

  it('says that it is done and that no word of it could be left, and leaves it when called again', async () => {
    const pending = join(world.folder, 'copies', 'acme', 'apis', 'pending');
    await writeFile(pending, 'a file where a folder should be');
    const done = await rollback('orders', ...WHERE);
    expect(done.code).toBe(1);
    expect(done.out).toMatch(/^Done: last good is live again in production/);
    expect(done.out).toMatch(/\n● Word of it for the record could not be left: E.*\nNext: the same again/);
    expect(await world.serving()).toBe('good');
    await rm(pending);
    expect(await rollback('orders', ...WHERE)).toMatchObject({ code: 0 });
    expect(await changes()).toMatchObject([{ kind: 'rollback', environment: ENVIRONMENT }]);
  });

  it('goes to the one before where what is live passed and is last good itself', async () => {
    const { good } = world.copy.lastGood['orders']!;
    const passed = { ...RUN, phase: 'passed' as const };
    const newer = { ...good, deployment: 12, commit: RUN.commit, resources: { edge: [] } };
    const state = { ...world.copy.state, current: passed };
    await world.copies.keep({ ...world.copy, seq: 6, state, lastGood: { orders: { blob: 'x', good: newer } } });
    const refused = await rollback('orders', ...WHERE);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.out).toMatch(/^Not done: There is no earlier good state of orders/);
    expect(await world.serving()).toBe('bad');

    const lastGood = { orders: { blob: 'x', good: newer, before: good } };
    await world.copies.keep({ ...world.copy, seq: 7, state, lastGood });
    expect(await rollback('orders', ...WHERE)).toMatchObject({ code: 0 });
    expect(await world.serving()).toBe('good');
  });

  it('takes an API away that was new', async () => {
    const current = { ...RUN, created: ['orders'] };
    await world.copies.keep({ ...world.copy, seq: 6, state: { ...world.copy.state, current }, lastGood: {} });
    const done = await rollback('orders', ...WHERE);
    expect(done.out).toContain('orders → taken away: it was new');
    expect((await fetch(`${world.gateway.url}/orders/x`)).status).toBe(404);
    expect(await changes()).toMatchObject([{ goods: { orders: null } }]);
  });

  it('puts back what it can reach, says what differs, and leaves word of it', async () => {
    const targets = JSON.parse(world.targetsYaml) as { targets: Record<string, object> };
    const dead = { ...targets.targets['edge'], admin: ['http://127.0.0.1:9'] };
    await writeFile(join(world.folder, 'targets.yaml'), JSON.stringify({ targets: { ...targets.targets, dead } }));
    const environments = { [ENVIRONMENT]: { targets: ['edge', 'dead', 'unknown'] } };
    await world.copies.keep({ ...world.copy, seq: 6, config: { ...world.copy.config, environments } });
    const done = await rollback('orders', ...WHERE);
    expect(done.code).toBe(1);
    expect(done.out).toMatch(/^Not done everywhere in production: targets differ now\./);
    expect(done.out).toMatch(/ {2}dead: not done: /);
    expect(done.out).toMatch(/ {2}unknown: not done: There is no target unknown/);
    expect(await world.serving()).toBe('good');
    expect(await changes()).toHaveLength(1);
  });

  it.each([
    [
      ['orders', '--repository', 'acme/other', '--env', ENVIRONMENT],
      {},
      /no copy of acme\/other production.*acme\/apis production/,
    ],
    [['orders', ...WHERE], { SLUICE_TARGETS: undefined }, /SLUICE_TARGETS is not set/],
    [['orders', ...WHERE], { EDGE_SECRET: undefined }, /the environment has no EDGE_SECRET/],
    [['orders', ...WHERE], { REDIS_URL: 'http://x' }, /REDIS_URL expected redis/],
  ])('cannot run with %j %j', async (args, env, said) => {
    const { code, out, err } = await sluice(rollbackCommand(), args, env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(await world.serving()).toBe('bad');
  });

  it('names the APIs that there are, and goes on with the files where Redis is away', async () => {
    expect((await rollback('order', ...WHERE)).out).toMatch(/There is no API order in production; there are: orders\./);
    const { code, err } = await sluice(rollbackCommand(), ['orders', ...WHERE], { REDIS_URL: 'redis://127.0.0.1:9' });
    expect(err).toMatch(/Going on with the files below/);
    expect(code).toBe(0);
    expect(await world.serving()).toBe('good');
  });
});

describe('sluice hold and sluice freeze', () => {
  it('leave word of a hold, and refuse an API that is not there', async () => {
    expect(await sluice(holdCommand(), ['all', ...WHERE, '--reason', 'audit'])).toMatchObject({ code: 0 });
    expect(await changes()).toMatchObject([
      { kind: 'hold', apis: ['orders'], reason: expect.stringMatching(/audit$/) as string },
    ]);
    const { code, err } = await sluice(holdCommand(), ['order', ...WHERE]);
    expect(code).toBe(2);
    expect(err).toMatch(/there are: orders/);
    expect(await changes()).toHaveLength(1);
  });

  it('freeze an environment and lift it again', async () => {
    const freeze = (...args: string[]): Promise<Outcome> => sluice(freezeCommand(), [...WHERE, ...args]);
    expect(await freeze('--lift')).toMatchObject({ code: 1 });
    expect(await freeze('--reason', 'looking')).toMatchObject({ code: 0 });
    expect(await world.copies.freezeOf('acme/apis', ENVIRONMENT)).toMatchObject({ reason: 'looking' });
    expect((await sluice(statusCommand(), [])).out).toMatch(/frozen by .*: looking/);
    expect(await freeze('--lift')).toMatchObject({ code: 0 });
    expect(await world.copies.freezeOf('acme/apis', ENVIRONMENT)).toBeUndefined();
    expect((await changes()).map(({ kind }) => kind)).toEqual(['freeze', 'lift']);
  });
});

describe('sluice status', () => {
  it('says what is deployed, what is held, and what the record does not know yet', async () => {
    const well = await sluice(statusCommand(), ['--repository', 'acme/apis']);
    expect(well).toMatchObject({ code: 0, err: '' });
    expect(well.out).toMatch(
      /^All well in 1 environment\.\n○ acme\/apis production: live since .*deployed bbbbbbb, last good aaaaaaa/,
    );
    await rollback('orders', ...WHERE);
    const waiting = await sluice(statusCommand(), []);
    expect(waiting.code).toBe(1);
    expect(waiting.out).toMatch(/^1 of 1 environment waits for a person: acme\/apis production\./);
    expect(waiting.out).toMatch(/not recorded yet: rollback/);
  });

  it('says in what an environment is not like the one before it, and for how long', async () => {
    const { copy } = world;
    const environments = { staging: { targets: ['edge'] }, [ENVIRONMENT]: { targets: ['edge'], after: 'staging' } };
    const config = { ...copy.config, environments };
    const since = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const hold = { api: 'orders', hashes: {}, at: since, by: 'tom', reason: 'a freeze' };
    const good = [{ commit: 'c'.repeat(40), deployment: 9, at: since }];
    await world.copies.keep({ ...copy, seq: 6, config, state: { ...copy.state, holds: [hold] } });
    await world.copies.keep({ ...copy, seq: 6, config, environment: 'staging', state: { ...copy.state, good } });
    const { out } = await sluice(statusCommand(), []);
    expect(out).toMatch(
      /not alike: orders is kept back here and not in staging, since .* UTC \(3 days\): held by @tom: a freeze\n/,
    );
    expect(out).toMatch(/not alike: ccccccc passed in staging and is on its way here, since .*\(3 days\)\n/);
    expect(out.match(/not alike/g)).toHaveLength(2);
  });

  it.skipIf(process.getuid?.() === 0)('says whose account may read the copies', async () => {
    const copies = join(world.folder, 'copies');
    await chmod(copies, 0);
    const { err, code } = await sluice(statusCommand(), []);
    await chmod(copies, 0o700);
    expect({ err, code }).toEqual({ err: expect.stringMatching(/^EACCES.*account of the worker/) as string, code: 2 });
  });

  it('cannot say anything without a copy', async () => {
    const { code, err } = await sluice(statusCommand(), [], { SLUICE_DATA: join(world.folder, 'other') });
    expect(code).toBe(2);
    expect(err).toMatch(/There is no copy of any repository/);
  });
});
