import type { Plan } from '../../release/plan.ts';
import type { Scope } from '../target.ts';
import { filesOf } from './files.ts';
import type { Pull, Pulls } from './pulls.ts';
import type { Repository } from './repository.ts';

/** How changes get onto the branch by pull request. */
export interface Proposals {
  readonly pulls: Pulls;
  /** How long one may wait to be merged, in milliseconds. */
  readonly withinMs: number;
}

/** Where one owner's change goes. */
export interface Place {
  readonly scope: Scope;
  /** The branch that is deployed from, and its newest commit. */
  readonly base: string;
  readonly commit: string | undefined;
  /** The owner's folder. */
  readonly folder: string;
}

/** The branch of an owner's pull request: one for each, so that there is never a second that is open. */
function proposalBranch(folder: string): string {
  return `sluice/${folder}`;
}

/**
 * The owner's pull request with this plan: opened, or the open one brought to it. One that was closed with this very plan in it stays
 * closed: that is a person's answer.
 */
export async function propose(
  repository: Repository,
  { pulls }: Proposals,
  { scope, base, commit, folder }: Place,
  plan: Plan,
  signal: AbortSignal,
): Promise<Pull> {
  const branch = proposalBranch(folder);
  const head = await repository.head(branch);
  const isPushed = head !== undefined && (await repository.messageOf(head)).includes(trailersOf(plan));
  const known = await pulls.of(branch, base, signal);
  const isMerged = known !== undefined && known.merged_at !== null;
  if (known?.state === 'closed' && !isMerged && isPushed) return known;
  if (!isPushed || isMerged) {
    const message = `${titleOf(scope, plan)}\n\n${stepsOf(plan).join('\n')}\n\n${trailersOf(plan)}\n`;
    await repository.replace(commit, folder, filesOf(plan.desired.resources), message, branch);
  }
  const text = { title: titleOf(scope, plan), body: bodyOf(scope, plan) };
  if (known?.state !== 'open') return pulls.open(branch, base, text, signal);
  if (known.title !== text.title || known.body !== text.body) await pulls.change(known.number, text, signal);
  return known;
}

/** Closes the owner's pull request where one is open: nobody wants any more what it holds. */
export async function withdraw(
  repository: Repository,
  { pulls }: Proposals,
  { base, folder }: Pick<Place, 'base' | 'folder'>,
  signal: AbortSignal,
): Promise<void> {
  const branch = proposalBranch(folder);
  if ((await repository.head(branch)) === undefined) return;
  const known = await pulls.of(branch, base, signal);
  if (known?.state === 'open') await pulls.change(known.number, { state: 'closed' }, signal);
}

/** What stands between the pull request and the branch. */
export async function whyNotMerged(
  { pulls, withinMs }: Proposals,
  { base, folder }: Pick<Place, 'base' | 'folder'>,
  signal: AbortSignal,
): Promise<{ readonly reason: 'waiting' | 'declined' | 'differs'; readonly message: string }> {
  const pull = await pulls.of(proposalBranch(folder), base, signal);
  if (pull?.state === 'open') {
    const hours = withinMs / 3_600_000;
    if (Date.now() - Date.parse(pull.created_at) <= withinMs)
      return { reason: 'waiting', message: `${pull.html_url} waits to be merged` };
    return { reason: 'declined', message: `nobody merged ${pull.html_url} in ${hours} h` };
  }
  if (pull !== undefined && pull.merged_at === null)
    return { reason: 'declined', message: `${pull.html_url} was closed without being merged` };
  return { reason: 'differs', message: 'the branch does not have what was applied' };
}

export function titleOf({ owner }: Scope, { steps }: Plan): string {
  const apis = [...new Set(steps.map(({ api }) => api))].sort();
  const named = apis.length > 5 ? `${apis.slice(0, 5).join(', ')} and ${apis.length - 5} more` : apis.join(', ');
  return `Deploy ${named} for ${owner}`;
}

export function stepsOf({ steps }: Plan): string[] {
  return steps.map(({ action, id }) => `${action} ${id}`);
}

/** What a commit was made from and for: the same change to the same state is not made twice. */
export function trailersOf({ hash, liveHash }: Plan): string {
  return `Sluice-Plan: ${hash}\nSluice-Live: ${liveHash}`;
}

const mostSteps = 200;

function bodyOf({ owner }: Scope, plan: Plan): string {
  const steps = stepsOf(plan).map((step) => `- \`${step}\``);
  const shown =
    steps.length > mostSteps ? [...steps.slice(0, mostSteps), `- and ${steps.length - mostSteps} more`] : steps;
  return [
    `A release of \`${owner}\` waits for this: it goes on when this is merged and deployed, and is refused when this is closed.`,
    'A later release brings this pull request to its own content; do not push to its branch.',
    '',
    ...shown,
    '',
    `Plan \`${plan.hash.slice(0, 12)}\``,
  ].join('\n');
}
