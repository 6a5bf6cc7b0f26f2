import { pullsOf } from '../lookup.ts';
import type { CheckRun, CheckSuite, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { integration } from './app.ts';
import { pullMinimal } from './pull.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

/** Open pull requests with this head from the same repository: GitHub leaves those of forks out. */
function pulls(world: World, repository: Repository, sha: string): Json[] {
  return pullsOf(world, repository)
    .filter(({ state, pull }) => state === 'open' && pull.head.sha === sha && pull.head.repositoryId === repository.id)
    .map((row) => pullMinimal(world, repository, row));
}

export function checkRun(world: World, repository: Repository, row: CheckRun): Json {
  const url = repositoryApi(world, repository, `/check-runs/${row.id}`);
  const page = repositoryPage(world, repository, `/runs/${row.id}`);
  return {
    id: row.id,
    node_id: nodeId('CR', row.id),
    head_sha: row.headSha,
    name: row.name,
    external_id: row.externalId ?? '',
    url,
    html_url: page,
    details_url: row.detailsUrl ?? page,
    status: row.status,
    conclusion: row.conclusion,
    started_at: row.startedAt,
    completed_at: row.completedAt,
    output: {
      ...row.output,
      annotations_count: row.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: row.suiteId },
    app: integration(world, world.store.apps.must(row.appId)),
    pull_requests: pulls(world, repository, row.headSha),
  };
}

export function checkSuite(world: World, repository: Repository, row: CheckSuite): Json {
  const runs = world.store.checkRuns.filter(({ suiteId }) => suiteId === row.id);
  const done = runs.length > 0 && runs.every(({ status }) => status === 'completed');
  const url = repositoryApi(world, repository, `/check-suites/${row.id}`);
  return {
    id: row.id,
    node_id: nodeId('CS', row.id),
    head_branch: row.headBranch,
    head_sha: row.headSha,
    status: done ? 'completed' : 'queued',
    conclusion: done ? (runs.find(({ conclusion }) => conclusion !== 'success')?.conclusion ?? 'success') : null,
    url,
    before: null,
    after: null,
    check_runs_url: `${url}/check-runs`,
    app: integration(world, world.store.apps.must(row.appId)),
    pull_requests: pulls(world, repository, row.headSha),
    latest_check_runs_count: runs.length,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}
