import type { Catalogue, Entry } from '../entry.ts';
import { html, type Html } from './html.ts';
import { aboutSite, page } from './layout.ts';
import { code, listed, words } from './names.ts';

/** The page that lists every API. */
export function indexPage({ apis, environment, withoutOwner }: Catalogue): string {
  const title = environment === undefined ? 'APIs' : `APIs of ${environment}`;
  const main = html`<h1>${title}</h1>
    ${apis.length === 0 ? html`<p>There is none.</p>` : table(apis)}
    ${
      withoutOwner.length > 0 &&
      html`<h2 id="without-owner">Without an owner</h2>
        <p>Nobody is named for ${listed(withoutOwner.map(code))}.</p>`
    }`;
  return page({ root: '', title, about: aboutSite(environment) }, main);
}

function table(apis: readonly Entry[]): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        ${apis.length} in all
      </caption>
      <thead>
        <tr>
          <th scope="col">API</th>
          <th scope="col">What it is</th>
          <th scope="col">Version</th>
          <th scope="col">Operations</th>
          <th scope="col">Owners</th>
        </tr>
      </thead>
      <tbody>
        ${apis.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row({ name, page: to, title, summary, version, operations, owners, problem, ...life }: Entry): Html {
  return html`<tr>
    <th scope="row"><a href="${to}">${code(name)}</a>${lifecycle(life)}</th>
    <td>
      ${title !== undefined && words(title)}${summary !== undefined && html`<br />${words(summary)}`}${problem !== undefined && html`<span class="mark">cannot be shown</span>`}
    </td>
    <td>${version !== undefined && code(version)}</td>
    <td>${operations.length}</td>
    <td>${listed(owners.map(code))}</td>
  </tr> `;
}

function lifecycle({ deprecated, sunset }: Pick<Entry, 'deprecated' | 'sunset'>): Html | undefined {
  if (!deprecated && sunset === undefined) return undefined;
  const ends =
    sunset === undefined ? '' : `${deprecated ? ',' : ''} ${deprecated ? 'ends' : 'a part ends'} on ${sunset}`;
  return html` <span class="mark">${deprecated && 'deprecated'}${ends}</span>`;
}
