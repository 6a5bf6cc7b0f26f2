import { fullName } from '../lookup.ts';
import type { Issue, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html, Value } from '../../../catalogue/site/html.ts';
import { STYLE_PATH } from './style.ts';

interface Shell {
  readonly title: string;
  /** Links from the left: where one is. */
  readonly trail: readonly Html[];
  readonly body: Value;
}

export function shell({ title, trail, body }: Shell): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="${STYLE_PATH}" />
      </head>
      <body>
        <header class="top">
          <a href="/"><b>Local GitHub</b></a
          >${trail.map((part) => html`<span class="muted">/</span>${part}`)}
          <span class="note">on this machine, for demos and tests</span>
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}

export function repositoryLink(world: World, repository: Repository): Html {
  const name = fullName(world, repository);
  return html`<a href="/${name}"><b>${name}</b></a>`;
}

export function who(world: World, accountId: number): Html {
  const login = world.store.accounts.get(accountId)?.login ?? 'ghost';
  return html`<img class="avatar" src="/avatars/${accountId}" alt="" /><b>${login}</b>`;
}

export function when(time: string): Html {
  return html`<time class="muted small" datetime="${time}">${time.replace('T', ' ').replace('Z', ' UTC')}</time>`;
}

export function short(sha: string): string {
  return sha.slice(0, 7);
}

export function commitLink(base: string, sha: string): Html {
  return html`<a class="mono" href="${base}/commit/${sha}">${short(sha)}</a>`;
}

export type IssueState = 'open' | 'closed' | 'merged' | 'draft';

export function stateOf({ state, pull }: Issue): IssueState {
  if (pull?.mergedAt) return 'merged';
  return pull?.draft && state === 'open' ? 'draft' : state;
}

export function badge(state: string): Html {
  return html`<span class="badge ${state}">${state.replaceAll('_', ' ')}</span>`;
}

export function labels(issue: Issue): Html {
  return html`${issue.labels.map((name) => html` <span class="label">${name}</span>`)}`;
}

const MARKS: Readonly<Record<string, readonly [string, string]>> = {
  success: ['good', '✓'],
  failure: ['bad', '✕'],
  error: ['bad', '✕'],
  timed_out: ['bad', '✕'],
  action_required: ['bad', '✕'],
  neutral: ['', '○'],
  skipped: ['', '○'],
  cancelled: ['', '○'],
  inactive: ['', '○'],
};

/** How a check run or a deployment stands, in one character. */
export function mark(state: string): Html {
  const [kind, character] = MARKS[state] ?? ['wait', '●'];
  return html`<span class="mark ${kind}" title="${state}">${character}</span>`;
}
