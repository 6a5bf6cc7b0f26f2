import { accountOf, appIdOf } from '../actor.ts';
import type { Author } from '../actor.ts';
import type { Comment, Issue, Reaction, ReactionContent, Repository } from '../model.ts';
import { invalid, Refusal } from '../refusal.ts';
import { comment as renderComment, issue as renderIssue, label as renderLabel } from '../render/issue.ts';
import type { Json } from '../render/urls.ts';
import { timeOf } from '../world.ts';
import type { World } from '../world.ts';
import { emit } from './emit.ts';
import { addIssueEvent } from './pull-sync.ts';
import { ensureLabel, takeNumber } from './repositories.ts';

/** GitHub's own, https://docs.github.com/en/rest/issues/comments. */
const MAX_BODY = 65_536;
const MAX_TITLE = 256;

export function checkBody(resource: string, body: string | null): void {
  if (body !== null && body.length > MAX_BODY)
    throw invalid(resource, 'body', 'custom', `body is too long (maximum is ${MAX_BODY} characters)`);
}

export function checkTitle(resource: string, title: string): void {
  if (title.trim() === '') throw invalid(resource, 'title', 'missing_field');
  if (title.length > MAX_TITLE)
    throw invalid(resource, 'title', 'custom', `title is too long (maximum is ${MAX_TITLE} characters)`);
}

/** What issues and pull requests have in common when they are opened. */
export function newIssue(
  world: World,
  actor: Author,
  repository: Repository,
  fields: Pick<Issue, 'title' | 'body' | 'pull'>,
): Issue {
  const now = timeOf(world);
  return world.store.issues.insert({
    id: world.store.nextId(),
    repositoryId: repository.id,
    number: takeNumber(world, repository),
    authorId: accountOf(world, actor).id,
    appId: appIdOf(actor),
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    ...fields,
  });
}

function emitIssue(world: World, actor: Author, row: Issue, action: string, extra: Json = {}): void {
  const repository = world.store.repositories.must(row.repositoryId);
  const body = { issue: renderIssue(world, repository, row), ...extra };
  emit(world, { event: 'issues', action, repository, sender: accountOf(world, actor), body });
}

export interface IssueOptions {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
}

export function createIssue(world: World, actor: Author, repository: Repository, options: IssueOptions): Issue {
  checkTitle('Issue', options.title);
  checkBody('Issue', options.body ?? null);
  const row = newIssue(world, actor, repository, { title: options.title, body: options.body ?? null, pull: null });
  setLabels(world, actor, repository, row, options.labels ?? []);
  emitIssue(world, actor, row, 'opened');
  return row;
}

/** Labels that the repository does not have are made. */
export function setLabels(
  world: World,
  actor: Author,
  repository: Repository,
  row: Issue,
  names: readonly string[],
): void {
  const labels = names.map((name) => ensureLabel(world, repository, { name }));
  const news = labels.filter(({ name }) => !row.labels.includes(name));
  world.store.issues.update(row, { labels: labels.map(({ name }) => name), updatedAt: timeOf(world) });
  for (const label of news) {
    addIssueEvent(world, actor, row.id, 'labeled', { label: { name: label.name, color: label.color } });
    if (!row.pull) emitIssue(world, actor, row, 'labeled', { label: renderLabel(world, repository, label) });
  }
}

export interface IssueChange {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: Issue['state'];
  readonly stateReason?: Issue['stateReason'];
}

/** An issue's own change; a pull request's state is changed through `updatePull`. */
export function updateIssue(world: World, actor: Author, row: Issue, change: IssueChange): void {
  const edits = applyText(world, actor, row, change);
  if (edits) emitIssue(world, actor, row, 'edited', { changes: edits });
  if (change.state === undefined || change.state === row.state) return;
  const now = timeOf(world);
  const closed = change.state === 'closed';
  world.store.issues.update(row, {
    state: change.state,
    stateReason: change.stateReason ?? (closed ? 'completed' : 'reopened'),
    closedAt: closed ? now : null,
    closedBy: closed ? accountOf(world, actor).id : null,
    updatedAt: now,
  });
  addIssueEvent(world, actor, row.id, closed ? 'closed' : 'reopened');
  emitIssue(world, actor, row, closed ? 'closed' : 'reopened');
}

/** Changes title and body; what they were before, for the `edited` event, or undefined where nothing changed. */
export function applyText(world: World, actor: Author, row: Issue, change: IssueChange): Json | undefined {
  const resource = row.pull ? 'PullRequest' : 'Issue';
  const { title = row.title, body = row.body } = change;
  checkTitle(resource, title);
  checkBody(resource, body);
  const edits = {
    ...(title !== row.title && { title: { from: row.title } }),
    ...(body !== row.body && { body: { from: row.body ?? '' } }),
  };
  if (Object.keys(edits).length === 0) return undefined;
  if (title !== row.title) addIssueEvent(world, actor, row.id, 'renamed', { rename: { from: row.title, to: title } });
  world.store.issues.update(row, { title, body, updatedAt: timeOf(world) });
  return edits;
}

function emitComment(world: World, actor: Author, row: Comment, action: string, extra: Json = {}): void {
  const repository = world.store.repositories.must(row.repositoryId);
  const on = world.store.issues.must(row.issueId);
  const body = { issue: renderIssue(world, repository, on), comment: renderComment(world, repository, row), ...extra };
  emit(world, { event: 'issue_comment', action, repository, sender: accountOf(world, actor), body });
}

function checkComment(body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'custom', 'Body cannot be blank');
  checkBody('IssueComment', body);
}

export function createComment(world: World, actor: Author, on: Issue, body: string): Comment {
  checkComment(body);
  if (on.locked && actor.kind === 'user') throw new Refusal(403, 'Unable to create comment because issue is locked.');
  const now = timeOf(world);
  const row = world.store.comments.insert({
    id: world.store.nextId(),
    repositoryId: on.repositoryId,
    issueId: on.id,
    authorId: accountOf(world, actor).id,
    appId: appIdOf(actor),
    body,
    createdAt: now,
    updatedAt: now,
  });
  world.store.issues.update(on, { updatedAt: now });
  emitComment(world, actor, row, 'created');
  return row;
}

export function updateComment(world: World, actor: Author, row: Comment, body: string): void {
  checkComment(body);
  const from = row.body;
  world.store.comments.update(row, { body, updatedAt: timeOf(world) });
  emitComment(world, actor, row, 'edited', { changes: { body: { from } } });
}

export function deleteComment(world: World, actor: Author, row: Comment): void {
  emitComment(world, actor, row, 'deleted');
  world.store.comments.delete(row.id);
}

/** The reaction, and whether it is new: GitHub keeps one of each kind and person. */
export function react(
  world: World,
  actor: Author,
  comment: Comment,
  content: ReactionContent,
): { readonly reaction: Reaction; readonly created: boolean } {
  const userId = accountOf(world, actor).id;
  const same = (row: Reaction): boolean =>
    row.commentId === comment.id && row.userId === userId && row.content === content;
  const found = world.store.reactions.find(same);
  if (found) return { reaction: found, created: false };
  const row = { id: world.store.nextId(), commentId: comment.id, userId, content, createdAt: timeOf(world) };
  return { reaction: world.store.reactions.insert(row), created: true };
}
