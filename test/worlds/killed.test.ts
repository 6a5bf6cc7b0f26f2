import { afterEach, expect, it, vi } from 'vitest';
import { playStory } from '../../src/local/story/story.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { startReceiver, type Receiver } from '../notify/receiver.ts';
import { finalState } from './final-state.ts';
import { killAfterEachStep } from './killer.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** Somebody outside GitHub is told of all that happens there. */
async function started(): Promise<{ readonly world: StoryWorld; readonly receiver: Receiver }> {
  const receiver = await startReceiver();
  open.push(receiver);
  const sink = `{ kind: webhook, url: "${receiver.url}", secret: { env: HOOK_SECRET }, repositories: ["**"] }`;
  const more = { targets: `notify:\n  programs: ${sink}\n`, env: { HOOK_SECRET: 'a-secret-of-the-hook' } };
  const world = await startStoryWorld({ sweepSeconds: 5, more });
  open.push(world);
  return { world, receiver };
}

/** What was told, by id: who dies after telling may tell the same again. */
function told({ received }: Receiver): string[] {
  const events = received.map(({ body }) => JSON.parse(body) as { id: string; type: string });
  return [...new Map(events.map(({ id, type }) => [id, type])).values()].sort();
}

const TOLD = ['sluice.incident.closed', 'sluice.incident.opened', 'sluice.release.taken-back'];

it('kill -9 after every step leads to the same end, and nothing is done twice', async () => {
  const undisturbed = await started();
  expect(await playStory(undisturbed.world, () => undefined)).toMatchObject({ ok: true });
  const expected = await finalState(undisturbed.world);
  await vi.waitFor(() => {
    expect(told(undisturbed.receiver)).toEqual(TOLD);
  });
  expect(undisturbed.receiver.received).toHaveLength(TOLD.length);
  await Promise.all(open.splice(0).map((one) => one.close()));

  const { world, receiver } = await started();
  const killer = killAfterEachStep(world);
  const tale: string[] = [];
  const result = await playStory(world, (line) => tale.push(line));
  await killer.settle();
  expect(result, tale.join('\n')).toMatchObject({ ok: true });
  expect(killer.steps).toEqual(
    expect.arrayContaining([
      'release.begin production',
      'release.live production',
      'release.pass production',
      'release.restore production',
      'incident.open production',
      'release.unchanged production',
      'rollback production',
      'waive by @tom',
      'issue_comment.created',
      'pull_request.opened',
    ]),
  );
  expect(await finalState(world)).toEqual(expected);
  await vi.waitFor(() => {
    expect(told(receiver)).toEqual(TOLD);
  }, 60_000);
}, 600_000);
