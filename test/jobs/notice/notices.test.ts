import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordRead } from '../../../src/github/record.ts';
import { appendAudit } from '../../../src/github/record-chain.ts';
import type { Repo } from '../../../src/github/repo.ts';
import type { SinkConfig } from '../../../src/config/sinks-config.ts';
import { announce, announceSoon } from '../../../src/jobs/notice/announce.ts';
import { tellNews } from '../../../src/jobs/notice/news.ts';
import { noticeJob } from '../../../src/jobs/notice/notice-job.ts';
import type { Services } from '../../../src/jobs/services.ts';
import { openSinks } from '../../../src/notify/sinks.ts';
import type { AddOptions, JobContext, Outcome, QueuedJob } from '../../../src/queue/queue.ts';
import { noticeOf, type Notice } from '../../../src/release/notice.ts';
import type { AuditEntry } from '../../../src/release/state.ts';
import { createLogger } from '../../../src/web/log.ts';
import { startReceiver, status, type Receiver } from '../../notify/receiver.ts';
import { memoryQueue } from '../offline/world.ts';

const SECRET_PATH = '/services/T0/B0/whoever-has-this-posts';
const repo = { id: 42, fullName: 'acme/apis' } as Repo;
const at = '2026-11-20T10:00:00.000Z';
let clock: Date;
let receiver: Receiver;
let lines: string[];
let queue: ReturnType<typeof waitingQueue>;
let services: Services;

/** Jobs wait until a test runs them; equal ones are one, as the contract of the queue has it. */
function waitingQueue() {
  const jobs: { readonly job: QueuedJob; readonly options: AddOptions }[] = [];
  return {
    ...memoryQueue(),
    jobs,
    add(job: QueuedJob, options: AddOptions = {}) {
      const standing = jobs.findIndex((one) => one.options.latestOnly === options.latestOnly);
      if (standing >= 0) jobs.splice(standing, 1);
      jobs.push({ job, options });
      return Promise.resolve();
    },
  };
}

function configure(notify: Readonly<Record<string, SinkConfig>>): void {
  const env = { SLACK_URL: `${receiver.url}${SECRET_PATH}`, HOOK_SECRET: 'a-secret-of-the-hook' };
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const sinks = openSinks({ notify }, env, 'https://github.example');
  services = { sinks, queue, log, now: () => clock } as unknown as Services;
}

const slack = (more: Partial<SinkConfig> = {}): SinkConfig =>
  ({ kind: 'slack', url: { env: 'SLACK_URL' }, repositories: ['acme/*'], ...more }) as SinkConfig;

beforeEach(async () => {
  clock = new Date('2026-11-20T10:00:01Z');
  receiver = await startReceiver();
  lines = [];
  queue = waitingQueue();
  configure({ oncall: slack() });
});
afterEach(async () => {
  await receiver.close();
});

const entry = (ref: string, action = 'rollback'): AuditEntry => ({
  at,
  action,
  subject: 'production',
  cause: { event: 'cli', ref, actor: 'ada' },
  about: { apis: ['orders'], reason: ref },
});
const noticed = (ref: string): Notice => {
  const notice = noticeOf(entry(ref), repo);
  if (notice === undefined) throw new Error('not told');
  return notice;
};
const record = (...refs: string[]): RecordRead => {
  const text = appendAudit(
    '',
    refs.map((ref) => entry(ref)),
  );
  const view = { paths: () => ['audit/2026-11.jsonl', 'waivers.json'], text: () => Promise.resolve(text) };
  return { ok: true, view } as unknown as RecordRead;
};

/** One job, as a worker runs it. */
function work(job: QueuedJob, addedAt = clock): Promise<Outcome> {
  const context: JobContext = { id: '1', attempt: 1, addedAt, signal: new AbortController().signal };
  return noticeJob.run(job, { services, context, delivery: job.trace.delivery });
}

/** Runs all that waits, once, one after the other. */
async function workAll(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { job } of queue.jobs.splice(0)) outcomes.push(await work(job));
  return outcomes;
}

const told = (): string[] => receiver.received.map(({ body }) => /"text":"(\w+)\."/.exec(body)?.[1] ?? body);

