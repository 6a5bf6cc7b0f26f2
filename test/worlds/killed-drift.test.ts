import { afterEach, expect, it } from 'vitest';
import { SECRET } from '../../src/local/gateways/embedded.ts';
import { eventually } from '../../src/local/story/eventually.ts';
import { OWNER, REPO, startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import type { DriftState } from '../../src/release/drift-response.ts';
import type { AuditEntry } from '../../src/release/state.ts';
import { byHand } from '../gateway/embedded/by-hand.ts';
import { startFaultPoint, type FaultPoint } from '../gateway/fault-point.ts';
import { killAfterEachStep, type Killer } from './killer.ts';

const CONFIG = '.github/sluice.yaml';
const full = `${OWNER}/${REPO}`;
const scope = { owner: `${full}@production` };
const place = { owner: OWNER, repo: REPO };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Started {
  readonly world: StoryWorld;
  readonly faults: FaultPoint;
  readonly admin: string;
}

const platform = (upstream: string): Record<string, string> => ({
  [CONFIG]: `apis:
  - name: orders
    gateway: { upstream: "${upstream}", auth: { none: {} } }
environments:
  production: { targets: [edge], drift: report }
`,
});

/** Deployed, and nothing has drifted yet. */
async function started(): Promise<Started> {
  let admin = '';
  const faults = await startFaultPoint(() => admin);
  const front = (address: string): Promise<string> => {
    admin = address;
    return Promise.resolve(faults.url);
  };
  const world = await startStoryWorld({ platform, sweepSeconds: 1, front });
  closers.push(
    () => world.close(),
    () => faults.close(),
  );
  await passed(world);
  return { world, faults, admin };
}

async function passed(world: StoryWorld, commit?: string): Promise<void> {
  await eventually('a release to pass', async () => {
    const found = await recorded(world, 'environments/production.json');
    const current = (found as { current?: { phase: string; commit: string } } | undefined)?.current;
    return current?.phase === 'passed' && (commit ?? current.commit) === current.commit ? true : undefined;
  });
}

async function recorded(world: StoryWorld, path: string): Promise<unknown> {
  const text = await world.github.readFile(full, 'sluice/state', `state/${path}`).catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** The audit trail's words on drift, oldest first, with who and what. */
async function trail(world: StoryWorld): Promise<string[]> {
  const month = new Date().toISOString().slice(0, 7);
  const text = (await world.github.readFile(full, 'sluice/state', `state/audit/${month}.jsonl`)) ?? '';
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEntry);
  return entries
    .filter(({ action }) => action.startsWith('drift.'))
    .map(({ action, cause, detail = '' }) => `${action} ${detail} by ${cause.actor}`);
}

/** Once this is on the trail and nothing that was begun is left. */
async function atRest(world: StoryWorld, action: string): Promise<void> {
  await eventually(`${action} and rest`, async () => {
    if (!(await trail(world)).some((line) => line.startsWith(action))) return undefined;
    const { begun = [], targets } = await drift(world);
    return begun.length === 0 && Object.values(targets).every(({ isBegun }) => isBegun !== true) ? true : undefined;
  });
}

async function serves(world: StoryWorld): Promise<number> {
  return (await fetch(`${world.gatewayUrl}/orders/1`)).status;
}

/** Drift that is told and put back on somebody's word, then drift that is put back by itself. */
async function play({ world, admin }: Started, beforeEach: (act: number) => void = () => undefined): Promise<unknown> {
  const { rest } = world.tom.octokit;
  const hand = byHand(admin, SECRET);
  beforeEach(1);
  await hand.reroute(scope, 'orders', world.good.url, world.bad.url);
  const issue = await eventually('the issue', async () => {
    const { data } = await rest.issues.listForRepo({ ...place, state: 'open' });
    return data.find(({ title }) => title.startsWith('Drift on edge'))?.number;
  });
  await atRest(world, 'drift.found');
  await world.tom.comment(issue, '/drift revert env production');
  await eventually('the answer', async () => {
    const answered = (await recorded(world, 'commands.json')) as object | undefined;
    return Object.keys(answered ?? {}).length > 0 ? true : undefined;
  });
  await atRest(world, 'drift.gone');
  const config = (await world.tom.read(CONFIG)).replace('report', 'correct').replace(world.good.url, world.next.url);
  const ada = world.github.person('ada');
  await passed(world, await ada.commit(full, { branch: 'main', files: { [CONFIG]: config }, message: 'Correct it' }));
  beforeEach(2);
  await hand.reroute(scope, 'orders', world.next.url, world.bad.url);
  await atRest(world, 'drift.corrected');
  const issues = (await rest.issues.listForRepo({ ...place, state: 'all' })).data;
  const comments = (await rest.issues.listComments({ ...place, issue_number: issue })).data;
  const { corrections, fights, targets } = await drift(world);
  return {
    issues: issues.map(({ title, state }) => `${title}: ${state}`),
    comments: comments.map(({ body = '' }) => body.replaceAll(/<!--.*?-->|\b[0-9a-f]{7,40}\b/g, '')),
    trail: await trail(world),
    counted: corrections.map(({ target, id }) => `${target} ${id}`),
    fights,
    targets,
    serves: await serves(world),
  };
}

async function drift(world: StoryWorld): Promise<DriftState> {
  return (await recorded(world, 'drift/production.json')) as DriftState;
}

/** At the next write the App dies before the gateway hears of it, at its repetition before it hears of the answer. */
function killAtWrites(faults: FaultPoint, killer: Killer, act: number): void {
  faults.onNextWrite(async () => {
    faults.onNextWrite(async () => {
      await killer.strike(`answer ${act}`);
    });
    await killer.strike(`write ${act}`);
    throw new Error('the gateway hears nothing');
  });
}

it('kill -9 after every step of telling drift and of putting it back leads to the same end, and nothing is done twice', async () => {
  const undisturbed = await started();
  const expected = await play(undisturbed);
  expect(expected).toMatchObject({
    issues: ['Drift on edge in production: gone: closed'],
    trail: [
      'drift.found orders by sluice[bot]',
      'drift.told edge by sluice[bot]',
      'drift.revert orders by tom',
      'drift.gone  by sluice[bot]',
      'drift.over edge by sluice[bot]',
      'drift.correct orders by sluice[bot]',
      'drift.corrected orders by sluice[bot]',
    ],
    counted: [expect.stringContaining('edge ') as string],
    serves: 200,
  });
  for (const close of closers.splice(0)) await close();

  const disturbed = await started();
  const { world, faults } = disturbed;
  const killer = killAfterEachStep(world, (step) => !step.startsWith('release.'));
  const end = await play(disturbed, (act) => {
    killAtWrites(faults, killer, act);
  });
  await killer.settle();
  expect(end).toEqual(expected);
  expect(killer.steps).toEqual(
    expect.arrayContaining([
      'drift.found production',
      'drift.told production',
      'drift.revert production',
      'write 1',
      'answer 1',
      'issue_comment.created',
      'answer @tom',
      'drift.gone production',
      'drift.over production',
      'drift.correct production',
      'write 2',
      'answer 2',
      'drift.corrected production',
    ]),
  );
}, 900_000);
