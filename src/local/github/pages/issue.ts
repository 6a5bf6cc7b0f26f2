import { fullName } from '../lookup.ts';
import type { Issue, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { commentBox } from './forms.ts';
import type { FormToken } from './forms.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { badge, labels, repositoryLink, shell, stateOf, who } from './parts.ts';
import { spoken, timeline } from './timeline.ts';

export function issuePage(world: World, token: FormToken, repository: Repository, row: Issue): Html {
  const base = `/${fullName(world, repository)}`;
  const path = `${base}/issues/${row.number}`;
  const opening = { anchor: 'description', authorId: row.authorId, time: row.createdAt, note: 'opened this' };
  return shell({
    title: `${row.title} · #${row.number} · ${fullName(world, repository)}`,
    trail: [repositoryLink(world, repository), html`<a href="${path}">#${row.number}</a>`],
    body: html`<h1>${row.title} <span class="number">#${row.number}</span></h1>
      <p>${badge(stateOf(row))} ${who(world, row.authorId)} ${labels(row)}</p>
      ${spoken(world, { ...opening, body: row.body ?? '*No description.*' })} ${timeline(world, base, row)}
      ${commentBox(world, token, path, row)}`,
  });
}
