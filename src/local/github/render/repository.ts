import { atLeast, fullName } from '../lookup.ts';
import type { Repository, Role } from '../model.ts';
import { userById } from './account.ts';
import { nodeId, repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';
import type { World } from '../world.ts';

const LINKS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
} as const;

function permissions(role: Role | undefined): Json {
  return {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: atLeast(role, 'read'),
  };
}

function links(world: World, row: Repository): Json {
  const page = repositoryPage(world, row);
  const paths = Object.entries(LINKS).map(([name, path]) => [name, repositoryApi(world, row, path)]);
  return {
    ...(Object.fromEntries(paths) as Json),
    url: repositoryApi(world, row),
    html_url: page,
    clone_url: `${page}.git`,
    git_url: `${page.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@${new URL(world.url).hostname}:${fullName(world, row)}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
  };
}

/** A repository as lists, pull requests and webhooks hold it. `role`: of who asks, where that is told. */
export function repository(world: World, row: Repository, role?: Role): Json {
  const forks = world.store.repositories.filter(({ parentId }) => parentId === row.id).length;
  const open = world.store.issues.filter((issue) => issue.repositoryId === row.id && issue.state === 'open').length;
  return {
    id: row.id,
    node_id: nodeId('R', row.id),
    name: row.name,
    full_name: fullName(world, row),
    private: row.private,
    owner: userById(world, row.ownerId),
    description: row.description,
    fork: row.parentId !== null,
    ...links(world, row),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    pushed_at: row.pushedAt,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: row.hasIssues,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    archived: row.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: row.private ? 'private' : 'public',
    forks,
    open_issues: open,
    watchers: 0,
    default_branch: row.defaultBranch,
    ...(role && { permissions: permissions(role) }),
  };
}

export function fullRepository(world: World, row: Repository, role?: Role): Json {
  const parent = row.parentId === null ? undefined : world.store.repositories.get(row.parentId);
  const owner = world.store.accounts.must(row.ownerId);
  return {
    ...repository(world, row, role),
    network_count: 0,
    subscribers_count: 0,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    ...(owner.type === 'Organization' && { organization: userById(world, owner.id) }),
    ...(parent && { parent: repository(world, parent), source: repository(world, parent) }),
  };
}
