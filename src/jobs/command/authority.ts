import { isMember, permissionOf } from '../../github/people.ts';
import { approvalGroups } from '../platform/approval.ts';
import type { CommandContext } from './context.ts';
import type { Authority } from './definition.ts';

const YES: Authority = { ok: true };
const WRITERS = ['write', 'maintain', 'admin'];

/** Asks GitHub every time: somebody may have left a team between the comment and the work. */
export async function mayWrite(context: CommandContext): Promise<Authority> {
  const permission = await permissionOf(context.repo, context.comment.author);
  if (WRITERS.includes(permission)) return YES;
  return { ok: false, message: `You have \`${permission}\`; this asks for \`write\` on the repository.` };
}

/** An environment with approval teams is theirs; any other is for those who can write. */
export async function mayRelease(context: CommandContext, environments: readonly string[]): Promise<Authority> {
  const writes = await mayWrite(context);
  if (!writes.ok) return writes;
  for (const environment of environments) {
    const missing = await missingGroup(context, environment);
    if (missing === undefined) continue;
    const permission = await permissionOf(context.repo, context.comment.author);
    const who = missing.join(' or ');
    return {
      ok: false,
      message: `You have \`${permission}\`; ${environment} asks for ${who}. Ask one of them to comment the same line.`,
    };
  }
  return YES;
}

/** The first group of approvers that this person is not in. */
async function missingGroup(context: CommandContext, environment: string): Promise<readonly string[] | undefined> {
  for (const teams of approvalGroups(context.services, context.config, environment)) {
    if (!(await isOneOf(context, teams))) return teams;
  }
  return undefined;
}

/** Owners of every API that is meant, never the author of the pull request; APIs without owners are for those who can write. */
export async function mayAccept(context: CommandContext, apis: readonly string[]): Promise<Authority> {
  if (context.pull?.author === context.comment.author) {
    return { ok: false, message: 'You opened this pull request; somebody else has to accept what it breaks.' };
  }
  const writes = await mayWrite(context);
  if (!writes.ok) return writes;
  for (const api of apis) {
    const owners = context.config.apis?.find(({ name }) => name === api)?.owners ?? [];
    if (owners.length === 0 || (await isOneOf(context, owners))) continue;
    return {
      ok: false,
      message: `\`${api}\` belongs to ${owners.join(' and ')}. Ask one of them to comment the same line.`,
    };
  }
  return YES;
}

async function isOneOf(context: CommandContext, teams: readonly string[]): Promise<boolean> {
  for (const team of teams) {
    if (await isMember(context.repo, team, context.comment.author)) return true;
  }
  return false;
}
