import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../src/gateway/target.ts';
import { startTraffic } from '../../src/local/traffic.ts';
import { startUpstream, type Upstream } from '../../src/local/upstreams.ts';
import { trapsOf } from '../../src/release/exposure/traps.ts';
import { contentHash } from '../../src/release/manifest.ts';
import { askedFor, type Ability } from './abilities.ts';
import { blocks } from './blocks.ts';
import { describeDrift } from './drift-contract.ts';
import { identity, overTls } from './certificates.ts';
import { api, deploy, isRefused, live, never, planned, rendered, status, upstreamOf, type Harness } from './harness.ts';
import { startIssuer, type Issuer } from './issuer.ts';

/** An upstream by the address that the gateway reaches it at. */
async function sample(harness: Harness, name: string): Promise<Upstream> {
  const upstream = await startUpstream({ name });
  return { ...upstream, url: (await harness.reach?.(upstream.url)) ?? upstream.url };
}

/**
 * What every kind of target must do, against the real gateway behind it. Each test has an owner of its own, so that they share one
 * gateway. What the gateway cannot do stands in `lacks`, and is then not asked for.
 */
export function describeTarget(name: string, open: () => Promise<Harness>, lacks: readonly Ability[] = []): void {
  describe(`target ${name}`, { timeout: 120_000 }, () => {
    let harness: Harness;
    let one: Upstream;
    let two: Upstream;
    let issuer: Issuer;
    let count = 0;
    /** A scope and an API name that no other test has. */
    const fresh = (): { scope: Scope; name: string } => {
      count += 1;
      return { scope: { owner: `acme/shop-${count}@staging` }, name: `api-${count}` };
    };
    const url = (path: string): string => `${harness.target.url}${path}`;
    const can = (ability: Ability): boolean => !lacks.includes(ability);
    const able = (ability: Ability) => it.skipIf(!can(ability));

    beforeAll(async () => {
      harness = await open();
      [one, two, issuer] = await Promise.all([sample(harness, 'one'), sample(harness, 'two'), startIssuer()]);
    });
    afterEach(() => {
      harness.faults.set('none');
      one.set({});
      two.set({});
    });
    afterAll(async () => {
      await Promise.all([harness.close(), one.close(), two.close(), issuer.close()]);
    });

    describe('writes', () => {
      it('creates, updates and deletes, seen by real requests', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url })]);
        expect(await upstreamOf(url(`/${name}/items`))).toBe('one');
        await deploy(harness.target, scope, [api(name, { upstream: two.url })]);
        expect(await upstreamOf(url(`/${name}/items`))).toBe('two');
        await deploy(harness.target, scope, []);
        expect(await status(url(`/${name}/items`))).toBe(404);
        expect((await live(harness.target, scope)).resources).toEqual([]);
      });

      it('has nothing to do after an apply, and applies twice as once', async () => {
        const { scope, name } = fresh();
        const desired = [api(name, { upstream: one.url, ...(can('requestSize') && { requestSize: '1MiB' }) })];
        const plan = await planned(harness.target, scope, desired);
        expect([...new Set(plan.steps.map(({ action }) => action))]).toEqual(['create']);
        expect(await harness.target.apply(scope, plan, never)).toMatchObject({
          ok: true,
          applied: plan.steps.map(({ id }) => id),
        });
        const writes = harness.faults.writes();
        expect(await harness.target.apply(scope, plan, never)).toMatchObject({ ok: true, applied: [] });
        expect(harness.faults.writes()).toBe(writes);
        expect((await planned(harness.target, scope, desired)).steps).toEqual([]);
      });

      it('refuses a plan that was made on something else', async () => {
        const { scope, name } = fresh();
        const [mine, theirs] = await Promise.all([
          planned(harness.target, scope, [api(name, { upstream: one.url })]),
          planned(harness.target, scope, [api(name, { upstream: two.url })]),
        ]);
        const written = await harness.target.apply(scope, theirs, never);
        expect(written).toMatchObject({ ok: true });
        const receipt = await harness.target.apply(scope, mine, never);
        expect(receipt).toMatchObject({ ok: false, reason: 'live-moved', applied: [] });
        expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: false, reason: 'differs' });
        expect(await harness.target.verify(scope, written, never)).toMatchObject({ live: true });
        expect(await upstreamOf(url(`/${name}`))).toBe('two');
      });

      it('lets one of two writers at once through', async () => {
        const { scope, name } = fresh();
        const plans = await Promise.all(
          [one, two].map((upstream) => planned(harness.target, scope, [api(name, { upstream: upstream.url })])),
        );
        const receipts = await Promise.all(plans.map((plan) => harness.target.apply(scope, plan, never)));
        const outcomes = receipts.map((receipt) => (receipt.ok ? 'written' : receipt.reason)).sort();
        expect(outcomes).toEqual(['live-moved', 'written']);
        const winner = receipts.find((receipt) => receipt.ok)!;
        expect(await harness.target.verify(scope, winner, never)).toMatchObject({ live: true });
      });

      it('keeps two owners apart', async () => {
        const [mine, theirs] = [fresh(), fresh()];
        await deploy(harness.target, mine.scope, [api(mine.name, { upstream: one.url })]);
        await deploy(harness.target, theirs.scope, [api(theirs.name, { upstream: two.url })]);
        const seen = await live(harness.target, mine.scope);
        expect([...new Set(seen.resources.map((resource) => resource.api))]).toEqual([mine.name]);
        await deploy(harness.target, mine.scope, []);
        expect(await upstreamOf(url(`/${theirs.name}`))).toBe('two');
      });

      it('keeps the old state where the gateway refuses the new one', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url })]);
        const before = await live(harness.target, scope);
        const desired = rendered(harness.target, scope, [
          api(name, { upstream: two.url }),
          api(`${name}-more`, { upstream: two.url }),
        ]);
        const [first, ...rest] = desired.resources;
        const plan = harness.target.plan(before, { ...desired, resources: [...rest, harness.spoil(first!)] });
        expect(await harness.target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'refused' });
        expect(contentHash((await live(harness.target, scope)).resources)).toBe(contentHash(before.resources));
        expect(await upstreamOf(url(`/${name}`))).toBe('one');
        expect(await status(url(`/${name}-more`))).toBe(404);
      });

      it('has nothing to do after the apply of anything that can be rendered', async () => {
        const { scope, name } = fresh();
        await fc.assert(
          fc.asyncProperty(blocks(lacks), async (all) => {
            const desired = all
              .map((block, index) => api(`${name}-${index}`, block))
              .filter((each) => harness.target.render(scope, [each]).ok);
            await deploy(harness.target, scope, desired);
            expect((await planned(harness.target, scope, desired)).steps).toEqual([]);
          }),
          { numRuns: 20 },
        );
      });
    });

    describeDrift(() => ({ harness, one, two }), fresh);

    describe('review', () => {
      able('taken')('is told which listen paths somebody else has', async () => {
        const [mine, theirs] = [fresh(), fresh()];
        const path = `/${mine.name}-shared`;
        await deploy(harness.target, theirs.scope, [api(theirs.name, { upstream: one.url, path })]);
        const read = await harness.target.read(mine.scope, never);
        const { resources } = rendered(harness.target, mine.scope, [api(mine.name, { upstream: two.url, path })]);
        const routes = harness.target.access!({ target: harness.target.name, resources });
        const traps = trapsOf(routes, (read.ok && read.taken) || [], new Set([mine.name]));
        expect(traps.map(({ message }) => message)).toEqual([
          expect.stringMatching(new RegExp(`^the listen path ${path} is taken on this gateway by .*${theirs.name}`)),
        ]);
        await deploy(harness.target, theirs.scope, []);
      });

      it.each(askedFor(lacks))('says that it cannot do $ability', ({ asked }) => {
        const { scope, name } = fresh();
        const result = harness.target.render(scope, [api(name, asked.block)]);
        const fields = result.ok ? [] : result.problems.map(({ field }) => field);
        expect(fields.some((field) => field === asked.field || field.startsWith(`${asked.field}.`))).toBe(true);
      });
    });

    describe('failures', () => {
      it('says that it is down, and goes on where it comes back', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url })]);
        const plan = await planned(harness.target, scope, [api(name, { upstream: two.url })]);
        harness.faults.set('down');
        expect(await harness.target.read(scope, never)).toMatchObject({ ok: false, reason: 'unreachable' });
        const receipt = await harness.target.apply(scope, plan, never);
        expect(receipt).toMatchObject({ ok: false, reason: 'unreachable', applied: [] });
        expect(await harness.target.verify(scope, receipt, never)).toMatchObject({
          live: false,
          reason: 'unreachable',
        });
        harness.faults.set('none');
        expect(await upstreamOf(url(`/${name}`))).toBe('one');
        const later = await harness.target.apply(scope, plan, never);
        expect(later).toMatchObject({ ok: true });
        expect(await harness.target.verify(scope, later, never)).toMatchObject({ live: true });
        expect(await upstreamOf(url(`/${name}`))).toBe('two');
      });

      it('repeats an apply whose answer was lost, and ends where it would have ended', async () => {
        const { scope, name } = fresh();
        const plan = await planned(harness.target, scope, [api(name, { upstream: one.url })]);
        harness.faults.set('lose-answer', 'writes');
        expect(await harness.target.apply(scope, plan, never)).toMatchObject({ ok: false, reason: 'unreachable' });
        harness.faults.set('none');
        const writes = harness.faults.writes();
        const receipt = await harness.target.apply(scope, plan, never);
        expect(receipt).toMatchObject({ ok: true });
        if (can('atomic')) expect(harness.faults.writes()).toBe(writes);
        expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: true });
      });

      it('gets to the new state after a crash in the middle of a write, and from the old one where it can', async () => {
        const { scope, name } = fresh();
        for (const delay of [0, 4, 12]) {
          const before = await live(harness.target, scope);
          const desired = Array.from({ length: 40 }, (_, index) =>
            api(`${name}-${index}`, { upstream: one.url, timeout: `${delay + 1}s` }),
          );
          const plan = await planned(harness.target, scope, desired);
          const killed = new Promise<void>((resolve) => {
            harness.faults.onNextWrite(
              () =>
                void sleep(delay)
                  .then(() => harness.kill())
                  .then(resolve),
            );
          });
          await harness.target.apply(scope, plan, never);
          await killed;
          await harness.start();
          const after = contentHash((await live(harness.target, scope)).resources);
          if (can('atomic'))
            expect([contentHash(before.resources), contentHash(plan.desired.resources)]).toContain(after);
          const again = can('atomic') ? plan : await planned(harness.target, scope, desired);
          const receipt = await harness.target.apply(scope, again, never);
          expect(receipt.ok ? '' : receipt.message).toBe('');
          expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: true });
        }
      }, 120_000);

      it('says that it is gone after a write, and serves what was written when it is back', async () => {
        const { scope, name } = fresh();
        const plan = await planned(harness.target, scope, [api(name, { upstream: one.url })]);
        const receipt = await harness.target.apply(scope, plan, never);
        expect(receipt).toMatchObject({ ok: true });
        await harness.kill();
        expect(await harness.target.verify(scope, receipt, never)).toMatchObject({
          live: false,
          reason: 'unreachable',
        });
        await harness.start();
        await vi.waitFor(async () => {
          expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: true });
        }, 20_000);
        expect(await upstreamOf(url(`/${name}`))).toBe('one');
      });

      it('stops when the signal says so, however long the gateway takes', async () => {
        const { scope, name } = fresh();
        const plan = await planned(harness.target, scope, [api(name, { upstream: one.url })]);
        harness.faults.set('hang');
        await expect(harness.target.apply(scope, plan, AbortSignal.timeout(100))).rejects.toThrow();
        harness.faults.set('none');
        expect((await live(harness.target, scope)).resources).toEqual([]);
      });
    });

    describe('traffic', () => {
      it('puts last good back without failing a request of another API', async () => {
        const { scope, name } = fresh();
        const other = api(`${name}-other`, { upstream: one.url });
        await deploy(harness.target, scope, [api(name, { upstream: one.url }), other]);
        const lastGood = await live(harness.target, scope);
        two.set({ errorRate: 1 });
        const traffic = startTraffic({
          url: harness.target.url,
          paths: [`/${name}`, `/${name}-other`],
          perSecond: 200,
        });
        await deploy(harness.target, scope, [api(name, { upstream: two.url }), other]);
        await vi.waitFor(() => {
          expect(traffic.counts()[`/${name}`]?.['500']).toBeGreaterThan(5);
        }, 20_000);
        const plan = harness.target.plan(await live(harness.target, scope), lastGood);
        const receipt = await harness.target.apply(scope, plan, never);
        expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: true });
        await sleep(100);
        const counts = await traffic.stop();
        expect(Object.keys(counts[`/${name}-other`]!)).toEqual(['200']);
        expect(Object.keys(counts[`/${name}`]!).sort()).toEqual(['200', '500']);
        expect(await upstreamOf(url(`/${name}`))).toBe('one');
      });

      it('answers a request in flight while its route is exchanged', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url })]);
        one.set({ latencyMs: 400 });
        const arrived = one.requests();
        const inFlight = upstreamOf(url(`/${name}`));
        await vi.waitFor(() => {
          expect(one.requests()).toBe(arrived + 1);
        });
        await deploy(harness.target, scope, []);
        expect(await inFlight).toBe('one');
        expect(await status(url(`/${name}`))).toBe(404);
      });

      able('weights')('splits requests by weight', async () => {
        const { scope, name } = fresh();
        const upstream = [
          { url: one.url, weight: 3 },
          { url: two.url, weight: 1 },
        ];
        await deploy(harness.target, scope, [api(name, { upstream })]);
        const answers: string[] = [];
        for (let sent = 0; sent < 40; sent += 1) answers.push(await upstreamOf(url(`/${name}`)));
        expect(answers.filter((answer) => answer === 'one').length).toBe(30);
      });

      able('rateLimit')('answers 429 above the rate, and says when to come back where it can', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url, rateLimit: '3/minute' })]);
        for (let sent = 0; sent < 3; sent += 1) expect(await status(url(`/${name}`))).toBe(200);
        const response = await fetch(url(`/${name}`));
        expect(response.status).toBe(429);
        if (can('retryAfter')) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      });

      able('key')('lets in who has a key', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url, auth: { key: {} } })]);
        expect(await status(url(`/${name}`))).toSatisfy(isRefused);
        expect(await status(url(`/${name}`), { 'x-api-key': 'somebody-elses' })).toSatisfy(isRefused);
        expect(await status(url(`/${name}`), { 'x-api-key': harness.consumerKey })).toBe(200);
      });

      able('jwt')('lets in who has a token of the issuer, in time', async () => {
        const { scope, name } = fresh();
        const claims = { iss: 'https://id.example', aud: 'shop', sub: 'ann' };
        const checked = can('jwtClaims') ? { issuer: claims.iss, audience: claims.aud } : {};
        const auth = { jwt: { jwks: issuer.jwks, ...checked } };
        await deploy(harness.target, scope, [api(name, { upstream: one.url, auth })]);
        const outcome = async (token: string): Promise<number> =>
          status(url(`/${name}`), { authorization: `Bearer ${token}` });
        expect(await status(url(`/${name}`))).toSatisfy(isRefused);
        expect(await outcome(await issuer.token(claims))).toBe(200);
        expect(await outcome(await issuer.token(claims, { expires: '-1m' }))).toSatisfy(isRefused);
        expect(await outcome(await issuer.token(claims, { forged: true }))).toSatisfy(isRefused);
        expect(await outcome('no.token.at.all')).toSatisfy(isRefused);
        if (!can('jwtClaims')) return;
        expect(await outcome(await issuer.token({ ...claims, aud: 'other' }))).toSatisfy(isRefused);
        expect(await outcome(await issuer.token({ ...claims, iss: 'https://evil.example' }))).toSatisfy(isRefused);
      });

      able('basic')('lets in who has a password', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [
          api(name, { upstream: one.url, auth: { basic: { users: 'shop-users' } } }),
        ]);
        const user = await harness.userOf!(scope, name);
        const outcome = (sent: string): Promise<number> =>
          status(url(`/${name}`), { authorization: `Basic ${Buffer.from(sent).toString('base64')}` });
        expect(await status(url(`/${name}`))).toSatisfy(isRefused);
        expect(await outcome(`${user}-or-so`)).toSatisfy(isRefused);
        expect(await outcome(user)).toBe(200);
      });

      able('mtls')('lets in who has a certificate of the authority that is bound', async () => {
        const { scope, name } = fresh();
        const host = `${name}.example`;
        const auth = { mtls: { authorities: 'partners' } };
        await deploy(harness.target, scope, [api(name, { upstream: one.url, host, auth })]);
        const folder = harness.certificates!;
        const [own, foreign] = await Promise.all([identity(folder, 'client'), identity(folder, 'stranger')]);
        const ask = (given: object): Promise<number> => overTls(harness.target.url, host, `/${name}`, given);
        expect(await ask(own)).toBe(200);
        await expect(ask({})).rejects.toThrow();
        await expect(ask(foreign)).rejects.toThrow();
      });

      able('ips')('lets in the addresses that are listed', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [
          api(name, { upstream: one.url, ips: { allow: ['192.0.2.0/24'] } }),
          api(`${name}-mine`, { upstream: one.url, ips: { allow: ['127.0.0.0/8', '::1'] } }),
        ]);
        expect(await status(url(`/${name}`))).toSatisfy(isRefused);
        expect(await status(url(`/${name}-mine`))).toBe(200);
      });

      able('requestSize')('takes bodies as large as it says, and no larger', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [api(name, { upstream: one.url, requestSize: '10B' })]);
        const sent = async (body: string): Promise<number> => {
          const answer = await fetch(url(`/${name}`), { method: 'POST', body });
          await answer.arrayBuffer();
          return answer.status;
        };
        expect(await sent('1234567890')).toBe(200);
        expect([400, 413]).toContain(await sent('12345678901'));
      });

      able('usage')('counts requests, errors and latency of each API', async () => {
        const { scope, name } = fresh();
        await deploy(harness.target, scope, [
          api(name, { upstream: one.url }),
          api(`${name}-b`, { upstream: two.url }),
        ]);
        two.set({ errorRate: 0.5 });
        for (let sent = 0; sent < 10; sent += 1) {
          await status(url(`/${name}`));
          await status(url(`/${name}-b`));
        }
        await vi.waitFor(async () => {
          const usage = await harness.target.usage!(scope, never);
          expect(usage).toMatchObject({
            ok: true,
            apis: { [name]: { requests: 10, errors: 0 }, [`${name}-b`]: { requests: 10, errors: 5 } },
          });
          const latency = usage.ok ? usage.apis[name]!.latency : [];
          expect(latency.at(-1)).toEqual({ le: null, count: 10 });
          expect(latency.map(({ count: seen }) => seen)).toEqual(
            latency.map(({ count: seen }) => seen).sort((a, b) => a - b),
          );
        }, 20_000);
      });
    });
  });
}
