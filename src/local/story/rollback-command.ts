import { eventually } from './eventually.ts';
import { settled, type Observer } from './observe.ts';
import type { Report } from './report.ts';
import type { StoryWorld } from './world.ts';

const SPEC = 'apis/customers/openapi.yaml';
const ADDED = '/customers/customers/{id}';

/** Third act: a person takes a merged pull request back with one comment. */
export async function rollbackCommand(world: StoryWorld, observe: Observer, report: Report): Promise<void> {
  const { mira, tom } = world;
  report.say('3. @mira adds an operation to customers; it is merged and live; then @tom takes it back.');
  const spec = withOperation(await mira.read(SPEC));
  const head = await mira.push('one-customer', 'Add GET /customers/{id}', { [SPEC]: spec });
  const pull = await mira.open('one-customer', 'Add GET /customers/{id}', '');
  await eventually('the check run', () => observe.check(head));
  const merged = await tom.merge(pull);
  await eventually('the new operation to be live', async () => ((await statusOf(world)) === 200 ? true : undefined));
  const state = await settled(observe, merged);
  report.outcome('additionDeployed', state.current?.phase === 'passed');

  const started = performance.now();
  await tom.comment(pull, '/rollback --reason "too early"');
  await eventually('the operation to be gone', async () => ((await statusOf(world)) === 404 ? true : undefined));
  report.timing('rollbackMs', performance.now() - started);
  report.outcome('rollbackTookItBack', true);
  const reply = await eventually('the reply', async () =>
    (await observe.repliesTo(pull)).find((body) => body.includes('put back')),
  );
  report.outcome('rollbackAnswered', reply.includes('customers'));
  const held = await observe.production();
  const revert = held?.holds.find(({ api }) => api === 'customers')?.revert;
  report.outcome('rollbackOpenedItsRevert', revert !== undefined);
  if (revert === undefined) return;
  const reviewed = await eventually('the review of the revert', () => observe.checkOfPull(revert));
  report.outcome('itsRevertPassesReview', reviewed.conclusion === 'success');
  const reverted = await tom.merge(revert);
  const after = await settled(observe, reverted);
  report.outcome('afterItsMergeGitIsLive', after.holds.length === 0 && (await statusOf(world)) === 404);
}

function withOperation(text: string): string {
  const operation = `  /customers/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      operationId: get-customer
      summary: One customer
      responses:
        "200": { description: It }
`;
  return text.replace('components:\n', `${operation}components:\n`);
}

async function statusOf({ gatewayUrl }: StoryWorld): Promise<number> {
  const answer = await fetch(`${gatewayUrl}${ADDED.replace('{id}', '1')}`);
  await answer.arrayBuffer();
  return answer.status;
}
