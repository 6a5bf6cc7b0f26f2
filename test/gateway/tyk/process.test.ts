import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTyk } from '../../../src/local/gateways/tyk-process.ts';
import { tykPrograms } from './programs.ts';

describe.skipIf(tykPrograms === undefined)('a real Tyk', { timeout: 120_000 }, () => {
  it('serves, and again after it was killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-tyk-'));
    const cluster = await startTyk({ ...tykPrograms!, folder, secret: 'a-secret-for-tests-only' });
    try {
      const [node] = cluster.nodes;
      await node!.kill();
      await expect(fetch(`${node!.url}/hello`)).rejects.toThrow();
      await node!.start();
      expect(await (await fetch(`${node!.url}/hello`)).json()).toMatchObject({ status: 'pass', version: 'v5.4.0' });
    } finally {
      await cluster.close();
      await rm(folder, { recursive: true });
    }
  });
});
