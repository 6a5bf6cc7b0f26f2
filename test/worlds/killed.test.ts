import { afterEach, expect, it } from 'vitest';
import { playStory } from '../../src/local/story/story.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { finalState } from './final-state.ts';

const worlds: StoryWorld[] = [];

afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

async function started(): Promise<StoryWorld> {
  const world = await startStoryWorld({ sweepSeconds: 5 });
  worlds.push(world);
  return world;
}

/** Kills the App with SIGKILL as soon as it has done something for the first time, and starts it again. */
function killAfterEachStep(world: StoryWorld): { readonly steps: readonly string[]; settle(): Promise<void> } {
  const steps: string[] = [];
  let restart = Promise.resolve();
  world.github.world.events.on('webhook', ({ event, action, payload }) => {
    const step = stepOf(event, action, payload);
    if (step === undefined || steps.includes(step)) return;
    steps.push(step);
    restart = restart.then(async () => {
      await world.app.kill();
      await world.app.start();
    });
  });
  return { steps, settle: () => restart };
}

/** What the App did, or undefined where somebody else did it: a phase on the record, a check, a comment, a pull request. */
function stepOf(event: string, action: string | null, payload: Readonly<Record<string, unknown>>): string | undefined {
  const {
    ref,
    head_commit: commit,
    sender,
  } = payload as {
    ref?: string;
    head_commit?: { message: string };
    sender?: { type: string };
  };
  if (ref === 'refs/heads/sluice/state') return commit?.message.split('\n', 1)[0];
  return sender?.type === 'Bot' && event !== 'push' ? `${event}.${action ?? ''}` : undefined;
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
