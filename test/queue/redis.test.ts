import { describe, expect, test } from 'vitest';
import { hasRedis, openOn, startRedis } from './backends.ts';
import { queueContract } from './contract.ts';

describe.skipIf(!hasRedis)('the queue on Redis', () => {
  queueContract(startRedis);

  test('refuses a Redis that may evict jobs, and names the fix', async () => {
    const backend = await startRedis('--maxmemory-policy', 'allkeys-lru');
    try {
      await expect(openOn(backend.address, 'evicting')).rejects.toThrow(
        /allkeys-lru.*CONFIG SET maxmemory-policy noeviction/,
      );
    } finally {
      await backend.stop();
    }
  });

  test('says where it cannot connect, without the password', async () => {
    const opening = openOn({ kind: 'redis', url: 'redis://user:hunter2@127.0.0.1:1' }, 'nowhere');
    await expect(opening).rejects.toThrow(/redis:\/\/127\.0\.0\.1:1/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  });
});
