import type { Commit } from '../git/objects.ts';
import type { Comment, Deployment, Issue, IssueEvent, Review, ReviewComment } from '../model.ts';
import type { World } from '../world.ts';
import { outcomeOf } from './check-runs.ts';
import { deploymentState } from './deployments.ts';
import { diffTable } from './diff.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html, Value } from '../../../catalogue/site/html.ts';
import { markdown } from './markdown.ts';
import { badge, commitLink, mark, when, who } from './parts.ts';

interface Entry {
  readonly time: string;
  /** Rows are numbered in the order of their making; commits have no number and come first. */
  readonly id: number;
  readonly html: Html;
}

const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
};

function reactions({ store }: World, commentId: number): Value {
  const rows = store.reactions.filter((row) => row.commentId === commentId);
  if (rows.length === 0) return undefined;
  const contents = [...new Set(rows.map(({ content }) => content))];
  const count = (wanted: string) => rows.filter(({ content }) => content === wanted).length;
  return html`<p class="reactions">${contents.map((name) => html`<span>${EMOJI[name]} ${count(name)}</span>`)}</p>`;
}

interface Spoken {
  readonly anchor: string;
  readonly authorId: number;
  readonly time: string;
  readonly body: string;
  readonly note?: Value;
  readonly after?: Value;
}

export function spoken(world: World, { anchor, authorId, time, body, note, after }: Spoken): Html {
  return html`<div class="box" id="${anchor}">
    <div class="head">${who(world, authorId)} <span class="muted">${note ?? 'commented'}</span> ${when(time)}</div>
    ${body !== '' && html`<div class="body markdown">${markdown(body)}${after}</div>`}
  </div>`;
}

function comment(world: World, row: Comment): Html {
  return spoken(world, {
    anchor: `issuecomment-${row.id}`,
    authorId: row.authorId,
    time: row.createdAt,
    body: row.body,
    note: row.updatedAt === row.createdAt ? undefined : 'commented, edited since',
    after: reactions(world, row.id),
  });
}

/** A thread below the part of the diff that it is about. */
function thread(world: World, base: string, first: ReviewComment): Html {
  const replies = world.store.reviewComments.filter(({ inReplyTo }) => inReplyTo === first.id);
  const place = first.subject === 'file' ? first.path : `${first.path}:${first.originalLine}`;
  return html`<div class="box">
    <div class="head">
      <a class="mono" href="${base}/blob/${first.originalCommitId}/${first.path}#L${first.originalLine}">${place}</a>
      ${first.line === null && first.subject === 'line' && html`<span class="label">outdated</span>`}
      ${first.resolvedBy !== null && html`<span class="label">resolved</span>`}
    </div>
    ${first.diffHunk !== '' && diffTable(first.diffHunk)}
    ${[first, ...replies].map(
      (row) =>
        html`<div class="thread" id="discussion_r${row.id}">
          ${who(world, row.authorId)} ${when(row.createdAt)}
          <div class="markdown">${markdown(row.body)}</div>
        </div>`,
    )}
  </div>`;
}

const REVIEWED: Readonly<Record<Review['state'], string>> = {
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'reviewed',
  DISMISSED: 'reviewed, dismissed since',
  PENDING: 'began a review',
};

function review(world: World, base: string, row: Review): Html {
  const threads = world.store.reviewComments.filter((own) => own.reviewId === row.id && own.inReplyTo === null);
  const about = {
    anchor: `pullrequestreview-${row.id}`,
    authorId: row.authorId,
    time: row.submittedAt,
    body: row.body,
  };
  const note = html`${REVIEWED[row.state]} ${commitLink(base, row.commitId)}`;
  return html`${spoken(world, { ...about, note })} ${threads.map((first) => thread(world, base, first))}`;
}

function happened(time: string, what: Value): Html {
  return html`<div class="event"><span>${what}</span> ${when(time)}</div>`;
}

function told(base: string, { event, commitId, label, rename }: IssueEvent): Value {
  const commit = commitId !== null && html` ${commitLink(base, commitId)}`;
  switch (event) {
    case 'labeled':
      return html`added the label <span class="label">${label?.name}</span>`;
    case 'renamed':
      return html`changed the title from <s>${rename?.from}</s> to <b>${rename?.to}</b>`;
    case 'merged':
      return html`${badge('merged')} merged as${commit}`;
    case 'closed':
      return html`${badge('closed')} closed this`;
    case 'reopened':
      return html`${badge('open')} reopened this`;
    case 'head_ref_force_pushed':
      return html`force-pushed the branch to${commit}`;
    case 'locked':
      return 'locked the conversation';
  }
}

function event(world: World, base: string, row: IssueEvent): Html {
  return happened(row.createdAt, html`${who(world, row.actorId)} ${told(base, row)}`);
}

function commit(base: string, row: Commit): Html {
  const title = row.message.split('\n', 1)[0];
  return happened(row.committer.date, html`${commitLink(base, row.sha)} <b>${title}</b> by ${row.author.name}`);
}

function deployed(world: World, base: string, row: Deployment): Html {
  const state = deploymentState(world, row);
  const what = html`${mark(state)} ${who(world, row.creatorId)} deployed ${commitLink(base, row.sha)} to
    <a class="strong" href="${base}/deployments#${row.environment}">${row.environment}</a> ${badge(state)}`;
  return happened(row.createdAt, what);
}

/** What commits, and what was made of them, add to the timeline of a pull request. */
function aroundCommits(world: World, base: string, issue: Issue, commits: readonly Commit[]): Entry[] {
  const { store } = world;
  const shas = new Set([...commits.map(({ sha }) => sha), issue.pull?.mergedAt ? issue.pull.mergeCommitSha : null]);
  const here = (row: { repositoryId: number }, sha: string) => row.repositoryId === issue.repositoryId && shas.has(sha);
  const runs = store.checkRuns.filter((run) => here(run, run.headSha));
  const deployments = store.deployments.filter((deployment) => here(deployment, deployment.sha));
  return [
    ...commits.map((row) => ({ time: row.committer.date, id: 0, html: commit(base, row) })),
    ...runs.map((run) => {
      const time = run.completedAt ?? run.startedAt ?? issue.createdAt;
      const what = html`${mark(outcomeOf(run))} <a class="strong" href="${base}/runs/${run.id}">${run.name}</a> on
        ${commitLink(base, run.headSha)}: ${run.output.title ?? outcomeOf(run).replaceAll('_', ' ')}`;
      return { time, id: run.id, html: happened(time, what) };
    }),
    ...deployments.map((row) => ({ time: row.createdAt, id: row.id, html: deployed(world, base, row) })),
  ];
}

/** Everything that was said and done, the oldest first. `commits`: those of a pull request. */
export function timeline(world: World, base: string, issue: Issue, commits: readonly Commit[] = []): Html[] {
  const { store } = world;
  const own = (row: { issueId: number }) => row.issueId === issue.id;
  const entries: Entry[] = [
    ...aroundCommits(world, base, issue, commits),
    ...store.comments.filter(own).map((row) => ({ time: row.createdAt, id: row.id, html: comment(world, row) })),
    ...store.reviews.filter(own).map((row) => ({ time: row.submittedAt, id: row.id, html: review(world, base, row) })),
    ...store.issueEvents.filter(own).map((row) => ({ time: row.createdAt, id: row.id, html: event(world, base, row) })),
  ];
  return entries
    .sort((a, b) => (a.time === b.time ? a.id - b.id : a.time < b.time ? -1 : 1))
    .map((entry) => entry.html);
}
