import { expect, test, vi } from 'vitest';
import { openOn, type Backend } from './backends.ts';
import { done, jobOf, useBackend } from './bench.ts';
import { jobsContract } from './contract-jobs.ts';
import { sharingContract } from './contract-sharing.ts';

/** What every backend must do. */
export function queueContract(start: () => Promise<Backend>, { canStop }: { canStop: boolean }): void {
  const bench = useBackend(start);
  jobsContract(bench);
  sharingContract(bench);

  test.runIf(canStop)('with its store gone it says so quickly, and leases are lost', async () => {
    const own = await start();
    const queue = await openOn(own.address, 'down');
    try {
      await queue.ping();
      await queue.work(() => Promise.resolve(done), { concurrency: 1 });
      const lease = await queue.lease('a', { ttlMs: 900 });
      await own.stop();
      const askedAt = performance.now();
      await expect(queue.add(jobOf(1))).rejects.toThrow();
      await expect(queue.ping()).rejects.toThrow();
      expect(performance.now() - askedAt).toBeLessThan(15_000);
      await vi.waitFor(() => {
        expect(lease!.signal.aborted).toBe(true);
      }, 20_000);
    } finally {
      await queue.close({ graceMs: 100 });
    }
  });
}
