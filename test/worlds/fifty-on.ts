import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetch as fetchWith, Agent } from 'undici';
import type { GatewayKind } from '../../src/local/gateways/index.ts';
import { eventually } from '../../src/local/story/eventually.ts';
import { observer, settled, type Observer } from '../../src/local/story/observe.ts';
import { OWNER, REPO, startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { startTraffic, type Traffic } from '../../src/local/traffic.ts';
import { startFaultPoint } from '../gateway/fault-point.ts';
import { missing, serverBinary, type Program } from '../servers/server.ts';
import { bystanders, family, filesOf, names, parentOf, platform, untouched, type Moved } from './fifty.ts';
import { CONFIG } from './samples.ts';

export interface FiftyOn {
  /** What it needs → the variable by which it is looked for. */
  readonly programs?: Readonly<Partial<Record<Program, string>>>;
  /** The gateway is gone after so many writes; with 0, where Sluice writes nothing to it, before the first. */
  readonly goneAfter: number;
}

const patience = { timeoutMs: 200_000 };

/** Fifty APIs that need each other, through the whole App, on a real gateway that is gone in the middle. */
export function describeFiftyOn(kind: GatewayKind, { programs = {}, goneAfter }: FiftyOn): void {
  const needed = Object.entries(programs) as [Program, string][];
  const absent = needed.find(([name]) => serverBinary(name) === undefined)?.[0];

  describe.skipIf(absent !== undefined)(absent === undefined ? `fifty APIs on ${kind}` : missing(absent), () => {
    let world: StoryWorld;
    let observe: Observer;
    let traffic: Traffic;
    let admin: Admin;

    beforeAll(async () => {
      for (const [name, variable] of needed) process.env[variable] = serverBinary(name);
      admin = adminSide();
      world = await startStoryWorld({
        gateway: kind,
        platform: (good) => platform({ kind, good }),
        front: (address) => admin.front(address),
      });
      observe = observer(world);
      const first = 'the first release';
      await eventually(first, async () => ((await phase()) === 'passed' ? true : undefined), patience);
      const paths = names.map((name) => `/${name}/items`);
      traffic = startTraffic({ url: world.gatewayUrl, paths, perSecond: 100 });
    }, 300_000);

    afterAll(async () => {
      const counts = await traffic.stop();
      await world.close();
      await admin.close();
      // Nobody but those who asked for what was bad met a failure, in all of these tests.
      const met = Object.entries(counts).filter(([path]) => path !== '/api-0/items');
      expect(met.filter(([, of]) => Object.keys(of).join() !== '200')).toEqual([]);
      expect(Object.keys(counts['/api-0/items'] ?? {}).sort()).toEqual(['200', '500']);
    });

    async function phase(): Promise<string | undefined> {
      return (await observe.production())?.current?.phase;
    }

    /** Moves these APIs by a pull request; returns its number and the merge. */
    async function merge(branch: string, moved: Moved): Promise<{ readonly pull: number; readonly merged: string }> {
      const files = platform({ kind, good: world.good.url }, moved);
      const head = await world.mira.push(branch, `Move ${Object.keys(moved).length} APIs`, files);
      const pull = await world.mira.open(branch, 'Move many APIs', '');
      const check = await eventually('the check run', () => observe.check(head), patience);
      expect(check).toMatchObject({ conclusion: 'success' });
      return { pull, merged: await world.tom.merge(pull) };
    }

    /** Every API at the upstream that the default branch names for it. */
    async function servesWhatGitSays(): Promise<void> {
      const config = await world.tom.read(CONFIG);
      const upstreams = new Map([world.good, world.next, world.bad].map(({ url, name }) => [url, name]));
      const inGit = [...config.matchAll(/upstream: "([^"]*)"/g)].map(([, url = '']) => upstreams.get(url));
      expect(await served(world)).toEqual(Object.fromEntries(names.map((name, index) => [name, inGit[index]])));
    }

    /** What a revert pull request has to be: these files as they were, and not a line of any other API. */
    async function isExactly(pull: number, apis: readonly string[], then: Moved): Promise<void> {
      const { rest } = world.tom.octokit;
      const place = { owner: OWNER, repo: REPO };
      const { data: files } = await rest.pulls.listFiles({ ...place, pull_number: pull, per_page: 100 });
      expect(files.map(({ filename }) => filename).sort()).toEqual(filesOf({ kind }, apis));
      const { data } = await rest.pulls.get({ ...place, pull_number: pull });
      const wanted = platform({ kind, good: world.good.url }, then);
      for (const path of filesOf({ kind }, apis)) {
        const raw = { ...place, path, ref: data.head.sha, mediaType: { format: 'raw' } };
        expect((await rest.repos.getContent(raw)).data).toBe(wanted[path]);
      }
    }

    /** Merging it writes nothing: live is that already. */
    async function mergeRevert(pull: number): Promise<void> {
      const reviewed = await eventually('the review of the revert', () => observe.checkOfPull(pull), patience);
      expect(reviewed.conclusion).toBe('success');
      const { current, holds } = await settled(observe, await world.tom.merge(pull), patience.timeoutMs);
      expect({ current, holds }).toMatchObject({
        current: { phase: 'passed', reason: 'live is already as this commit wants it' },
        holds: [],
      });
      await servesWhatGitSays();
    }

    it('go back to one state after a failed verdict, though the gateway is gone in the middle', async () => {
      const { good, next, bad } = world;
      const moved = { ...everyOne([...family, ...bystanders], next.url), 'api-0': bad.url };
      const { merged } = await merge('a-bad-one', moved);
      await eventually('it to be live', async () => ((await phase()) === 'live' ? true : undefined), patience);
      expect((await served(world))['api-0']).toBe('bad');
      await admin.goneAfter(goneAfter, 3);
      await sleep(500);
      admin.back();
      const { current, holds } = await eventually(
        'the incident',
        async () => {
          const state = await observe.production();
          return state?.current?.commit === merged && state.current.incident !== undefined ? state : undefined;
        },
        patience,
      );
      expect(current).toMatchObject({ phase: 'restored' });
      expect([...(current?.reverted ?? [])].sort()).toEqual([...family].sort());
      expect(holds.map(({ api }) => api)).toEqual(['api-0']);
      expect(await served(world)).toEqual({
        ...everyOne([...family, ...untouched], good.name),
        ...everyOne(bystanders, next.name),
      });
      expect(admin.outOfOrder()).toEqual([]);
      const revert = current?.revert ?? 0;
      await isExactly(revert, family, everyOne(bystanders, next.url));
      await mergeRevert(revert);
    }, 300_000);

    it('are whole in the end where the gateway is gone in the middle of a release, and go back by one comment', async () => {
      const { next } = world;
      const stays = everyOne(bystanders, next.url);
      const merging = merge('a-good-one', { ...stays, ...everyOne(family, next.url) });
      await Promise.all([merging, admin.goneAfter(goneAfter, 3)]);
      await sleep(500);
      admin.back();
      const { pull, merged } = await merging;
      expect((await settled(observe, merged, patience.timeoutMs)).current).toMatchObject({ phase: 'passed' });
      await servesWhatGitSays();
      await world.tom.comment(pull, '/rollback --reason "too early"');
      const said = await eventually(
        'the answer',
        async () => (await observe.repliesTo(pull)).find((body) => body.includes('put back')),
        patience,
      );
      expect(said).toContain('proven live');
      expect(await served(world)).toEqual({
        ...everyOne([...family, ...untouched], world.good.name),
        ...everyOne(bystanders, next.name),
      });
      const revert = (await observe.production())?.holds[0]?.revert ?? 0;
      await isExactly(revert, family, stays);
      await mergeRevert(revert);
    }, 300_000);
  });
}

function everyOne<T>(apis: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(apis.map((api) => [api, value]));
}

/** API → name of the upstream that answers, or the status. */
async function served({ gatewayUrl }: StoryWorld): Promise<Record<string, string>> {
  const seen = await Promise.all(
    names.map(async (name) => {
      const answer = await fetch(`${gatewayUrl}/${name}/items`);
      const { upstream } = (await answer.json().catch(() => ({}))) as { upstream?: string };
      return [name, upstream ?? String(answer.status)] as const;
    }),
  );
  return Object.fromEntries(seen);
}

interface Admin {
  front(address: string): Promise<string>;
  /** Gone after so many more writes; resolves when that many requests have met it. */
  goneAfter(writes: number, requests: number): Promise<void>;
  back(): void;
  /** APIs of which something was written before that of which they depend, as far as requests name them. */
  outOfOrder(): string[];
  close(): Promise<void>;
}

/** Between the App and the admin side of a gateway. */
function adminSide(): Admin {
  const points: Awaited<ReturnType<typeof startFaultPoint>>[] = [];
  const written: string[] = [];
  let met: number | undefined;
  // A cluster's API server has a certificate that it gave itself.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send = ((input: string, init: object) => fetchWith(input, { ...init, dispatcher })) as unknown as typeof fetch;
  const isWrite = (method: string, path: string): boolean => {
    if (met !== undefined) met += 1;
    const counts = method !== 'GET' && !path.includes('dryRun') && !path.includes('/leases');
    const [, name] = /\/ingressroutes\/(api-\d+)\?/.exec(path) ?? [];
    if (counts && name !== undefined) written.push(name);
    return counts;
  };
  return {
    async front(address) {
      const point = await startFaultPoint(() => address, { send, isWrite });
      points.push(point);
      return point.url;
    },
    async goneAfter(writes, requests) {
      const [first] = points;
      const before = first?.writes() ?? 0;
      written.length = 0;
      if (writes === 0) for (const point of points) point.set('down');
      else first?.afterWrites(writes, 'down');
      await eventually(
        'the gateway to be gone',
        () => Promise.resolve((first?.writes() ?? 0) >= before + writes ? true : undefined),
        patience,
      );
      met = 0;
      await eventually('it to be missed', () => Promise.resolve((met ?? 0) >= requests ? true : undefined), patience);
      met = undefined;
    },
    back() {
      for (const point of points) point.set('none');
    },
    outOfOrder: () =>
      written.filter((name, index) => {
        const parent = parentOf(name);
        return parent !== undefined && written.indexOf(parent) > index;
      }),
    async close() {
      await Promise.all(points.map((point) => point.close()));
      await dispatcher.close();
    },
  };
}
