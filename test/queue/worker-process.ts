/** A worker in a process of its own: prints the job's step when it starts one, and ends it never. Killed by the tests. */
import { openOn, type StoreAddress } from './backends.ts';

const [address, name] = process.argv.slice(2);
const queue = await openOn(JSON.parse(address ?? '') as StoreAddress, name ?? '');
const lease = await queue.lease('held-by-child', { ttlMs: 1_500 });
await queue.work(
  async (job) => {
    console.log(JSON.stringify({ data: job.data, lease: lease?.token }));
    await new Promise(() => undefined);
    return { kind: 'done' };
  },
  { concurrency: 1 },
);
