import { z } from 'zod';
import { authorise } from '../access.ts';
import type { Actor } from '../actor.ts';
import { createComment, updateIssue } from '../domain/issues.ts';
import { enqueuePull } from '../domain/merge-queue.ts';
import { mergePull } from '../domain/merge.ts';
import { updatePull } from '../domain/pulls.ts';
import { rulesFor } from '../domain/rules.ts';
import { isPull } from '../lookup.ts';
import type { Issue, Repository } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import type { FormToken } from './forms.ts';

const form = z.object({
  token: z.string(),
  user: z.coerce.number().int(),
  body: z.string().default(''),
  method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
});

export const ACTIONS = ['comment', 'merge', 'close', 'reopen'] as const;
export type Action = (typeof ACTIONS)[number];

type Person = Extract<Actor, { kind: 'user' }>;

/** Does what a form asks for, as the user that it names. Throws `Refusal` where that user may not, or it cannot be done. */
export async function act(
  world: World,
  token: FormToken,
  { repository, issue }: { readonly repository: Repository; readonly issue: Issue },
  action: Action,
  body: unknown,
): Promise<void> {
  const fields = form.safeParse(body);
  if (!fields.success) throw new Refusal(422, 'This form lacks a field. Load the page again.');
  if (!token.accepts(fields.data.token)) throw new Refusal(403, 'This form is from another run. Load the page again.');
  const account = world.store.accounts.get(fields.data.user);
  if (account?.type !== 'User') throw new Refusal(422, 'There is no such user.');
  const actor: Person = { kind: 'user', account };
  const own = issue.authorId === account.id && action !== 'merge';
  const role = action === 'comment' || own ? 'read' : 'write';
  authorise(world, actor, repository, { app: [['issues', 'write']], role });
  if (action === 'merge') {
    await merge(world, actor, repository, issue, fields.data.method);
    return;
  }
  const text = fields.data.body.replaceAll('\r\n', '\n').trim();
  if (text !== '' || action === 'comment') createComment(world, actor, issue, text);
  if (action !== 'comment') await setState(world, actor, issue, action === 'close' ? 'closed' : 'open');
}

async function merge(
  world: World,
  actor: Person,
  repository: Repository,
  issue: Issue,
  method: 'merge' | 'squash' | 'rebase',
): Promise<void> {
  if (!isPull(issue)) throw new Refusal(404, 'This is no pull request.');
  const rules = rulesFor(world, repository, `refs/heads/${issue.pull.base.ref}`);
  if (rules.some(({ rule }) => rule.type === 'merge_queue')) await enqueuePull(world, actor, issue);
  else await mergePull(world, actor, issue, { method });
}

async function setState(world: World, actor: Person, issue: Issue, state: Issue['state']): Promise<void> {
  if (isPull(issue)) await updatePull(world, actor, issue, { state });
  else updateIssue(world, actor, issue, { state });
}
