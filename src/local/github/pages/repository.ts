import { listTree, readObject } from '../git/objects.ts';
import { listRefs } from '../git/refs.ts';
import { fullName, isPull, repositoryDir } from '../lookup.ts';
import type { Issue, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { deploymentsOf, environments } from './deployments.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html, Value } from '../../../catalogue/site/html.ts';
import { markdown } from './markdown.ts';
import { badge, commitLink, labels, repositoryLink, shell, stateOf, when, who } from './parts.ts';
import { fileRows } from './source.ts';

const SHOWN_README_BYTES = 200_000;
const SHOWN_ISSUES = 100;

export function repositoriesPage(world: World): Html {
  const rows = world.store.repositories.all().map((repository) => {
    const open = world.store.issues.filter((row) => row.repositoryId === repository.id && row.state === 'open');
    const pulls = open.filter(isPull).length;
    return html`<div class="row split">
      <span>
        ${repositoryLink(world, repository)} ${repository.private && html`<span class="label">private</span>`}
        <span class="muted">${repository.description}</span>
      </span>
      <span class="muted small">${pulls} open pull requests · ${open.length - pulls} open issues</span>
    </div>`;
  });
  return shell({
    title: 'Local GitHub',
    trail: [],
    body: html`<h1>Repositories</h1>
      <div class="box">${rows.length > 0 ? rows : html`<div class="body muted">There is none yet.</div>`}</div>`,
  });
}

function list(world: World, base: string, title: string, rows: readonly Issue[]): Html {
  const folder = (row: Issue) => (row.pull ? 'pull' : 'issues');
  return html`<h2>${title} <span class="muted">${rows.length}</span></h2>
    <div class="box">
      ${rows.length === 0 && html`<div class="body muted">None.</div>`}
      ${rows.slice(0, SHOWN_ISSUES).map(
        (row) =>
          html`<div class="row split">
            <span>
              ${badge(stateOf(row))} <a href="${base}/${folder(row)}/${row.number}"><b>${row.title}</b></a>
              <span class="muted">#${row.number}</span> ${labels(row)}
            </span>
            <span>${who(world, row.authorId)} ${when(row.updatedAt)}</span>
          </div>`,
      )}
    </div>`;
}

async function readme(dir: string, branch: string): Promise<Value> {
  const file = await readObject(dir, `refs/heads/${branch}:README.md`);
  if (!file || file.size > SHOWN_README_BYTES) return undefined;
  return html`<div class="box">
    <div class="head"><b>README.md</b></div>
    <div class="body markdown">${markdown(file.bytes.toString('utf8'))}</div>
  </div>`;
}

export async function repositoryPage(world: World, repository: Repository): Promise<Html> {
  const base = `/${fullName(world, repository)}`;
  const dir = repositoryDir(world, repository);
  const branch = repository.defaultBranch;
  const [files, refs, about] = await Promise.all([
    listTree(dir, `refs/heads/${branch}`),
    listRefs(dir, 'refs/heads/'),
    readme(dir, branch),
  ]);
  const issues = world.store.issues.filter((row) => row.repositoryId === repository.id).reverse();
  return shell({
    title: fullName(world, repository),
    trail: [repositoryLink(world, repository)],
    body: html`<h1>${fullName(world, repository)}</h1>
      <p class="muted">${repository.description}</p>
      <p class="mono">git clone ${world.url}${base}.git</p>
      <h2>Files on <code>${branch}</code></h2>
      <div class="box">${fileRows(base, branch, '', files ?? [])}</div>
      ${about} ${list(world, base, 'Pull requests', issues.filter(isPull))}
      ${list(
        world,
        base,
        'Issues',
        issues.filter((row) => !isPull(row)),
      )}
      <h2>Environments</h2>
      ${environments(world, base, deploymentsOf(world, repository))}
      <h2>Branches <span class="muted">${refs.length}</span></h2>
      <div class="box">
        ${refs.map(
          ({ ref, sha }) =>
            html`<div class="row split">
              <a href="${base}/tree/${ref.slice('refs/heads/'.length)}">${ref.slice('refs/heads/'.length)}</a>
              ${commitLink(base, sha)}
            </div>`,
        )}
      </div>`,
  });
}

export function deploymentsPage(world: World, repository: Repository): Html {
  const base = `/${fullName(world, repository)}`;
  return shell({
    title: `Deployments · ${fullName(world, repository)}`,
    trail: [repositoryLink(world, repository), html`<a href="${base}/deployments">deployments</a>`],
    body: html`<h1>Deployments</h1>
      ${environments(world, base, deploymentsOf(world, repository))}`,
  });
}
