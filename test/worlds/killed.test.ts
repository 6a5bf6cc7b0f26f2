import { afterEach, expect, it } from 'vitest';
import { playStory } from '../../src/local/story/story.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { finalState } from './final-state.ts';
import { killAfterEachStep } from './killer.ts';

const worlds: StoryWorld[] = [];

afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

async function started(): Promise<StoryWorld> {
  const world = await startStoryWorld({ sweepSeconds: 5 });
  worlds.push(world);
  return world;
}

it('kill -9 after every step leads to the same end, and nothing is done twice', async () => {
  const undisturbed = await started();
  expect(await playStory(undisturbed, () => undefined)).toMatchObject({ ok: true });
  const expected = await finalState(undisturbed);
  await undisturbed.close();
  worlds.length = 0;

  const world = await started();
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
}, 600_000);
