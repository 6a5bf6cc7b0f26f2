/** Who may do what, asked each time: nothing here outlives a call. */
import { GitHubError, isGitHubError, unlessMissing } from './errors.ts';
import { at, type Repo } from './repo.ts';

/** GitHub's repository roles, most powerful first. */
export const permissions = ['admin', 'maintain', 'write', 'triage', 'read', 'none'] as const;
export type Permission = (typeof permissions)[number];

/** `none` for people whom GitHub does not know. A custom role counts as the role that it extends. */
export async function permissionOf(repo: Repo, login: string): Promise<Permission> {
  const answer = await unlessMissing(
    repo.octokit.rest.repos.getCollaboratorPermissionLevel({ ...at(repo), username: login }),
  );
  if (answer === undefined) return 'none';
  const { role_name: role, permission } = answer.data;
  return permissions.find((each) => each === role) ?? permissions.find((each) => each === permission) ?? 'none';
}

/** `who`: `@org/team` of the repository's own organisation, or `@user`. What cannot be told counts as no. */
export async function isMember(repo: Repo, who: string, login: string): Promise<boolean> {
  const [, owner = '', team] = /^@([^/]+)(?:\/([^/]+))?$/.exec(who) ?? [];
  if (team === undefined) return owner !== '' && owner.toLowerCase() === login.toLowerCase();
  if (owner.toLowerCase() !== repo.owner.toLowerCase()) return false;
  try {
    const { data } = await repo.octokit.rest.teams.getMembershipForUserInOrg({
      org: owner,
      team_slug: team,
      username: login,
    });
    return data.state === 'active';
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return false;
    if (!isGitHubError(error, 'forbidden')) throw error;
    const { status, operation } = error;
    const reason = `the members of ${who} cannot be read: ${error.reason}`;
    throw new GitHubError({ kind: 'forbidden', status, operation, reason, cause: error });
  }
}
