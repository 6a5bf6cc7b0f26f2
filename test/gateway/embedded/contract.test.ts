import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import { asObject } from '../../../src/spec/json.ts';
import { describeTarget } from '../contract.ts';
import { startFaultPoint } from '../fault-point.ts';
import type { Harness } from '../harness.ts';
import { byHand } from './by-hand.ts';
import { GatewayProcess, secret } from './process.ts';

async function open(): Promise<Harness> {
  const data = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
  const consumerKey = 'shop-key-for-tests';
  const sha256 = createHash('sha256').update(consumerKey).digest('hex');
  const keys = join(data, 'keys.json');
  await writeFile(keys, JSON.stringify([{ consumer: 'shop', sha256 }]));
  const start = (ports: { port: string; adminPort: string }): GatewayProcess =>
    new GatewayProcess(['--port', ports.port, '--admin-port', ports.adminPort, '--data', data, '--keys', keys]);
  let gateway = start({ port: '0', adminPort: '0' });
  const { url, admin } = await gateway.addresses();
  const ports = { port: new URL(url).port, adminPort: new URL(admin).port };
  const faults = await startFaultPoint(() => admin);
  return {
    target: embeddedTarget('edge', { admin: [faults.url], url, secret }),
    faults,
    consumerKey,
    spoil: (resource) => ({ ...resource, body: { ...asObject(resource.body), upstreams: [] } }),
    byHand: byHand(admin, secret),
    async kill() {
      await gateway.end('SIGKILL');
    },
    async start() {
      gateway = start(ports);
      await gateway.addresses();
    },
    async close() {
      await faults.close();
      await gateway.end('SIGTERM');
      await rm(data, { recursive: true });
    },
  };
}

describeTarget('embedded', open, [
  'basic',
  'oauth2',
  'mtls',
  'quota',
  'cors',
  'ips',
  'retries',
  'tags',
  'internal',
  'taken',
]);
