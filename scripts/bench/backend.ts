import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { freePort } from '../../src/local/free-port.ts';
import type { Bench } from './part.ts';

/** The store behind the queue, as people are told of it. */
export interface Backend {
  readonly name: string;
  /** Undefined: each process starts an embedded Postgres of its own. */
  readonly redisUrl?: string;
}

/** A private Redis that keeps what it is given, as a real installation has it; where there is none, what `npm start` uses. */
export async function startBackend(bench: Bench): Promise<Backend> {
  const server = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => existsSync(file));
  if (server === undefined) return { name: 'embedded Postgres' };
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: await bench.folder(), save: '', appendonly: 'yes' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = spawn(server, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(redis, 'exit');
  bench.keep(redis, async () => {
    redis.kill('SIGTERM');
    await exited;
  });
  let said = '';
  for await (const chunk of redis.stdout) {
    said += String(chunk);
    if (said.includes('Ready to accept connections')) break;
  }
  redis.stdout.resume();
  if (!said.includes('Ready')) throw new Error(`redis-server did not start: ${said}`);
  const version = /version=(\S+?),/.exec(said)?.[1];
  return { name: `Redis ${version ?? ''}`.trim(), redisUrl: `redis://127.0.0.1:${port}` };
}
