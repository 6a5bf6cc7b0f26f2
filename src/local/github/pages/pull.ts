import { runsFor } from '../domain/checks.ts';
import { pullCommits, pullFiles, testMerge } from '../domain/pull-facts.ts';
import { fullName } from '../lookup.ts';
import type { PullIssue, Repository, ReviewComment } from '../model.ts';
import type { World } from '../world.ts';
import { checkLines, checkRunBox } from './check-runs.ts';
import { fileBox } from './diff.ts';
import { commentBox, mergeBox } from './forms.ts';
import type { FormToken } from './forms.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html, Value } from '../../../catalogue/site/html.ts';
import { markdown } from './markdown.ts';
import { badge, labels, repositoryLink, shell, short, stateOf, when, who } from './parts.ts';
import { spoken, timeline } from './timeline.ts';

export type Tab = 'conversation' | 'checks' | 'files';

function tabs(path: string, here: Tab, counts: Readonly<Record<Tab, number>>): Html {
  const tab = (name: Tab, href: string, title: string) =>
    html`<a href="${href}" class="${here === name && 'here'}">${title} <span class="count">${counts[name]}</span></a>`;
  return html`<nav class="tabs">
    ${tab('conversation', path, 'Conversation')} ${tab('checks', `${path}/checks`, 'Checks')}
    ${tab('files', `${path}/files`, 'Files changed')}
  </nav>`;
}

function summary(world: World, row: PullIssue): Html {
  const { base, head } = row.pull;
  const fork =
    head.repositoryId === base.repositoryId ? undefined : world.store.repositories.get(head.repositoryId ?? 0);
  const from = fork ? `${fullName(world, fork)}:${head.ref}` : head.ref;
  return html`<h1>${row.title} <span class="number">#${row.number}</span></h1>
    <p>
      ${badge(stateOf(row))} ${who(world, row.authorId)} ${row.pull.mergedAt ? 'merged' : 'wants to merge'}
      <code>${from}</code> into <code>${base.ref}</code> ${labels(row)}
    </p>`;
}

async function mergeSection(
  world: World,
  token: FormToken,
  repository: Repository,
  row: PullIssue,
  path: string,
): Promise<Html | undefined> {
  if (row.state !== 'open') return undefined;
  const mergeable = await testMerge(world, repository, row);
  const verdict = {
    true: html`<b>This branch has no conflicts with the base branch.</b>`,
    false: html`<b>This branch has conflicts that must be resolved.</b>`,
    null: html`<b>Whether this branch can be merged is not known.</b>`,
  }[`${mergeable}`];
  const base = `/${fullName(world, repository)}`;
  return html`<div class="box">
    ${checkLines(base, runsFor(world, repository, row.pull.head.sha, 'latest'))}
    <div class="row">${verdict}</div>
    <div class="row">${mergeBox(world, token, path, row, mergeable === true)}</div>
  </div>`;
}

function aside(world: World, repository: Repository, row: PullIssue): Html {
  const base = `/${fullName(world, repository)}`;
  const shas = [row.pull.head.sha, row.pull.mergedAt === null ? null : row.pull.mergeCommitSha];
  const deployments = world.store.deployments.filter(
    (deployment) => deployment.repositoryId === repository.id && shas.includes(deployment.sha),
  );
  return html`<aside>
    <section>
      <h3>Head</h3>
      <a class="mono" href="${base}/commit/${row.pull.head.sha}">${short(row.pull.head.sha)}</a>
    </section>
    <section>
      <h3>Checks</h3>
      ${checkLines(base, runsFor(world, repository, row.pull.head.sha, 'latest'))}
    </section>
    <section>
      <h3>Environments</h3>
      ${[...new Set(deployments.map(({ environment }) => environment))].map(
        (name) => html`<div><a href="${base}/deployments#${name}">${name}</a></div>`,
      )}
    </section>
  </aside>`;
}

function saidIn(world: World, comments: readonly ReviewComment[]): (side: string, line: number) => Value {
  return (side, line) => {
    const here = comments.filter((row) => row.side === side && row.line === line);
    return here.length === 0
      ? undefined
      : html`${here.map(
          (row) =>
            html`<div>
              ${who(world, row.authorId)} ${when(row.createdAt)}
              <div class="markdown">${markdown(row.body)}</div>
            </div>`,
        )}`;
  };
}

export async function pullPage(
  world: World,
  token: FormToken,
  repository: Repository,
  row: PullIssue,
  tab: Tab,
): Promise<Html> {
  const base = `/${fullName(world, repository)}`;
  const path = `${base}/pull/${row.number}`;
  const [files, commits] = await Promise.all([pullFiles(world, repository, row), pullCommits(world, repository, row)]);
  const runs = [...new Set([row.pull.head.sha, ...commits.map(({ sha }) => sha)])].flatMap((sha) =>
    runsFor(world, repository, sha, 'latest'),
  );
  const said = world.store.reviewComments.filter(({ issueId }) => issueId === row.id);
  const entries = timeline(world, base, row, commits);
  const body: Record<Tab, () => Promise<Value> | Value> = {
    conversation: async () =>
      html`<div class="columns">
        <div>
          ${spoken(world, { anchor: 'description', authorId: row.authorId, time: row.createdAt, body: row.body ?? '*No description.*', note: 'opened this' })}
          ${entries} ${await mergeSection(world, token, repository, row, path)} ${commentBox(world, token, path, row)}
        </div>
        ${aside(world, repository, row)}
      </div>`,
    checks: () => runs.map((run) => checkRunBox(world, base, run)),
    files: () =>
      files.map((file) =>
        fileBox(
          file,
          `${base}/blob/${row.pull.head.sha}/${file.path}`,
          saidIn(
            world,
            said.filter((comment) => comment.path === file.path),
          ),
        ),
      ),
  };
  const counts = { conversation: entries.length, checks: runs.length, files: files.length };
  return shell({
    title: `${row.title} · #${row.number} · ${fullName(world, repository)}`,
    trail: [repositoryLink(world, repository), html`<a href="${path}">#${row.number}</a>`],
    body: html`${summary(world, row)}${tabs(path, tab, counts)}${await body[tab]()}`,
  });
}
