import { eventually } from './eventually.ts';
import { settled, type Observer } from './observe.ts';
import type { Report } from './report.ts';
import type { StoryWorld } from './world.ts';

const SPEC = 'apis/customers/openapi.yaml';
const CONFIG = '.github/sluice.yaml';
const LISTED = '/customers/customers';
const ADDED = '/customers/customers/{id}';

/** Third act: a person takes a merged pull request back with one comment. */
export async function rollbackCommand(world: StoryWorld, observe: Observer, report: Report): Promise<void> {
  const { mira, tom } = world;
  report.say(
    '3. @mira adds an operation to customers, on a new upstream; it is merged and live; then @tom takes it back.',
  );
  const spec = withOperation(await mira.read(SPEC));
  const config = (await mira.read(CONFIG)).replace(
    /(name: customers[\s\S]*?upstream: )"[^"]*"/,
    `$1"${world.next.url}"`,
  );
  const head = await mira.push('one-customer', 'Add GET /customers/{id}', { [SPEC]: spec, [CONFIG]: config });
  const pull = await mira.open('one-customer', 'Add GET /customers/{id}', '');
  const check = await eventually('the check run', () => observe.check(head));
  if (check.conclusion === 'failure') {
    report.say('   It opens an operation to everybody, which @tom accepts as an owner.');
    await tom.comment(pull, '/waive all --reason "customers are no secret here"');
    await eventually('the check to pass after the waiver', async () =>
      (await observe.check(head))?.conclusion === 'success' ? true : undefined,
    );
  }
  const merged = await tom.merge(pull);
  await eventually('the new operation to be live', async () => ((await isAdded(world)) === true ? true : undefined));
  const state = await settled(observe, merged);
  report.outcome('additionDeployed', state.current?.phase === 'passed');

  const started = performance.now();
  await tom.comment(pull, '/rollback --reason "too early"');
  await eventually('the operation to be gone', async () => ((await isAdded(world)) === false ? true : undefined));
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
  report.outcome('afterItsMergeGitIsLive', after.holds.length === 0 && (await isAdded(world)) === false);
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

/** Undefined while the gateway is neither as it was nor as it should be. */
async function isAdded({ gatewayUrl, routesOperations, good, next }: StoryWorld): Promise<boolean | undefined> {
  const [added, listed] = await Promise.all([
    fetch(`${gatewayUrl}${ADDED.replace('{id}', '1')}`),
    fetch(`${gatewayUrl}${LISTED}`),
  ]);
  await added.arrayBuffer();
  const { upstream } = (await listed.json().catch(() => ({}))) as { upstream?: string };
  if (upstream === next.name && added.status === 200) return true;
  return upstream === good.name && (!routesOperations || added.status === 404) ? false : undefined;
}
