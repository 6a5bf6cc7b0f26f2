import { fullName } from '../lookup.ts';
import type { PullIssue, Repository, ReviewComment } from '../model.ts';
import { nodeId, repositoryPage } from '../render/urls.ts';
import type { World } from '../world.ts';
import { refusal } from './refusal.ts';

export interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

const THREAD = 'PRRT_';
const MOST = 100;

function page(nodes: readonly { readonly id: string }[], { first, after }: Page): object {
  if (first === undefined || first === null) {
    throw refusal('UNPROCESSABLE', 'You must provide a `first` or `last` value to properly paginate the connection.');
  }
  if (first < 0 || first > MOST) {
    throw refusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${first} records exceeds the \`first\` limit of ${MOST} records.`,
    );
  }
  const start = after ? nodes.findIndex(({ id }) => id === after) + 1 : 0;
  const shown = nodes.slice(start, start + first);
  const endCursor = shown.at(-1)?.id ?? null;
  return { totalCount: nodes.length, nodes: shown, pageInfo: { hasNextPage: start + first < nodes.length, endCursor } };
}

function actor(world: World, id: number | null): { login: string } | null {
  const account = id === null ? undefined : world.store.accounts.get(id);
  return account ? { login: account.login.replace(/\[bot\]$/, '') } : null;
}

function comment(world: World, repository: Repository, pull: PullIssue, row: ReviewComment) {
  return {
    id: nodeId('PRRC', row.id),
    databaseId: row.id,
    author: actor(world, row.authorId),
    body: row.body,
    path: row.path,
    url: repositoryPage(world, repository, `/pull/${pull.number}#discussion_r${row.id}`),
    createdAt: row.createdAt,
    outdated: isOutdated(row),
  };
}

function isOutdated({ subject, line }: ReviewComment): boolean {
  return subject === 'line' && line === null;
}

/** The comments of a thread, its first one first; replies all point to it. */
function commentsOf({ store }: World, first: ReviewComment): ReviewComment[] {
  return [first, ...store.reviewComments.filter(({ inReplyTo }) => inReplyTo === first.id)];
}

export function thread(world: World, repository: Repository, pull: PullIssue, first: ReviewComment) {
  return {
    id: nodeId('PRRT', first.id),
    isResolved: first.resolvedBy !== null,
    isOutdated: isOutdated(first),
    resolvedBy: actor(world, first.resolvedBy),
    path: first.path,
    line: first.line,
    diffSide: first.side,
    comments: (asked: Page) =>
      page(
        commentsOf(world, first).map((row) => comment(world, repository, pull, row)),
        asked,
      ),
  };
}

export function pullRequest(world: World, repository: Repository, pull: PullIssue) {
  return {
    id: nodeId('PR', pull.pull.id),
    number: pull.number,
    reviewThreads: (asked: Page) => {
      const first = world.store.reviewComments.filter((row) => row.issueId === pull.id && row.inReplyTo === null);
      return page(
        first.map((row) => thread(world, repository, pull, row)),
        asked,
      );
    },
  };
}

export function repositoryName(world: World, repository: Repository) {
  return { id: nodeId('R', repository.id), nameWithOwner: fullName(world, repository) };
}

/** The first comment of the thread with this node id. */
export function firstCommentOf({ store }: World, threadId: string): ReviewComment | undefined {
  if (!threadId.startsWith(THREAD)) return undefined;
  const row = store.reviewComments.get(Number(Buffer.from(threadId.slice(THREAD.length), 'base64url').toString()));
  return row?.inReplyTo === null ? row : undefined;
}
