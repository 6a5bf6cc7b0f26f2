/** Opens the queue as Sluice without a URL does, stores one job and stays. Killed by the tests. */
import { openQueue } from '../../src/queue/open.ts';
import { silent, testTiming } from './backends.ts';

const queue = await openQueue({ dataDir: process.argv[2] ?? '', log: silent, timing: testTiming });
await queue.add({ name: 'review', version: 1, data: 'kept', trace: { delivery: 'd' } });
console.log('stored');
