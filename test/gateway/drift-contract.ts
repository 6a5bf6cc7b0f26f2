import { describe, expect, it, vi } from 'vitest';
import type { GatewayBlock } from '../../src/config/gateway-block.ts';
import type { Scope } from '../../src/gateway/target.ts';
import type { Upstream } from '../../src/local/upstreams.ts';
import { adopt, type Sources } from '../../src/release/adopt.ts';
import { driftOf, summariseDrift, type Drifted } from '../../src/release/drift.ts';
import type { Resource } from '../../src/release/manifest.ts';
import { api, deploy, live, never, rendered, status, upstreamOf, type Harness } from './harness.ts';

interface DriftWorld {
  readonly harness: Harness;
  readonly one: Upstream;
  readonly two: Upstream;
}

/** The part of the contract that is about what somebody does to a gateway by its own means. */
export function describeDrift(world: () => DriftWorld, fresh: () => { scope: Scope; name: string }): void {
  describe('drift', () => {
    it('is what was changed, taken away or added behind its back, and goes when what was deployed is put back', async () => {
      const { harness, one, two } = world();
      const { scope, name } = fresh();
      const [mine, other, more] = [name, `${name}-other`, `${name}-more`];
      await deploy(harness.target, scope, [api(mine, { upstream: one.url }), api(other, { upstream: one.url })]);
      const deployed = await live(harness.target, scope);
      const drift = async (): Promise<readonly Drifted[]> => {
        const read = await harness.target.read(scope, never);
        if (!read.ok) throw new Error(read.message);
        return driftOf(read.manifest, deployed, read.changers);
      };
      const { byHand } = harness;
      expect(await drift()).toEqual([]);
      await byHand.reroute(scope, mine, one.url, two.url);
      const changed = await drift();
      expect(new Set(changed.map(({ kind, api: of }) => `${kind} ${of}`))).toEqual(new Set([`changed ${mine}`]));
      expect(changed.map(summariseDrift).join('\n')).toContain(new URL(two.url).port);
      expect(changed[0]!.by.map(({ by }) => by)).toEqual(byHand.who === undefined ? [] : [byHand.who]);
      await byHand.remove(scope, other);
      await byHand.add(scope, mine, more);
      const all = await drift();
      const ofApi = (wanted: string): string[] => all.filter((each) => each.api === wanted).map(({ kind }) => kind);
      expect(new Set(ofApi(other))).toEqual(new Set(['missing']));
      expect(ofApi(other)).toHaveLength(deployed.resources.filter((each) => each.api === other).length);
      expect(ofApi(more)).toEqual(['extra']);
      // A gateway takes changes up later than it stores them: undone earlier, they would come and go after the proof.
      await vi.waitFor(
        async () => {
          expect(await upstreamOf(`${harness.target.url}/${mine}`)).toBe('two');
          expect(await status(`${harness.target.url}/${other}`)).toBe(404);
        },
        { timeout: 20_000, interval: 100 },
      );
      const plan = harness.target.plan(await live(harness.target, scope), deployed);
      const receipt = await harness.target.apply(scope, plan, never);
      expect(receipt.ok ? '' : receipt.message).toBe('');
      expect(await harness.target.verify(scope, receipt, never)).toMatchObject({ live: true });
      expect(await drift()).toEqual([]);
      for (const each of [mine, other]) expect(await upstreamOf(`${harness.target.url}/${each}`)).toBe('one');
    });

    it('is adopted by one edit of the block, or refused by name where no block renders to it', async () => {
      const { harness, one, two } = world();
      const { scope, name } = fresh();
      const block = { upstream: one.url };
      await deploy(harness.target, scope, [api(name, block)]);
      await harness.byHand.reroute(scope, name, one.url, two.url);
      const render = (sources: Sources): readonly Resource[] => {
        const gateway = sources.get('block') as unknown as GatewayBlock;
        return rendered(harness.target, scope, [api(name, gateway)]).resources;
      };
      const sources = new Map([['block', block]]);
      const { resources } = await live(harness.target, scope);
      const adopted = adopt({ sources, render, live: resources });
      const { unadoptable } = harness.byHand;
      const edits = [{ source: 'block', place: ['upstream'], value: two.url }];
      if (unadoptable === undefined) expect(adopted).toMatchObject({ ok: true, edits });
      else expect(adopted.ok ? 'adopted' : adopted.reason).toMatch(unadoptable);
    });
  });
}
