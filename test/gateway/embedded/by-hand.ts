import { expect } from 'vitest';
import type { Resource } from '../../../src/release/manifest.ts';
import { replaced, type ByHand } from '../harness.ts';

/** By the admin side, as anybody with its secret. */
export function byHand(admin: string, secret: string): ByHand {
  const change = async (owner: string, edit: (resources: Resource[]) => Resource[]): Promise<void> => {
    const address = `${admin}/routes?owner=${encodeURIComponent(owner)}`;
    const headers = { authorization: `Bearer ${secret}` };
    const found = await fetch(address, { headers });
    const { resources } = (await found.json()) as { resources: Resource[] };
    const answer = await fetch(address, {
      method: 'PUT',
      headers: { ...headers, 'if-match': found.headers.get('etag') ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ resources: edit(resources) }),
    });
    expect(answer.status, await answer.text()).toBe(200);
  };
  return {
    reroute: ({ owner }, api, from, to) =>
      change(owner, (all) => all.map((each) => (each.api === api ? replaced(each, from, to) : each))),
    remove: ({ owner }, api) => change(owner, (all) => all.filter((each) => each.api !== api)),
    add: ({ owner }, like, more) =>
      change(owner, (all) => [
        ...all,
        ...all.filter((each) => each.api === like).map((each) => replaced(each, like, more)),
      ]),
  };
}
