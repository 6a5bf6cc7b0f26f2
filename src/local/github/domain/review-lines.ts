/** Review comments move with the lines they are on; where the line is gone they are outdated. */
import { commentableLines } from '../git/diff.ts';
import { mergeBase } from '../git/merge.ts';
import { gitAnswer } from '../git/run.ts';
import { repositoryDir } from '../lookup.ts';
import type { PullIssue, Repository, ReviewComment } from '../model.ts';
import type { World } from '../world.ts';
import { pullFiles } from './pull-facts.ts';

export async function moveReviewComments(
  world: World,
  repository: Repository,
  row: PullIssue,
  oldHead: string,
): Promise<void> {
  const comments = world.store.reviewComments.filter(({ issueId, line }) => issueId === row.id && line !== null);
  if (comments.length === 0) return;
  const files = await pullFiles(world, repository, row);
  for (const comment of comments) {
    const patch = files.find(({ path }) => path === comment.path)?.patch ?? '';
    const line = await lineNow(world, repository, row, comment, oldHead);
    const place = commentableLines(patch).find((spot) => spot.side === comment.side && spot.line === line);
    world.store.reviewComments.update(comment, {
      line: place?.line ?? null,
      ...(place && { commitId: row.pull.head.sha }),
    });
  }
}

async function lineNow(
  world: World,
  repository: Repository,
  { pull }: PullIssue,
  { line, side, path }: ReviewComment,
  oldHead: string,
): Promise<number | null> {
  if (line === null) return null;
  const dir = repositoryDir(world, repository);
  const of = async (head: string): Promise<string> =>
    side === 'RIGHT' ? head : ((await mergeBase(dir, pull.base.sha, head)) ?? head);
  const [before, after] = [await of(oldHead), await of(pull.head.sha)];
  if (before === after) return line;
  const args = ['diff', '--unified=0', '--no-color', '--no-ext-diff', before, after, '--', path];
  return shifted(line, (await gitAnswer(dir, args)).bytes.toString('utf8'));
}

/** Where a line of the old file is in the new one; null where it was changed. */
function shifted(line: number, diff: string): number | null {
  let offset = 0;
  for (const [, from = '', count = '1', , added = '1'] of diff.matchAll(
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm,
  )) {
    const [start, removed] = [Number(from), Number(count)];
    if (line < start || (removed === 0 && line === start)) break;
    if (removed > 0 && line < start + removed) return null;
    offset += Number(added) - removed;
  }
  return line + offset;
}
