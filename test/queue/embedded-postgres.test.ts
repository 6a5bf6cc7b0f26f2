import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openQueue } from '../../src/queue/open.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { silent, testTiming } from './backends.ts';

describe('the queue without a URL', () => {
  let dataDir: string;
  let opened: Queue | undefined;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sluice-queue-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await opened?.close();
    opened = undefined;
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = async (): Promise<Queue> => (opened = await openQueue({ dataDir, log: silent, timing: testTiming }));
  const startChild = async (): Promise<ChildProcess> => {
    const script = fileURLToPath(new URL('opener-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };
  /** The lock file that Postgres writes: its process id on line 1, its port on line 4. */
  const server = async (): Promise<{ pid: number; port: number }> => {
    const lines = (await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  };
  const answers = async (port: number): Promise<boolean> => {
    const socket = connect({ host: '127.0.0.1', port });
    return once(socket, 'connect')
      .then(
        () => true,
        () => false,
      )
      .finally(() => socket.destroy());
  };

  test('keeps its jobs from one start to the next', async () => {
    const queue = await open();
    await queue.add({ name: 'review', version: 1, data: 1, trace: { delivery: 'd' } });
    await queue.close();
    expect(await (await open()).counts()).toMatchObject({ waiting: 1 });
  });

  test('refuses a second process and says what to do; a killed one gives way, its jobs stay, and nothing of it runs on', async () => {
    const child = await startChild();
    const { port } = await server();
    await expect(open()).rejects.toThrow(/Another Sluice process uses .*Stop it, or set REDIS_URL/);
    expect(await answers(port)).toBe(true);

    child.kill('SIGKILL');
    const queue = await open();
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
    expect((await server()).port).not.toBe(port);
    expect(await answers(port)).toBe(false);
  });

  test('takes over from a process that was killed together with its server', async () => {
    const child = await startChild();
    process.kill((await server()).pid, 'SIGKILL');
    child.kill('SIGKILL');
    expect(await (await open()).counts()).toMatchObject({ waiting: 1 });
  });

  test('is not misled by a lock file whose process id somebody else has now', async () => {
    await (await open()).close();
    await writeFile(
      join(dataDir, 'postgres/data/postmaster.pid'),
      [process.pid, join(dataDir, 'postgres/data'), 0, 1, '', '', ''].join('\n'),
    );
    await (await open()).ping();
  });

  test('lets in nobody without the password, which only its owner can read', async () => {
    await open();
    const { mode } = await stat(join(dataDir, 'postgres/password'));
    expect(mode & 0o077).toBe(0);
    expect(await readFile(join(dataDir, 'postgres/data/pg_hba.conf'), 'utf8')).not.toMatch(
      /^\s*(local|host).*\b(trust|peer|md5|password)\b/m,
    );
  });

  test('says what happened when the server cannot start', async () => {
    await (await open()).close();
    await rm(join(dataDir, 'postgres/data/PG_VERSION'));
    await expect(open()).rejects.toThrow(/did not start.*PG_VERSION/s);
    opened = undefined;
  });
});
