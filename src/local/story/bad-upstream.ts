import { eventually } from './eventually.ts';
import { settled, type Observer } from './observe.ts';
import type { Report } from './report.ts';
import { ORDERS_SPEC as SPEC } from './sample.ts';
import { OWNER, REPO, type StoryWorld } from './world.ts';

const CONFIG = '.github/sluice.yaml';
const PROBED = '/orders/orders';

/** Second act: a harmless description and a bad upstream go live, fail under traffic, and are put back without anyone. */
export async function badUpstream(world: StoryWorld, observe: Observer, report: Report): Promise<void> {
  report.say('2. @mira explains a field better and moves orders to a new upstream, which answers 500.');
  const { mira, tom } = world;
  const config = (await mira.read(CONFIG)).replace(/(name: orders[\s\S]*?upstream: )"[^"]*"/, `$1"${world.bad.url}"`);
  const spec = (await mira.read(SPEC)).replace('What customers ordered', 'What customers have ordered');
  const head = await mira.push('new-upstream', 'Move orders to the new upstream', { [CONFIG]: config, [SPEC]: spec });
  const pull = await mira.open('new-upstream', 'Move orders to the new upstream', '');
  const check = await eventually('the check run', () => observe.check(head));
  report.outcome('harmlessDescriptionPasses', check.conclusion === 'success');

  const merged = await tom.merge(pull, 'merge');
  await eventually('the bad upstream to be live', async () => ((await serves(world)) === 500 ? true : undefined));
  report.outcome('badUpstreamWentLive', true);
  const serving = await eventually('last good to serve again', async () =>
    (await serves(world)) === 200 ? Date.now() : undefined,
  );
  const state = await eventually('the incident in the record', async () => {
    const seen = await observe.production();
    return seen?.current?.commit === merged && seen.current.incident !== undefined ? seen : undefined;
  });
  report.timing('verdictToLastGoodMs', Math.max(0, serving - Date.parse(state.current?.failedAt ?? '')));
  report.outcome('gatewayPutBack', state.current?.phase === 'restored');
  report.outcome(
    'badContentHeld',
    state.holds.some(({ api }) => api === 'orders'),
  );

  const revert = (await observe.openPulls()).find(({ number }) => number === state.current?.revert);
  const incidents = await observe.openIssues('sluice-incident');
  report.outcome('revertPullOpened', revert !== undefined);
  report.outcome('incidentOpened', incidents.length === 1);
  if (revert === undefined) return;
  report.say(
    `   revert ${world.github.url}/${OWNER}/${REPO}/pull/${revert.number}, incident #${incidents[0]?.number ?? '?'}`,
  );

  const reviewed = await eventually('the review of the revert', () => observe.checkOfPull(revert.number));
  report.outcome('revertPassesItsReview', reviewed.conclusion === 'success');
  const reverted = await tom.merge(revert.number);
  const after = await settled(observe, reverted);
  report.outcome('revertMakesGitEqualToLive', after.current?.phase === 'passed' && (await serves(world)) === 200);
  report.outcome('holdLifted', after.holds.length === 0);
  report.outcome('incidentClosed', (await observe.openIssues('sluice-incident')).length === 0);
  report.outcome('upstreamIsGoodInGit', (await tom.read(CONFIG)).includes(`upstream: "${world.good.url}"`));
}

async function serves({ gatewayUrl }: StoryWorld): Promise<number> {
  const answer = await fetch(`${gatewayUrl}${PROBED}`);
  await answer.arrayBuffer();
  return answer.status;
}
