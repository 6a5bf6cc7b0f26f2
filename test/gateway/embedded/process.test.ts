import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import { startUpstream } from '../../../src/local/upstreams.ts';
import { api, deploy, upstreamOf } from '../harness.ts';
import { GatewayProcess, secret } from './process.ts';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
});
afterAll(() => rm(data, { recursive: true }));
const args = (...more: string[]): string[] => [
  '--port',
  '0',
  '--admin-port',
  '0',
  '--data',
  join(data, 'state'),
  ...more,
];

async function refusal(gateway: GatewayProcess): Promise<string> {
  expect(await gateway.exitCode()).toBe(2);
  expect(gateway.output).toBe('');
  return gateway.errors;
}

describe('sluice gateway', () => {
  it('answers what is in flight before it ends', async () => {
    const upstream = await startUpstream({ name: 'slow' });
    const gateway = new GatewayProcess(args());
    const { url, admin } = await gateway.addresses();
    const target = embeddedTarget('edge', { admin: [admin], url, secret });
    await deploy(target, { owner: 'acme/apis@staging' }, [api('orders', { upstream: upstream.url })]);
    upstream.set({ latencyMs: 500 });
    const inFlight = upstreamOf(`${url}/orders`);
    await vi.waitFor(() => {
      expect(upstream.requests()).toBe(1);
    });
    const ended = gateway.end('SIGTERM');
    expect(await inFlight).toBe('slow');
    expect(await ended).toBe(0);
    await upstream.close();
  });

  it('does not start without what it needs, and says why', async () => {
    const keys = join(data, 'keys.json');
    await writeFile(keys, JSON.stringify([{ consumer: 'shop', sha256: 'the key itself' }]));
    const [secretless, badKeys, noKeys, badPort] = await Promise.all([
      refusal(new GatewayProcess(args(), { SLUICE_GATEWAY_SECRET: 'short' })),
      refusal(new GatewayProcess(args('--keys', keys))),
      refusal(new GatewayProcess(args('--keys', join(data, 'nowhere.json')))),
      refusal(new GatewayProcess(['--port', '70000', '--admin-port', '0', '--data', data])),
    ]);
    expect(secretless).toContain('SLUICE_GATEWAY_SECRET');
    expect(badKeys).toMatch(/keys\.json: 0\.sha256: expected the SHA-256/);
    expect(badKeys).not.toContain('the key itself');
    expect(noKeys).toContain('nowhere.json');
    expect(badPort).toContain('65535');
  });

  it('does not start on saved routes that it cannot use', async () => {
    const broken = join(data, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'routes.json'), '{"version":1');
    const message = await refusal(new GatewayProcess(['--port', '0', '--admin-port', '0', '--data', broken]));
    expect(message).toContain('routes.json cannot be used');
    expect(message).not.toContain('at ');
  });
});
