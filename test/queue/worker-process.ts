/** A worker in a process of its own that never ends a job: prints what it has and what it loses. Killed by the tests. */
import { openOn, type StoreAddress } from './backends.ts';

const [address, name] = process.argv.slice(2);
const queue = await openOn(JSON.parse(address ?? '') as StoreAddress, name ?? '');
const lease = await queue.lease('held-by-child', { ttlMs: 1_500 });
lease?.signal.addEventListener('abort', () => {
  console.log('lease lost');
});
await queue.work(
  async (job, { signal }) => {
    console.log(JSON.stringify({ data: job.data, lease: lease?.token }));
    signal.addEventListener('abort', () => {
      console.log('job lost');
    });
    await new Promise(() => undefined);
    return { kind: 'done' };
  },
  { concurrency: 1 },
);
