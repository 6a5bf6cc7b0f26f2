import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TykNode } from '../../../src/gateway/tyk/node.ts';
import { never } from '../harness.ts';

/** What Tyk says, with status 200, where a reload exchanges a definition while Tyk writes it out. */
const torn = 'json: error calling MarshalJSON for type oas.OAS: unexpected end of JSON input\n';

describe('a node that reloads while it is read', () => {
  let server: Server;
  let asked = 0;

  /** `bad` answers where APIs are asked for, until the attempt that is given; then as Tyk does. */
  async function node(bad: 'torn' | 'closed' | 'stranger', until: number): Promise<TykNode> {
    asked = 0;
    server = createServer((request, response) => {
      if (request.url !== '/tyk/apis/oas') return response.end('[{"api_id":"orders"}]');
      asked += 1;
      if (asked >= until) return response.end('[{"info":{"title":"orders"}}]');
      if (bad === 'closed') return request.socket.destroy();
      return response.end(bad === 'torn' ? torn : '{"title":"a page"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TykNode('edge', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret');
  }
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each(['torn', 'closed'] as const)('is asked again where its answer is %s', async (bad) => {
    const read = await (await node(bad, 3)).loaded(never);
    expect(read).toMatchObject({ ok: true, value: { oas: [{ info: { title: 'orders' } }] } });
    expect(asked).toBe(3);
  });

  it('is given up where that does not end', async () => {
    const read = await (await node('torn', Infinity)).loaded(never);
    expect(read).toMatchObject({ ok: false, message: 'edge does not answer like a Tyk Gateway at /tyk/apis/oas' });
    expect(asked).toBe(6);
  });

  it('is not asked again where it is something else', async () => {
    const read = await (await node('stranger', Infinity)).loaded(never);
    expect(read).toMatchObject({ ok: false, reason: 'refused' });
    expect(asked).toBe(1);
  });
});