describe('who is told', () => {
  it('each sink that asked for it, once, however often it is found', async () => {
    configure({
      oncall: slack(),
      others: slack({ repositories: ['other/*'] }),
      drifters: slack({ events: ['drift'] }),
      programs: {
        kind: 'webhook',
        url: `${receiver.url}/hook`,
        secret: { env: 'HOOK_SECRET' },
        repositories: ['ACME/apis'],
        events: ['incident'],
      },
    });
    await announce(services, [noticed('one')]);
    await announce(services, [noticed('one')]);
    expect(await workAll()).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    await announce(services, [noticed('one')]);
    expect(queue.jobs).toEqual([]);
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/hook', SECRET_PATH]);
    const hook = receiver.received.find(({ path }) => path === '/hook');
    expect(hook?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'x-hub-signature-256': expect.stringMatching(/^sha256=[0-9a-f]{64}$/) as string,
    });
    expect((JSON.parse(hook?.body ?? '') as { id: string }).id).toBe(noticed('one').id);
  });

  it('nobody twice, though a worker died before it could say that its job was done', async () => {
    await announce(services, [noticed('one')]);
    const [waiting] = queue.jobs.splice(0);
    if (waiting === undefined) throw new Error('nothing waits');
    await work(waiting.job);
    await work(waiting.job);
    expect(told()).toEqual(['one']);
  });

  it('the same event again under the same id, where a worker died before it could note that it was told', async () => {
    configure({
      programs: {
        kind: 'webhook',
        url: `${receiver.url}/hook`,
        secret: { env: 'HOOK_SECRET' },
        repositories: ['acme/*'],
      },
    });
    await announce(services, [noticed('one')]);
    const [waiting] = queue.jobs.splice(0);
    if (waiting === undefined) throw new Error('nothing waits');
    const set = vi.spyOn(queue.cache, 'set').mockRejectedValueOnce(new Error('died'));
    await expect(work(waiting.job)).rejects.toThrow('died');
    set.mockRestore();
    await work(waiting.job);
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-hub-signature-256']).toBe(first?.headers['x-hub-signature-256']);
  });

  it('nobody any more of a sink that was taken out of the configuration', async () => {
    await announce(services, [noticed('one')]);
    configure({});
    expect(await workAll()).toEqual([{ kind: 'done' }]);
    expect(told()).toEqual([]);
    expect(lines.join()).toContain('taken out');
  });
});

describe('news that nobody was told of', () => {
  it('are found after a worker died between the record and the queue', async () => {
    await tellNews(services, repo, record('old'));
    expect(queue.jobs).toEqual([]);
    await announce(services, [noticed('told')]);
    await workAll();
    await tellNews(services, repo, record('old', 'told', 'lost'));
    await workAll();
    expect(told()).toEqual(['told', 'lost']);
    await tellNews(services, repo, record('old', 'told', 'lost'));
    expect(queue.jobs).toEqual([]);
  });

  it('are found again where the sweep died before it could note how far it was', async () => {
    await tellNews(services, repo, record());
    const whole = services;
    services = {
      ...services,
      queue: { ...queue, add: () => Promise.reject(new Error('away')) },
    } as unknown as Services;
    await expect(tellNews(services, repo, record('one'))).rejects.toThrow('away');
    services = whole;
    await tellNews(services, repo, record('one'));
    await workAll();
    expect(told()).toEqual(['one']);
  });

  it('begin anew where what was kept beside the queue is lost, or another Sluice wrote it', async () => {
    await tellNews(services, repo, record());
    await queue.cache.delete('news:42');
    await tellNews(services, repo, record('one'));
    await queue.cache.set('news:42', Buffer.from('{"position":7}'));
    await tellNews(services, repo, record('one', 'two'));
    expect(queue.jobs).toEqual([]);
    await tellNews(services, repo, record('one', 'two', 'three'));
    await workAll();
    expect(told()).toEqual(['three']);
  });

  it('are not looked for where nobody listens', async () => {
    configure({ others: slack({ repositories: ['other/*'] }) });
    await tellNews(services, repo, record());
    expect(await queue.cache.get('news:42')).toBeUndefined();
  });

  const broken = (reason: 'rewound' | 'forged'): RecordRead => ({ ok: false, reason, message: `it is ${reason}` });
  it('have that deploys are frozen once for what is wrong, and that they go on', async () => {
    await tellNews(services, repo, record());
    await tellNews(services, repo, broken('rewound'));
    clock = new Date('2026-11-20T10:05:00Z');
    await tellNews(services, repo, broken('rewound'));
    await workAll();
    await tellNews(services, repo, broken('forged'));
    await workAll();
    await tellNews(services, repo, record('meanwhile'));
    await tellNews(services, repo, record('meanwhile'));
    await workAll();
    const texts = receiver.received.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts).toEqual([
      '● Deploys of acme/apis are frozen: its record cannot be trusted (acme/apis)',
      '● Deploys of acme/apis are frozen: its record cannot be trusted (acme/apis)',
      '◐ orders was put back in production by ada (acme/apis)',
      '○ Deploys of acme/apis go on (acme/apis)',
    ]);
  });

  it('keep no release waiting where the queue is away', async () => {
    services = {
      ...services,
      queue: { ...queue, add: () => Promise.reject(new Error('away')) },
    } as unknown as Services;
    await announceSoon(services, [noticed('one')]);
    expect(lines.join()).toContain('nobody was told so far');
  });
});

