import { runsFor } from '../domain/checks.ts';
import { diffFiles } from '../git/diff.ts';
import { EMPTY_TREE, listTree, readCommit, readObject } from '../git/objects.ts';
import type { TreeEntry } from '../git/objects.ts';
import { resolveCommit } from '../git/refs.ts';
import { fullName, repositoryDir } from '../lookup.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { checkLines } from './check-runs.ts';
import { fileBox } from './diff.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { commitLink, repositoryLink, shell, short, when } from './parts.ts';

const SHOWN_LINES = 5_000;

export interface Place {
  readonly commit: string;
  readonly ref: string;
  /** Without slashes at its ends; empty: the root. */
  readonly path: string;
}

/** A ref may hold slashes, and nothing says where it ends: the shortest prefix that names a commit is taken. */
export async function placeOf(world: World, repository: Repository, rest: string): Promise<Place | undefined> {
  const parts = rest.split('/').filter(Boolean);
  for (let length = 1; length <= parts.length; length += 1) {
    const ref = parts.slice(0, length).join('/');
    const commit = await resolveCommit(repositoryDir(world, repository), ref);
    if (commit !== undefined) return { commit, ref, path: parts.slice(length).join('/') };
  }
  return undefined;
}

export function fileRows(base: string, ref: string, folder: string, entries: readonly TreeEntry[]): Html {
  const sorted = entries.toSorted((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree'));
  return html`${sorted.map(({ type, path }) => {
    const full = folder === '' ? path : `${folder}/${path}`;
    const tree = type === 'tree';
    return html`<div class="row">
      <a href="${base}/${tree ? 'tree' : 'blob'}/${ref}/${full}">${path}${tree && '/'}</a>
    </div>`;
  })}`;
}

export async function treePage(world: World, repository: Repository, place: Place): Promise<Html | undefined> {
  const base = `/${fullName(world, repository)}`;
  const { commit, ref, path } = place;
  const entries = await listTree(repositoryDir(world, repository), `${commit}:${path}`);
  if (!entries) return undefined;
  return shell({
    title: `${path || ref} · ${fullName(world, repository)}`,
    trail: [repositoryLink(world, repository), html`<a href="${base}/tree/${ref}">${ref}</a>`],
    body: html`<h1>${path || '/'}</h1>
      <div class="box">${fileRows(base, ref, path, entries)}</div>`,
  });
}

export async function fileBytes(
  world: World,
  repository: Repository,
  { commit, path }: Place,
): Promise<Buffer | undefined> {
  const file = await readObject(repositoryDir(world, repository), `${commit}:${path}`);
  return file?.type === 'blob' ? file.bytes : undefined;
}

function lines(bytes: Buffer): Html {
  if (bytes.subarray(0, 8_000).includes(0)) return html`<div class="body muted">No text to show.</div>`;
  const all = bytes.toString('utf8').replace(/\n$/, '').split('\n');
  const rows = all.slice(0, SHOWN_LINES).map(
    (text, index) =>
      html`<tr id="L${index + 1}">
        <td class="line"><a href="#L${index + 1}">${index + 1}</a></td>
        <td>${text}</td>
      </tr>`,
  );
  const hidden = all.length - rows.length;
  return html`<table class="diff">
      ${rows}
    </table>
    ${hidden > 0 && html`<div class="body muted">${hidden} more lines are not shown.</div>`}`;
}

export async function filePage(world: World, repository: Repository, place: Place): Promise<Html | undefined> {
  const bytes = await fileBytes(world, repository, place);
  if (!bytes) return undefined;
  const base = `/${fullName(world, repository)}`;
  const { ref, path } = place;
  return shell({
    title: `${path} · ${fullName(world, repository)}`,
    trail: [repositoryLink(world, repository), html`<a href="${base}/tree/${ref}">${ref}</a>`],
    body: html`<div class="box">
      <div class="head">
        <b class="mono">${path}</b> <span class="muted small">${bytes.length} bytes</span>
        <a class="small" href="${base}/raw/${ref}/${path}">raw</a>
      </div>
      ${lines(bytes)}
    </div>`,
  });
}

export async function commitPage(world: World, repository: Repository, sha: string): Promise<Html | undefined> {
  const dir = repositoryDir(world, repository);
  const resolved = await resolveCommit(dir, sha);
  const commit = resolved === undefined ? undefined : await readCommit(dir, resolved);
  if (!commit) return undefined;
  const base = `/${fullName(world, repository)}`;
  const files = await diffFiles(dir, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const [title = '', ...rest] = commit.message.split('\n');
  return shell({
    title: `${title} · ${short(commit.sha)}`,
    trail: [repositoryLink(world, repository), commitLink(base, commit.sha)],
    body: html`<h1>${title}</h1>
      <pre>${rest.join('\n').trim()}</pre>
      <p>
        <b>${commit.author.name}</b> ${when(commit.author.date)} · <code>${commit.sha}</code> · parents
        ${commit.parents.map((parent) => html`${commitLink(base, parent)} `)}
      </p>
      <div class="box">${checkLines(base, runsFor(world, repository, commit.sha, 'latest'))}</div>
      ${files.map((file) => fileBox(file, `${base}/blob/${commit.sha}/${file.path}`))}`,
  });
}
