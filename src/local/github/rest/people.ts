import { accountByLogin, roleOf } from '../lookup.ts';
import { notFound, Refusal } from '../refusal.ts';
import { publicUser, simpleUser, teamMembership } from '../render/account.ts';
import { hasPermission } from '../access.ts';
import { reading } from './operation.ts';
import type { Answer, Call, Operation, RepositoryOperation } from './operation.ts';

function membership(call: Call): Answer {
  const { world, actor, params } = call;
  const organization = accountByLogin(world, params['org'] ?? '');
  if (actor.kind === 'installation' && !hasPermission(actor, 'members', 'read'))
    throw new Refusal(403, 'Resource not accessible by integration');
  if (actor.kind === 'installation' && actor.installation.accountId !== organization?.id) throw notFound();
  const team = world.store.teams.find(
    ({ organizationId, slug }) => organizationId === organization?.id && slug === params['team_slug'],
  );
  const account = accountByLogin(world, params['username'] ?? '');
  const body = team && account && teamMembership(world, team, account);
  if (!body) throw notFound();
  return { body };
}

export const people: readonly Operation[] = [
  {
    id: 'users/get-by-username',
    method: 'GET',
    path: '/users/:username',
    by: 'anyone',
    handle: ({ world, params }) => {
      const account = accountByLogin(world, params['username'] ?? '');
      if (!account) throw notFound();
      return { body: publicUser(world, account) };
    },
  },
  {
    id: 'teams/get-membership-for-user-in-org',
    method: 'GET',
    path: '/orgs/:org/teams/:team_slug/memberships/:username',
    by: 'anyone',
    handle: membership,
  },
];

/** The old four: `triage` reads, `maintain` writes. */
const LEGACY = { read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' } as const;

export const collaborators: readonly RepositoryOperation[] = [
  {
    id: 'repos/get-collaborator-permission-level',
    method: 'GET',
    path: '/collaborators/:username/permission',
    needs: reading('metadata'),
    handle: ({ world, repository, params }) => {
      const account = accountByLogin(world, params['username'] ?? '');
      if (!account) throw notFound();
      const role = roleOf(world, repository, account);
      const user = { ...simpleUser(world, account), role_name: role ?? 'none' };
      return { body: { permission: role ? LEGACY[role] : 'none', role_name: role ?? 'none', user } };
    },
  },
];