describe('a sink that is not well', () => {
  const later = async (ageMs: number): Promise<Outcome> => {
    await announce(services, [noticed('one')]);
    const [waiting] = queue.jobs;
    if (waiting === undefined) throw new Error('nothing waits');
    return work(waiting.job, new Date(clock.getTime() - ageMs));
  };
  const hours = 3_600_000;

  it.each([
    [0, 5_000],
    [20_000, 20_000],
    [1 * hours, 600_000],
    [5.9 * hours, 600_000],
  ])('is asked again, ever more rarely (after %i ms: in %i)', async (ageMs, delayMs) => {
    receiver.answer(status(503));
    expect(await later(ageMs)).toEqual({ kind: 'again', delayMs });
  });

  it.each([
    ['90', 90_000],
    ['1', 5_000],
    ['99999999', 3_600_000],
  ])('is believed when it says to come back in %s s, within an hour', async (retryAfter, delayMs) => {
    receiver.answer(status(429, { 'retry-after': retryAfter }));
    expect(await later(0)).toEqual({ kind: 'again', delayMs });
  });

  it('is told once it is well again', async () => {
    receiver.answer(status(500));
    await later(0);
    receiver.answer(status(200));
    expect(await later(1 * hours)).toEqual({ kind: 'done' });
  });

  it.each([
    ['answers for six hours that it cannot', status(503), 6 * hours],
    ['refuses', status(404), 0],
    ['sends us elsewhere', status(302, { location: 'http://127.0.0.1:1/' }), 0],
  ])('is given up where it %s, for good', async (_, answer, ageMs) => {
    receiver.answer(answer);
    await expect(later(ageMs)).rejects.toMatchObject({
      name: 'Permanent',
      message: expect.stringMatching(
        /^The sink oncall was not told of release\.taken-back: it answered \d{3}/,
      ) as string,
    });
    const count = receiver.received.length;
    expect(await later(0)).toEqual({ kind: 'done' });
    expect(receiver.received).toHaveLength(count);
  });

  it('is asked one thing at a time, so that it holds one worker', async () => {
    await announce(services, [noticed('one'), noticed('two')]);
    const waiting = queue.jobs.splice(0);
    const outcomes = await Promise.all(waiting.map(({ job }) => work(job)));
    expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'again', delayMs: 1000 }]);
    expect(await work(waiting[1]?.job ?? { name: '', version: 1, data: null, trace: { delivery: '' } })).toEqual({
      kind: 'done',
    });
    expect(told()).toEqual(['one', 'two']);
  });
});

it('says the address of Slack and the secret nowhere: not in the log, an error, or what waits', async () => {
  const said: unknown[] = [];
  configure({
    oncall: slack(),
    programs: {
      kind: 'webhook',
      url: `${receiver.url}/hook`,
      secret: { env: 'HOOK_SECRET' },
      repositories: ['acme/*'],
    },
  });
  for (const answer of [
    status(500),
    status(302, { location: `${receiver.url}/elsewhere` }),
    status(403),
    status(200),
  ]) {
    receiver.answer(answer);
    await announce(services, [noticed(`at ${said.length}`)]);
    said.push(JSON.stringify(queue.jobs));
    for (const { job } of queue.jobs.splice(0))
      said.push(await work(job).catch((error: unknown) => String((error as Error).stack)));
  }
  const secrets = /whoever-has-this-posts|a-secret-of-the-hook/;
  expect(`${JSON.stringify(said)}${lines.join('')}`).not.toMatch(secrets);
  expect(receiver.received.map(({ body }) => body).join('')).not.toMatch(secrets);
});
