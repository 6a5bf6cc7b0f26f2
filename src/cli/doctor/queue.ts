import { pino } from 'pino';
import type { Settings } from '../../config/process-env.ts';
import { openQueue } from '../../queue/open.ts';
import { counted } from '../../review/render/wording.ts';
import { messageOf, ok, problem, warning, type Finding } from './finding.ts';

const CHECK = 'queue';

/** Opens the queue as a worker would. That another process has the embedded one is as it should be. */
export async function checkQueue({ redisUrl, dataFolder }: Settings): Promise<Finding[]> {
  const kind = redisUrl === undefined ? `the embedded queue in ${dataFolder}` : 'Redis';
  try {
    const options = { dataDir: dataFolder, log: pino({ level: 'silent' }) };
    const queue = await openQueue({ ...options, ...(redisUrl !== undefined && { redisUrl }) });
    try {
      await queue.ping();
      const { dead, waiting } = await queue.counts();
      if (dead === 0) return [ok(CHECK, `${kind} answers; ${counted(waiting, 'job waits', 'jobs wait')}`)];
      const fix =
        'look at them on the page /queue, which is served where HOST is 127.0.0.1, and mend the cause; sweeps ask for releases and answers again, "Re-run" on a check for its review';
      return [warning(CHECK, `${kind} answers, and ${counted(dead, 'job was', 'jobs were')} given up`, fix)];
    } finally {
      await queue.close({ graceMs: 0 });
    }
  } catch (error) {
    const message = messageOf(error);
    if (redisUrl === undefined && message.startsWith('Another Sluice process')) {
      return [ok(CHECK, `${kind} is in use by a running process`)];
    }
    const fix =
      redisUrl === undefined
        ? 'do as the message says; SLUICE_DATA must name a folder that this account can write'
        : 'do as the message says; REDIS_URL must name a Redis that this machine reaches, with maxmemory-policy noeviction';
    return [problem(CHECK, message, fix)];
  }
}
