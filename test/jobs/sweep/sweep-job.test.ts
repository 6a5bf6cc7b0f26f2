import { expect, it } from 'vitest';
import { GitHubError, type GitHubErrorKind } from '../../../src/github/errors.ts';
import { requestSweep } from '../../../src/jobs/requests.ts';
import type { Services } from '../../../src/jobs/services.ts';
import { sweepJob } from '../../../src/jobs/sweep/sweep-job.ts';
import type { Cache } from '../../../src/queue/queue.ts';
import { memoryQueue, silent } from '../offline/world.ts';

const refused = (kind: GitHubErrorKind): GitHubError =>
  new GitHubError({ kind, status: kind === 'unavailable' ? 502 : 422, operation: 'any', reason: 'not now' });

const delivery = {
  id: '1',
  guid: 'a',
  deliveredAt: '2026-11-20T00:00:00Z',
  event: 'push',
  statusCode: 503,
  again: false,
};

/** Sweeps three installations, of which the second is suspended; resolves to the repositories that a job was made for. */
async function sweep(
  github: Partial<Services['github']>,
  { kept = [], cache = memoryQueue().cache }: { readonly kept?: readonly object[]; readonly cache?: Cache } = {},
): Promise<{ readonly swept: string[]; readonly error: unknown }> {
  const swept: string[] = [];
  const installation = (id: number, suspended = false) => ({ id, account: '', suspended, permissions: {}, events: [] });
  const services = {
    github: {
      installations: () => Promise.resolve([installation(1), installation(2, true), installation(3)]),
      repositories: (id: number) => Promise.resolve([{ id, fullName: `acme-${id}/apis`, archived: false }]),
      failedDeliveries: () => Promise.resolve([delivery]),
      redeliver: () => Promise.resolve(),
      ...github,
    },
    queue: {
      ...memoryQueue(),
      cache,
      add: ({ data }: { data: unknown }) => {
        swept.push((data as { repo: { fullName: string } }).repo.fullName);
        return Promise.resolve();
      },
    },
    targets: { kept, get: () => ({ ok: true }) },
    copies: { environments: () => Promise.resolve([]) },
    log: silent,
    now: () => new Date('2026-11-20T01:00:00Z'),
  } as unknown as Services;
  const context = { id: '1', attempt: 1, addedAt: services.now(), signal: new AbortController().signal };
  const error = await sweepJob.run(requestSweep('sweep-1').job, { services, context, delivery: 'sweep-1' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { swept, error };
}

it.each(['invalid', 'not-found', 'unavailable'] as const)(
  'a delivery that GitHub does not send again (%s) keeps no repository unswept',
  async (kind) => {
    const { swept } = await sweep({ redeliver: () => Promise.reject(refused(kind)) });
    expect(swept).toEqual(['acme-1/apis', 'acme-3/apis']);
  },
);

it('an installation that cannot be read keeps no other unswept, and is tried again where that can help', async () => {
  for (const kind of ['unavailable', 'forbidden'] as const) {
    const { swept, error } = await sweep({
      repositories: (id) =>
        id === 1
          ? Promise.reject(refused(kind))
          : Promise.resolve([{ id, fullName: `acme-${id}/apis`, archived: false }] as never),
    });
    expect(swept).toEqual(['acme-3/apis']);
    expect(error === undefined).toBe(kind === 'forbidden');
  }
});

it('what a gateway is served is filled from the other repositories where GitHub refuses one', async () => {
  const asked: number[] = [];
  let isWhole = false;
  const served = { isWhole: () => Promise.resolve(isWhole), declareWhole: () => Promise.resolve((isWhole = true)) };
  const repository = (id: number) => {
    asked.push(id);
    return Promise.reject(refused('forbidden'));
  };
  const { swept } = await sweep({ repository }, { kept: [{ name: 'edge', kept: served }] });
  expect(asked).toEqual([1, 3]);
  expect(isWhole).toBe(false);
  expect(swept).toEqual(['acme-1/apis', 'acme-3/apis']);
});

it('the deliveries of three days are looked through once in an hour, and those of two hours otherwise', async () => {
  const asked: string[] = [];
  const { cache } = memoryQueue();
  const failedDeliveries = (since: Date) => {
    asked.push(since.toISOString());
    return Promise.resolve([]);
  };
  await sweep({ failedDeliveries }, { cache });
  await sweep({ failedDeliveries }, { cache });
  expect(asked).toEqual(['2026-11-17T01:00:00.000Z', '2026-11-19T23:00:00.000Z']);
});

it('a delivery that GitHub does not send again keeps no other one from it', async () => {
  const asked: string[] = [];
  const failedDeliveries = () => Promise.resolve([delivery, { ...delivery, id: '2' }]);
  const redeliver = (id: string) => {
    asked.push(id);
    return Promise.reject(refused('invalid'));
  };
  await sweep({ failedDeliveries, redeliver });
  expect(asked).toEqual(['1', '2']);
});
