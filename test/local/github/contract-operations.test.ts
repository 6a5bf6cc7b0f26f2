import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreeToManifest } from '../../../src/local/github/domain/apps.ts';
import { accountByLogin } from '../../../src/local/github/lookup.ts';
import { OPERATIONS } from '../../../src/local/github/contract/operations.ts';
import { routeOf } from '../../../src/local/github/contract/routes.ts';
import { startLocalGitHub } from '../../../src/local/github/server.ts';
import type { LocalGitHub } from '../../../src/local/github/server.ts';

const REPO = { owner: 'acme', repo: 'apis' };
const PERMISSIONS = {
  administration: 'read',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const;

let folder: string;
let github: LocalGitHub;
let app: Octokit;
let octokit: Octokit;
let installationId: number;
let rulesetId: number;
const succeeded = new Set<string>();

function watched(client: Octokit): Octokit {
  client.hook.after('request', (_, options) => {
    const path = new URL(client.request.endpoint(options).url).pathname.replace('/api/v3', '');
    const operation = routeOf(options.method, path)?.operation.operationId;
    if (operation) succeeded.add(operation);
  });
  return client;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operations-'));
  github = await startLocalGitHub({ dataDir: folder, strict: true });
  github.createUser('mira', { name: 'Mira' });
  github.createUser('tom');
  github.createOrganisation('acme', { owners: ['mira'], members: ['tom'] });
  github.createTeam('acme', 'platform', ['tom']);
  await github.createRepository('acme', 'apis', { 'a.yaml': 'openapi: 3.1.0\ninfo: {}\n', 'docs/b.md': '# B\n' });
  rulesetId = github.addRuleset('acme/apis', {
    name: 'protect',
    include: ['refs/heads/protected'],
    rules: [
      { type: 'deletion' },
      { type: 'required_status_checks', checks: [{ context: 'sluice', integrationId: null }], strict: true },
    ],
  });
  const events = ['pull_request', 'push', 'issue_comment', 'check_run'];
  const options = {
    name: 'Sluice',
    webhookUrl: `${github.url}/nowhere`,
    webhookSecret: 'secret',
    permissions: PERMISSIONS,
    events,
  };
  const { appId, privateKeyPem } = await github.registerApp('acme', options);
  installationId = github.install(appId, 'acme');
  const auth = { appId, privateKey: privateKeyPem };
  const common = { baseUrl: github.apiUrl, authStrategy: createAppAuth, userAgent: 'contract-test' };
  app = watched(new Octokit({ ...common, auth }));
  octokit = watched(new Octokit({ ...common, auth: { ...auth, installationId } }));
});

afterAll(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

/** The App's own affairs. */
async function appOperations(): Promise<void> {
  await app.rest.apps.getAuthenticated();
  await app.rest.apps.listInstallations();
  await app.rest.apps.getInstallation({ installation_id: installationId });
  await app.rest.apps.getRepoInstallation(REPO);
  const repository_ids = [(await octokit.rest.repos.get(REPO)).data.id];
  await app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    repository_ids,
    permissions: { contents: 'read' },
  });
  await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: 100 });
  const manifest = {
    name: 'Another',
    url: 'https://example.test',
    hook_attributes: { url: 'https://example.test/hook' },
    default_permissions: { contents: 'read' },
    default_events: ['push'],
  };
  const { code } = agreeToManifest(github.world, accountByLogin(github.world, 'acme')!, manifest);
  const nobody = watched(new Octokit({ baseUrl: github.apiUrl, userAgent: 'contract-test' }));
  await nobody.rest.apps.createFromManifest({ code });
  await github.webhooks.idle();
  const { data } = await app.rest.apps.listWebhookDeliveries({ per_page: 100 });
  const delivery_id = data[0]!.id;
  await app.rest.apps.getWebhookDelivery({ delivery_id });
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id });
}

/** A branch with one more commit, made object by object. */
async function gitOperations(): Promise<string> {
  const { git } = octokit.rest;
  const main = (await git.getRef({ ...REPO, ref: 'heads/main' })).data.object.sha;
  const { data: commit } = await git.getCommit({ ...REPO, commit_sha: main });
  const { data: tree } = await git.getTree({ ...REPO, tree_sha: commit.tree.sha, recursive: 'true' });
  await git.getBlob({ ...REPO, file_sha: tree.tree.find(({ type }) => type === 'blob')!.sha });
  const { data: blob } = await git.createBlob({ ...REPO, content: 'openapi: 3.1.0\ninfo: { title: A }\n' });
  const entry = { path: 'a.yaml', mode: '100644', type: 'blob', sha: blob.sha } as const;
  const { data: made } = await git.createTree({ ...REPO, base_tree: commit.tree.sha, tree: [entry] });
  const next = await git.createCommit({ ...REPO, message: 'Title', tree: made.sha, parents: [main] });
  await git.createRef({ ...REPO, ref: 'refs/heads/feature/a', sha: main });
  await git.updateRef({ ...REPO, ref: 'heads/feature/a', sha: next.data.sha });
  await git.createRef({ ...REPO, ref: 'refs/heads/gone', sha: main });
  await git.listMatchingRefs({ ...REPO, ref: 'heads/' });
  await git.deleteRef({ ...REPO, ref: 'heads/gone' });
  return next.data.sha;
}

