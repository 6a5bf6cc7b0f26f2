import { eventually } from './eventually.ts';
import { settled, type Observer } from './observe.ts';
import type { Report } from './report.ts';
import { ORDERS_SPEC as SPEC } from './sample.ts';
import type { StoryWorld } from './world.ts';

/** First act: a breaking change is found, proved, accepted by an owner, merged, and proven live. */
export async function breakingChange(world: StoryWorld, observe: Observer, report: Report): Promise<void> {
  const { mira, tom } = world;
  report.say('1. @mira lowers a limit, drops a response property and removes an operation.');
  const changed = breakOrders(await mira.read(SPEC));
  const started = performance.now();
  const head = await mira.push('smaller-orders', 'Smaller orders', { [SPEC]: changed });
  const pull = await mira.open('smaller-orders', 'Smaller orders', 'Fewer things at once.');
  const check = await eventually('the check run', () => observe.check(head));
  const comment = await eventually('the sticky comment', () => observe.stickyComment(pull));
  const inline = await eventually('inline comments', async () => (await observe.inlineComments(pull)) || undefined);
  report.timing('pushToReviewMs', performance.now() - started);
  report.say(`   ${world.github.url}/acme/apis/pull/${pull}`);
  report.outcome('breakingChangeFailsTheCheck', check.conclusion === 'failure');
  report.outcome('stickyCommentNamesIt', comment.includes('breaking'));
  report.outcome('inlineCommentsPosted', inline > 0);

  report.say('   @tom owns the API and accepts it.');
  await tom.comment(pull, '/waive all --reason "no client orders that many"');
  await eventually('the check to pass after the waiver', async () =>
    (await observe.check(head))?.conclusion === 'success' ? true : undefined,
  );
  report.outcome('waiverLetsItPass', true);

  const merging = performance.now();
  const merged = await tom.merge(pull);
  if (world.routesOperations) {
    await eventually('the removed operation to be gone at the gateway', async () => {
      const answer = await fetch(`${world.gatewayUrl}/orders/orders/1`, { method: 'DELETE' });
      return answer.status === 405 || answer.status === 404 ? true : undefined;
    });
    report.timing('mergeToLiveMs', performance.now() - merging);
  }
  const state = await settled(observe, merged);
  report.outcome('deployedAndProvenLive', state.current?.phase === 'passed');
  report.outcome('deploymentSucceeded', (await observe.deployment(merged))?.state === 'success');
}

/** By text, as a person edits: three breaking changes, and the rest as it was. */
function breakOrders(text: string): string {
  return text
    .replace('maximum: 1000', 'maximum: 100')
    .replace('required: [id, sku, quantity, total]', 'required: [id, sku, quantity]')
    .replace('        total: { type: number }\n', '')
    .replace(/ {4}delete:\n {6}operationId: delete-orders\n(?: {6}.*\n)+/, '');
}
