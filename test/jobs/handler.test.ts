import { expect, it } from 'vitest';
import { GitHubError, type GitHubErrorKind } from '../../src/github/errors.ts';
import { handler } from '../../src/jobs/index.ts';
import { requestMergeGroup, requestRepositorySweep } from '../../src/jobs/requests.ts';
import { Permanent } from '../../src/queue/queue.ts';
import type { Services } from '../../src/jobs/services.ts';
import { createLogger } from '../../src/web/log.ts';
import { REPOSITORY, silent } from './offline/world.ts';

const now = new Date('2026-11-20T12:00:00Z');
const hours = (count: number): Date => new Date(now.getTime() - count * 3_600_000);
const { job } = requestMergeGroup({ repo: REPOSITORY, head: 'a'.repeat(40), base: 'b'.repeat(40), pulls: [1] }, 'one');

function failure(kind: GitHubErrorKind): GitHubError {
  return new GitHubError({ kind, status: 502, operation: 'any', reason: 'down' });
}

function run(attempt: number, addedAt: Date, kind: GitHubErrorKind = 'unavailable', queued = job): Promise<unknown> {
  const repository = () => Promise.reject(failure(kind));
  const services = { github: { repository }, log: silent, now: () => now } as unknown as Services;
  return handler(services)(queued, { id: '1', attempt, addedAt, signal: new AbortController().signal });
}

it('tries a job twice at once and then waits for as long as GitHub is down, since nobody asks for a merge group again', async () => {
  await expect(run(1, now)).rejects.toThrow('unavailable');
  await expect(run(2, now)).rejects.toThrow('unavailable');
  expect(await run(3, now)).toMatchObject({ kind: 'again' });
  expect(await run(3, hours(5))).toMatchObject({ kind: 'again' });
  expect(await run(3, now, 'rate-limited')).toMatchObject({ kind: 'again' });
});

it('gives a job up that GitHub cannot answer for hours', async () => {
  await expect(run(3, hours(7))).rejects.toThrow('unavailable');
});

it('believes GitHub that something is not there when it says so the third time: webhooks come before all of its replicas know', async () => {
  for (const attempt of [1, 2]) await expect(run(attempt, now, 'invalid')).rejects.not.toBeInstanceOf(Permanent);
  const given = { name: 'Permanent', message: failure('invalid').message };
  await expect(run(3, now, 'invalid')).rejects.toMatchObject(given);
});

it('names the repository once in every line of the log, which a sweep over all of them does not tell', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const gone = new GitHubError({ kind: 'not-found', status: 404, operation: 'GET', reason: 'no' });
  const services = { log, github: { repository: () => Promise.reject(gone) } } as unknown as Services;
  const { job } = requestRepositorySweep({ installation: 7, id: 42, fullName: 'acme/apis' }, 'sweep-1');
  const context = { id: '1', attempt: 1, addedAt: now, signal: new AbortController().signal };
  await handler(services)(job, context);
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'not installed there: dropped',
    'job ended',
  ]);
  for (const line of lines) {
    expect(line.split('"repository"')).toHaveLength(2);
    expect(JSON.parse(line)).toMatchObject({ job: 'sweep-repository', delivery: 'sweep-1', repository: 'acme/apis' });
  }
});

it('leaves what a newer Sluice wrote for a worker that knows it, however often it comes by', async () => {
  for (const newer of [
    { ...job, version: 2 },
    { ...job, name: 'of-tomorrow' },
  ]) {
    for (const attempt of [1, 5]) expect(await run(attempt, now, undefined, newer)).toMatchObject({ kind: 'again' });
    await expect(run(5, hours(7), undefined, newer)).rejects.toThrow('left for');
  }
});
