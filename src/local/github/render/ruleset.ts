import { fullName } from '../lookup.ts';
import type { Repository, Rule, Ruleset } from '../model.ts';
import type { World } from '../world.ts';
import { nodeId, repositoryApi } from './urls.ts';
import type { Json } from './urls.ts';

function rule(row: Rule): Json {
  switch (row.type) {
    case 'required_status_checks':
      return {
        type: row.type,
        parameters: {
          strict_required_status_checks_policy: row.strict,
          required_status_checks: row.checks.map(({ context, integrationId }) => ({
            context,
            ...(integrationId !== null && { integration_id: integrationId }),
          })),
        },
      };
    case 'pull_request':
      return {
        type: row.type,
        parameters: {
          required_approving_review_count: row.approvals,
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      };
    case 'merge_queue':
      return {
        type: row.type,
        parameters: {
          merge_method: row.method,
          check_response_timeout_minutes: 60,
          grouping_strategy: 'ALLGREEN',
          max_entries_to_build: 5,
          max_entries_to_merge: 1,
          min_entries_to_merge: 1,
          min_entries_to_merge_wait_minutes: 0,
        },
      };
    case 'update':
      return { type: row.type, parameters: { update_allows_fetch_and_merge: false } };
    default:
      return { type: row.type };
  }
}

/** A rule that holds for a branch, with where it is from. */
export function branchRule(world: World, repository: Repository, ruleset: Ruleset, row: Rule): Json {
  return {
    ...rule(row),
    ruleset_source_type: 'Repository',
    ruleset_source: fullName(world, repository),
    ruleset_id: ruleset.id,
  };
}

/** `administers`: whether who asks may see the bypass actors. */
export function ruleset(world: World, repository: Repository, row: Ruleset, administers: boolean): Json {
  return {
    id: row.id,
    name: row.name,
    target: 'branch',
    source_type: 'Repository',
    source: fullName(world, repository),
    enforcement: row.enforcement,
    node_id: nodeId('RRS', row.id),
    conditions: { ref_name: { include: row.include, exclude: row.exclude } },
    rules: row.rules.map(rule),
    created_at: row.createdAt,
    updated_at: row.createdAt,
    _links: { self: { href: repositoryApi(world, repository, `/rulesets/${row.id}`) } },
    ...(administers && {
      bypass_actors: row.bypass.map(({ actorId, actorType }) => ({
        actor_id: actorId,
        actor_type: actorType,
        bypass_mode: 'always',
      })),
    }),
  };
}
