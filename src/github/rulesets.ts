/** Who may push a branch, as far as GitHub tells an App. */
import { at, type Repo } from './repo.ts';

export interface BranchProtection {
  /** Kinds of rules in force on the branch: `update`, `deletion`, `non_fast_forward`, `creation` and others. */
  readonly rules: readonly string[];
  /** Names of the rulesets that restrict pushes and that our App is not let past. */
  readonly closedToUs: readonly string[];
  /** How many others are let past; undefined where GitHub shows that to administrators only. */
  readonly others: number | undefined;
}

export async function protectionOf(repo: Repo, branch: string): Promise<BranchProtection> {
  const { repos } = repo.octokit.rest;
  const rules = await repo.octokit.paginate(repos.getBranchRules, { ...at(repo), branch, per_page: 100 });
  const ids = rules.filter(({ type }) => type === 'update').flatMap((rule) => rule.ruleset_id ?? []);
  const rulesets = await Promise.all(
    [...new Set(ids)].map(async (id) => (await repos.getRepoRuleset({ ...at(repo), ruleset_id: id })).data),
  );
  const bypassing = rulesets.map(({ bypass_actors: actors }) => actors);
  const visible = bypassing.flatMap((actors) => actors ?? []);
  return {
    rules: [...new Set(rules.map(({ type }) => type))].sort(),
    closedToUs: rulesets
      .filter(({ current_user_can_bypass: can }) => can !== undefined && can !== 'always')
      .map(({ name }) => name),
    others: bypassing.includes(undefined)
      ? undefined
      : visible.filter((actor) => actor.actor_type !== 'Integration' || actor.actor_id !== repo.bot.appId).length,
  };
}
