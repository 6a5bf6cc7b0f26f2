import { badUpstream } from './bad-upstream.ts';
import { breakingChange } from './breaking-change.ts';
import { eventually } from './eventually.ts';
import { startTraffic } from '../traffic.ts';
import { observer, type Observer } from './observe.ts';
import { report, type Report, type StoryResult } from './report.ts';
import { rollbackCommand } from './rollback-command.ts';
import type { StoryWorld } from './world.ts';

/** Plays the main job from end to end on a running world. Throws where the tale cannot go on. */
export async function playStory(world: StoryWorld, tell: (line: string) => void): Promise<StoryResult> {
  const observe = observer(world);
  const told = report(tell);
  // Somebody uses the APIs all the time: without traffic there is nothing to judge a release by.
  const paths = ['/orders/orders', '/customers/customers'];
  const traffic = startTraffic({ url: world.gatewayUrl, paths, perSecond: 80 });
  try {
    await playActs(world, observe, told);
  } finally {
    await traffic.stop();
  }
  return told.result();
}

async function playActs(world: StoryWorld, observe: Observer, told: Report): Promise<void> {
  told.say('0. The first release: what the repository holds goes live as it is.');
  await eventually('the first release to pass', async () =>
    (await observe.production())?.current?.phase === 'passed' ? true : undefined,
  );
  told.outcome('firstReleasePassed', true);
  await breakingChange(world, observe, told);
  await badUpstream(world, observe, told);
  await rollbackCommand(world, observe, told);
  const { violations } = world.github.contract;
  for (const violation of violations) told.say(`   refused by GitHub's description: ${JSON.stringify(violation)}`);
  told.outcome('everyRequestIsAsGitHubWantsIt', violations.length === 0);
}
