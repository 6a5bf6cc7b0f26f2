import { readCommit } from '../git/objects.ts';
import { readRef } from '../git/refs.ts';
import { roleOf } from '../lookup.ts';
import type { Repository } from '../model.ts';
import { notFound } from '../refusal.ts';
import { bypasses, rulesFor } from '../domain/rules.ts';
import { commit } from '../render/commit.ts';
import { fullRepository } from '../render/repository.ts';
import { branchRule, ruleset } from '../render/ruleset.ts';
import { repositoryApi, repositoryPage } from '../render/urls.ts';
import type { Json } from '../render/urls.ts';
import type { World } from '../world.ts';
import { idOf, list, reading } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

async function branch({ world, repository, dir, params }: RepositoryCall): Promise<Answer> {
  const name = params['*'] ?? '';
  const ref = await readRef(dir, `refs/heads/${name}`);
  const head = ref && (await readCommit(dir, ref.sha));
  if (!head) throw notFound();
  const self = repositoryApi(world, repository, `/branches/${name}`);
  const body = {
    name,
    commit: commit(world, repository, head),
    _links: { self, html: repositoryPage(world, repository, `/tree/${name}`) },
    protected: rulesFor(world, repository, ref.ref).length > 0,
    protection: protection(world, repository, ref.ref),
    protection_url: `${self}/protection`,
  };
  return { body };
}

function protection(world: World, repository: Repository, ref: string): Json {
  const rules = rulesFor(world, repository, ref).map(({ rule }) => rule);
  const checks = rules.flatMap((rule) => (rule.type === 'required_status_checks' ? rule.checks : []));
  return {
    enabled: rules.length > 0,
    required_status_checks: {
      enforcement_level: checks.length > 0 ? 'everyone' : 'off',
      contexts: checks.map(({ context }) => context),
      checks: checks.map(({ context, integrationId }) => ({ context, app_id: integrationId })),
    },
  };
}

function administers({ world, actor, repository }: RepositoryCall): boolean {
  if (actor.kind === 'installation')
    return ['read', 'write', 'admin'].includes(actor.permissions['administration'] ?? '');
  return actor.kind === 'user' && roleOf(world, repository, actor.account) === 'admin';
}

function oneRuleset(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const row = world.store.rulesets.get(idOf(call, 'ruleset_id'));
  if (row?.repositoryId !== repository.id) throw notFound();
  const bypass = bypasses(world, actor, repository, row) ? 'always' : 'never';
  const body = ruleset(world, repository, row, administers(call));
  return { body: row.bypass.length > 0 ? { ...body, current_user_can_bypass: bypass } : body };
}

export const repositories: readonly RepositoryOperation[] = [
  {
    id: 'repos/get',
    method: 'GET',
    path: '',
    needs: reading('metadata'),
    handle: ({ world, repository, actor }) => {
      const role = actor.kind === 'user' ? roleOf(world, repository, actor.account) : undefined;
      return { body: fullRepository(world, repository, role) };
    },
  },
  {
    id: 'repos/get-branch',
    method: 'GET',
    path: '/branches/*',
    needs: reading('contents'),
    handle: branch,
  },
  {
    id: 'repos/get-branch-rules',
    method: 'GET',
    path: '/rules/branches/*',
    needs: reading('metadata'),
    handle: (call) => {
      const { world, repository, params } = call;
      const all = rulesFor(world, repository, `refs/heads/${params['*'] ?? ''}`);
      return list(call, all, ({ ruleset: from, rule }) => branchRule(world, repository, from, rule));
    },
  },
  {
    id: 'repos/get-repo-ruleset',
    method: 'GET',
    path: '/rulesets/:ruleset_id',
    needs: reading('metadata'),
    handle: oneRuleset,
  },
];
