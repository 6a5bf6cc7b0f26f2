import { describe, expect, it } from 'vitest';
import { embeddedTarget } from '../../src/gateway/embedded/target.ts';
import { asObject } from '../../src/spec/json.ts';
import { deployed, statusOf } from './flows.ts';
import { eventually, type Place } from './place.ts';
import { CONFIG, harmless, onProduction, ORDERS } from './samples.ts';
import { SECRET, useWorld } from './world.ts';

const world = useWorld();

/** Orders behind a key. */
const guarded = onProduction.replace('/HERE/orders, auth: { none: {} }', '/HERE/orders, auth: { key: {} }');

describe.concurrent('access that widens', () => {
  it('stops a pull request, and a release that was merged all the same, until an owner accepts it', async () => {
    const place = await deployed(world, guarded);
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(401);
    const { number, head } = await place.pull({ [CONFIG]: onProduction });
    expect((await place.checked(head, 'failure')).title).toBe('Wider access to orders · 1 warning');
    const line = /● (.*) `([0-9a-f]{12})`$/m.exec(await place.sticky(number, head));
    expect(line?.[1]).toBe('`orders` (all 2 operations) becomes public in `production`: key → nothing.');
    const sha = await place.merge(number, 'ada');
    const refused = await place.settled('production', sha);
    expect(refused.current.reason).toContain('becomes public');
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(401);
    expect(await place.ask('tom', number, `/waive ${line?.[2] ?? ''} --reason "a public preview"`)).toContain('Waived');
    await place.ask('tom', number, '/deploy env production');
    await eventually('it to be open', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 200 ? true : undefined,
    );
  });

  it('stops a release that would open what somebody closed at the gateway, which no review has shown', async () => {
    const place = await deployed(world, onProduction);
    await tighten(place);
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toContain('Not by this change');
    const { current } = await place.settled('production', await place.merge(number));
    expect(current).toMatchObject({
      phase: 'refused',
      reason: expect.stringContaining('No review has shown') as string,
    });
    expect(await statusOf(world, place, 'orders/orders/1')).toBe(401);
    const print = /\/waive ([0-9a-f]{12})/.exec(current.reason ?? '')?.[1] ?? '';
    expect(await place.ask('tom', number, `/waive ${print} --reason "it is meant to be open"`)).toContain('Waived');
    await place.ask('tom', number, '/deploy env production');
    await eventually('it to be open', async () =>
      (await statusOf(world, place, 'orders/orders/1')) === 200 ? true : undefined,
    );
  });
});

describe.concurrent('what the description says and the gateway does not', () => {
  it('is told where a change brings it, and stands in the way where nobody could call what is described', async () => {
    const place = await deployed(world, onProduction);
    const stays = onProduction.replace('/HERE/orders,', '/HERE/orders, stripPath: false,');
    const { number, head } = await place.pull({ [CONFIG]: stays });
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toMatch(
      /\| ● \| \[`apis\/orders.yaml:\d+`\]\(.*\) \| In production: each of .*`\/orders\/\{id\}` is described and no route leads to it/,
    );
    const comment = place.inline(number).find(({ body }) => body.includes('is described and no route leads to it'));
    const line = stays.split('\n').findIndex((text) => text.includes('stripPath: false')) + 1;
    expect(comment).toMatchObject({ path: CONFIG, side: 'RIGHT', line });
  });
});

/** Somebody asks for a key at the gateway itself. */
async function tighten(place: Place): Promise<void> {
  const { adminUrl, url } = world.gateways.edge;
  const target = embeddedTarget('edge', { admin: [adminUrl], url, secret: SECRET });
  const scope = { owner: `${place.full}@production` };
  const { signal } = new AbortController();
  const read = await target.read(scope, signal);
  if (!read.ok) throw new Error(read.message);
  const resources = read.manifest.resources.map((resource) =>
    resource.api === 'orders'
      ? { ...resource, body: { ...asObject(resource.body), auth: { type: 'key', header: 'x-api-key' } } }
      : resource,
  );
  const desired = { target: 'edge', resources };
  expect(await target.apply(scope, target.plan(read.manifest, desired), signal)).toMatchObject({ ok: true });
}
