import { OWNER, REPO, type StoryWorld } from '../../src/local/story/world.ts';

const place = { owner: OWNER, repo: REPO };

/** All that a story leaves behind on GitHub, on the record and at the gateway, without what differs from run to run by its nature. */
export async function finalState(world: StoryWorld): Promise<unknown> {
  const normal = (text: string): string =>
    text
      .replaceAll(world.good.url, 'GOOD')
      .replaceAll(world.bad.url, 'BAD')
      .replaceAll(/\b[0-9a-f]{7,40}\b/g, 'SHA');
  const { rest } = world.tom.octokit;
  const paths = ['.github/sluice.yaml', 'apis/orders/openapi.yaml', 'apis/customers/openapi.yaml'];
  const files = await Promise.all(paths.map(async (path) => [path, normal(await world.tom.read(path))] as const));
  const pulls = (await rest.pulls.list({ ...place, state: 'all', sort: 'created', direction: 'asc' })).data;
  const issues = (await rest.issues.listForRepo({ ...place, state: 'all', direction: 'asc' })).data;
  const deployments = (await rest.repos.listDeployments({ ...place, environment: 'production' })).data;
  return {
    files: Object.fromEntries(files),
    pulls: await Promise.all(pulls.map((pull) => pullState(world, pull, normal))),
    issues: issues
      .filter(({ pull_request: pull }) => pull === undefined)
      .map(({ state, labels }) => ({
        state,
        labels: labels.map((label) => (typeof label === 'string' ? label : label.name)),
      })),
    deployments: await Promise.all(
      deployments.map(
        async ({ id }) => (await rest.repos.listDeploymentStatuses({ ...place, deployment_id: id })).data[0]?.state,
      ),
    ),
    production: await production(world),
  };
}

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly head: { readonly sha: string };
}

async function pullState(world: StoryWorld, pull: Pull, normal: (text: string) => string): Promise<unknown> {
  const { rest } = world.tom.octokit;
  const comments = (await rest.issues.listComments({ ...place, issue_number: pull.number })).data;
  const inline = (await rest.pulls.listReviewComments({ ...place, pull_number: pull.number })).data;
  const checks = (await rest.checks.listForRef({ ...place, ref: pull.head.sha, check_name: 'sluice' })).data;
  return {
    title: normal(pull.title),
    state: pull.merged_at === null ? pull.state : 'merged',
    botComments: comments.filter(({ user }) => user?.type === 'Bot').length,
    inline: inline.length,
    checks: checks.check_runs.map(({ conclusion }) => conclusion),
  };
}

async function production(world: StoryWorld): Promise<unknown> {
  const text = await world.github.readFile(`${OWNER}/${REPO}`, 'sluice/state', 'state/environments/production.json');
  const { current, holds, good } = JSON.parse(text ?? '{}') as {
    current: { phase: string; pins: object };
    holds: unknown[];
    good: unknown[];
  };
  return { phase: current.phase, pins: current.pins, holds: holds.length, good: good.length };
}
