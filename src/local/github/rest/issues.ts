import { z } from 'zod';
import { createIssue, setLabels, updateIssue } from '../domain/issues.ts';
import { updatePull } from '../domain/pulls.ts';
import { pullCommits } from '../domain/pull-facts.ts';
import { ensureLabel } from '../domain/repositories.ts';
import { accountByLogin, isPull } from '../lookup.ts';
import { invalid, Refusal } from '../refusal.ts';
import { issue, label, labelsOf } from '../render/issue.ts';
import { timelineComment, timelineCommit, timelineEvent, timelineReview } from '../render/timeline.ts';
import type { Json } from '../render/urls.ts';
import { bodyOf, defined, issueOf, list, ordered, reading, taking, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';
import { mayEdit } from './authorship.ts';

function listIssues(call: RepositoryCall): Promise<Answer> {
  const { world, repository, query } = call;
  const state = query['state'] ?? 'open';
  const labels = (query['labels'] ?? '').split(',').filter(Boolean);
  const creator = query['creator'] === undefined ? undefined : accountByLogin(world, query['creator'])?.id;
  const rows = world.store.issues.filter(
    (row) =>
      row.repositoryId === repository.id &&
      (state === 'all' || row.state === state) &&
      labels.every((name) => row.labels.includes(name)) &&
      (query['creator'] === undefined || row.authorId === creator),
  );
  return list(call, ordered(call, rows, 'desc'), (row) => issue(world, repository, row));
}

const CreateBody = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])).optional(),
});

function create(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  if (!repository.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.');
  const { title, ...rest } = bodyOf(CreateBody, call);
  const row = createIssue(world, actor, repository, { title, ...defined(rest) });
  return { status: 201, body: issue(world, repository, row) };
}

const UpdateBody = z.object({
  title: z.union([z.string(), z.number()]).transform(String).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable().optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])).optional(),
});

async function update(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor } = call;
  const { labels, state_reason: stateReason, ...rest } = bodyOf(UpdateBody, call);
  const row = issueOf(call);
  mayEdit(call, row.authorId);
  if (labels) setLabels(world, actor, repository, row, labels);
  if (isPull(row)) await updatePull(world, actor, row, defined(rest));
  else updateIssue(world, actor, row, defined({ ...rest, stateReason }));
  return { body: issue(world, repository, row) };
}

const LabelsBody = z.union([z.object({ labels: z.array(z.string()) }), z.array(z.string())]);

function addLabels(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const body = bodyOf(LabelsBody, call);
  const row = issueOf(call);
  const names = [...new Set([...row.labels, ...('labels' in body ? body.labels : body)])];
  setLabels(world, actor, repository, row, names);
  return { body: labelsOf(world, repository, row) };
}

const LabelBody = z.object({ name: z.string(), color: z.string().optional(), description: z.string().optional() });

function createLabel(call: RepositoryCall): Answer {
  const { world, repository } = call;
  const { name, ...rest } = bodyOf(LabelBody, call);
  if (repository.labels.some((row) => row.name.toLowerCase() === name.toLowerCase()))
    throw invalid('Label', 'name', 'already_exists');
  const row = ensureLabel(world, repository, { name, ...defined(rest) });
  return { status: 201, body: label(world, repository, row) };
}

/** Commits first, as GitHub lists them, then what happened in the order of time. */
async function timeline(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { store } = world;
  const row = issueOf(call);
  const own = ({ issueId }: { readonly issueId: number }): boolean => issueId === row.id;
  const commits = isPull(row) ? await pullCommits(world, repository, row) : [];
  const happened: { at: string; id: number; json: Json }[] = [
    ...store.comments
      .filter(own)
      .map((it) => ({ at: it.createdAt, id: it.id, json: timelineComment(world, repository, it) })),
    ...store.reviews
      .filter(own)
      .map((it) => ({ at: it.submittedAt, id: it.id, json: timelineReview(world, repository, it) })),
    ...store.issueEvents
      .filter(own)
      .map((it) => ({ at: it.createdAt, id: it.id, json: timelineEvent(world, repository, it) })),
  ];
  happened.sort((a, b) => a.at.localeCompare(b.at) || a.id - b.id);
  const all = [...commits.map((it) => timelineCommit(world, repository, it)), ...happened.map(({ json }) => json)];
  return list(call, all, (json) => json);
}

const read = reading('issues', 'pull_requests');

export const issues: readonly RepositoryOperation[] = [
  { id: 'issues/list-for-repo', method: 'GET', path: '/issues', needs: read, handle: listIssues },
  { id: 'issues/create', method: 'POST', path: '/issues', needs: taking('issues'), handle: create },
  {
    id: 'issues/get',
    method: 'GET',
    path: '/issues/:number',
    needs: read,
    handle: (call) => ({ body: issue(call.world, call.repository, issueOf(call)) }),
  },
  {
    id: 'issues/update',
    method: 'PATCH',
    path: '/issues/:number',
    needs: taking('issues', 'pull_requests'),
    handle: update,
  },
  {
    id: 'issues/add-labels',
    method: 'POST',
    path: '/issues/:number/labels',
    needs: writing('issues', 'pull_requests'),
    handle: addLabels,
  },
  {
    id: 'issues/create-label',
    method: 'POST',
    path: '/labels',
    needs: writing('issues', 'pull_requests'),
    handle: createLabel,
  },
  {
    id: 'issues/list-events-for-timeline',
    method: 'GET',
    path: '/issues/:number/timeline',
    needs: read,
    handle: timeline,
  },
];
