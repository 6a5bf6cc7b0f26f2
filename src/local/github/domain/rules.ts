import picomatch from 'picomatch';
import { accountOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import { roleOf } from '../lookup.ts';
import type { Repository, Rule, Ruleset } from '../model.ts';
import type { World } from '../world.ts';

export interface RuleInForce {
  readonly ruleset: Ruleset;
  readonly rule: Rule;
}

function covers(ruleset: Ruleset, repository: Repository, ref: string): boolean {
  const matches = (pattern: string): boolean => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.defaultBranch}`;
    return picomatch.isMatch(ref, pattern);
  };
  return ruleset.include.some(matches) && !ruleset.exclude.some(matches);
}

/** The active rules for a branch, given as a full ref. */
export function rulesFor(world: World, repository: Repository, ref: string): RuleInForce[] {
  if (!ref.startsWith('refs/heads/')) return [];
  return world.store.rulesets
    .filter((row) => row.repositoryId === repository.id && row.enforcement === 'active' && covers(row, repository, ref))
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })));
}

const ROLE_IDS = { 2: 'maintain', 4: 'write', 5: 'admin' } as const;

export function bypasses(world: World, actor: Author, repository: Repository, ruleset: Ruleset): boolean {
  const account = accountOf(world, actor);
  return ruleset.bypass.some(({ actorId, actorType }) => {
    switch (actorType) {
      case 'Integration':
        return actor.kind === 'installation' && actor.app.id === actorId;
      case 'Team':
        return world.store.teams.get(actorId)?.members.some(({ userId }) => userId === account.id) ?? false;
      case 'RepositoryRole':
        return (
          actor.kind === 'user' && roleOf(world, repository, account) === ROLE_IDS[actorId as keyof typeof ROLE_IDS]
        );
      case 'OrganizationAdmin':
        return world.store.accounts
          .must(repository.ownerId)
          .members.some(({ userId, role }) => userId === account.id && role === 'admin');
    }
  });
}

/** The rules that bind this actor. */
export function bindingRules(world: World, actor: Author, repository: Repository, ref: string): Rule[] {
  return rulesFor(world, repository, ref)
    .filter(({ ruleset }) => !bypasses(world, actor, repository, ruleset))
    .map(({ rule }) => rule);
}

export type RefChangeKind = 'creation' | 'update' | 'force' | 'deletion';

/** Why a push or an API call may not change the ref like this; undefined where it may. */
export function refusalOfRefChange(
  world: World,
  actor: Author,
  repository: Repository,
  change: { readonly ref: string; readonly kind: RefChangeKind; readonly to: string | null },
): string | undefined {
  for (const rule of bindingRules(world, actor, repository, change.ref)) {
    const reason = refusalByRule(world, repository, rule, change);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const MESSAGES: Readonly<Partial<Record<Rule['type'], readonly [readonly RefChangeKind[], string]>>> = {
  creation: [['creation'], 'Cannot create ref due to creations being restricted.'],
  deletion: [['deletion'], 'Cannot delete this protected ref.'],
  update: [['update', 'force'], 'Cannot update this protected ref.'],
  non_fast_forward: [['force'], 'Cannot force-push to this branch'],
  pull_request: [['update', 'force'], 'Changes must be made through a pull request.'],
  merge_queue: [['update', 'force'], 'Changes must be made through the merge queue'],
};

function refusalByRule(
  world: World,
  repository: Repository,
  rule: Rule,
  { kind, to }: { readonly kind: RefChangeKind; readonly to: string | null },
): string | undefined {
  const [kinds, message] = MESSAGES[rule.type] ?? [];
  if (kinds?.includes(kind)) return message;
  const checked = rule.type === 'required_status_checks' && (kind === 'update' || kind === 'force');
  return checked && to !== null ? missingCheck(world, repository, rule, to) : undefined;
}

/** The first required check that has not succeeded on the commit, told as GitHub tells it. */
export function missingCheck(
  world: World,
  repository: Repository,
  rule: Rule & { type: 'required_status_checks' },
  sha: string,
): string | undefined {
  for (const { context, integrationId } of rule.checks) {
    const runs = world.store.checkRuns.filter(
      (run) =>
        run.repositoryId === repository.id &&
        run.headSha === sha &&
        run.name === context &&
        (integrationId === null || run.appId === integrationId),
    );
    const latest = runs.at(-1);
    if (!latest) return `Required status check "${context}" is expected.`;
    if (latest.status !== 'completed')
      return `Required status check "${context}" is ${latest.status.replace('_', ' ')}.`;
    if (!['success', 'neutral', 'skipped'].includes(latest.conclusion ?? ''))
      return `Required status check "${context}" is failing.`;
  }
  return undefined;
}