async function repositoryOperations(sha: string): Promise<void> {
  const { repos } = octokit.rest;
  await repos.getContent({ ...REPO, path: 'a.yaml', ref: sha });
  await repos.getContent({ ...REPO, path: 'docs' });
  await repos.getContent({ ...REPO, path: 'docs/b.md', mediaType: { format: 'raw' } });
  await repos.compareCommitsWithBasehead({ ...REPO, basehead: 'main...feature/a' });
  await repos.getCommit({ ...REPO, ref: sha });
  await repos.listCommits({ ...REPO, sha: 'feature/a', per_page: 1 });
  await repos.getBranch({ ...REPO, branch: 'feature/a' });
  await repos.getCollaboratorPermissionLevel({ ...REPO, username: 'tom' });
  await repos.getBranchRules({ ...REPO, branch: 'protected' });
  await repos.getRepoRuleset({ ...REPO, ruleset_id: rulesetId });
  const content = Buffer.from('new').toString('base64');
  await repos.createOrUpdateFileContents({ ...REPO, path: 'new.md', message: 'New', content, branch: 'main' });
  const deployment = {
    ref: sha,
    environment: 'staging',
    auto_merge: false,
    required_contexts: [],
    payload: { key: 'k' },
  };
  const created = await repos.createDeployment({ ...REPO, ...deployment });
  const deployment_id = (created.data as { id: number }).id;
  await repos.createDeploymentStatus({
    ...REPO,
    deployment_id,
    state: 'success',
    description: 'live',
    log_url: 'https://example.test',
  });
  await repos.getDeployment({ ...REPO, deployment_id });
  await repos.listDeployments({ ...REPO, environment: 'staging' });
  await repos.listDeploymentStatuses({ ...REPO, deployment_id });
}

async function checkOperations(head_sha: string): Promise<void> {
  const { checks } = octokit.rest;
  const annotations = [
    { path: 'a.yaml', start_line: 1, end_line: 1, annotation_level: 'failure' as const, message: 'bad' },
  ];
  const { data } = await checks.create({ ...REPO, name: 'sluice', head_sha, status: 'in_progress' });
  const check_run_id = data.id;
  const output = { title: 't', summary: 's', annotations };
  await checks.update({ ...REPO, check_run_id, status: 'completed', conclusion: 'failure', output });
  await checks.get({ ...REPO, check_run_id });
  await checks.listForRef({ ...REPO, ref: head_sha, check_name: 'sluice' });
  await checks.rerequestRun({ ...REPO, check_run_id });
}

async function pullOperations(sha: string): Promise<number> {
  const { pulls, repos } = octokit.rest;
  const { data } = await pulls.create({ ...REPO, title: 'A', head: 'feature/a', base: 'main', body: 'why' });
  const pull_number = data.number;
  await pulls.get({ ...REPO, pull_number });
  await pulls.list({ ...REPO, state: 'open' });
  await pulls.listFiles({ ...REPO, pull_number });
  await pulls.update({ ...REPO, pull_number, title: 'A title' });
  const place = { path: 'a.yaml', line: 2, side: 'RIGHT', body: 'see' } as const;
  await pulls.createReview({ ...REPO, pull_number, commit_id: sha, event: 'COMMENT', body: 'read', comments: [place] });
  await pulls.listReviews({ ...REPO, pull_number });
  const comment_id = (await pulls.createReviewComment({ ...REPO, pull_number, commit_id: sha, ...place })).data.id;
  await pulls.listReviewComments({ ...REPO, pull_number });
  await pulls.updateReviewComment({ ...REPO, comment_id, body: 'see there' });
  await pulls.deleteReviewComment({ ...REPO, comment_id });
  await repos.listPullRequestsAssociatedWithCommit({ ...REPO, commit_sha: sha });
  return pull_number;
}

async function issueOperations(pull: number): Promise<void> {
  const { issues, reactions } = octokit.rest;
  await issues.createLabel({ ...REPO, name: 'sluice', color: 'ededed', description: 'by Sluice' });
  const { data } = await issues.create({ ...REPO, title: 'Incident', body: 'b', labels: ['sluice'] });
  const issue_number = data.number;
  await issues.addLabels({ ...REPO, issue_number: pull, labels: ['sluice'] });
  const comment_id = (await issues.createComment({ ...REPO, issue_number: pull, body: 'said' })).data.id;
  await reactions.createForIssueComment({ ...REPO, comment_id, content: 'eyes' });
  await issues.updateComment({ ...REPO, comment_id, body: 'said better' });
  await issues.getComment({ ...REPO, comment_id });
  await issues.listComments({ ...REPO, issue_number: pull });
  await issues.listCommentsForRepo({ ...REPO, since: '2026-01-01T00:00:00Z' });
  await issues.listEventsForTimeline({ ...REPO, issue_number: pull });
  await issues.deleteComment({ ...REPO, comment_id });
  await issues.update({ ...REPO, issue_number, state: 'closed', state_reason: 'completed' });
  await issues.get({ ...REPO, issue_number });
  await issues.listForRepo({ ...REPO, state: 'all' });
}

test('every operation can be asked for, and is answered, as GitHub describes it', async () => {
  await octokit.rest.rateLimit.get();
  const sha = await gitOperations();
  const pull_number = await pullOperations(sha);
  await checkOperations(sha);
  await repositoryOperations(sha);
  await issueOperations(pull_number);
  await octokit.rest.teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'platform', username: 'tom' });
  await octokit.rest.users.getByUsername({ username: 'sluice[bot]' });
  await octokit.rest.pulls.merge({ ...REPO, pull_number, merge_method: 'squash', sha });
  await octokit.rest.issues.listEventsForTimeline({ ...REPO, issue_number: pull_number });
  await appOperations();
  expect(github.contract.violations).toEqual([]);
  expect(OPERATIONS.filter((id) => !succeeded.has(id))).toEqual([]);
});
