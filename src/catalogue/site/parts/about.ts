import { html } from '../html.ts';
import { markdown } from '../markdown.ts';
import { code, listed, words } from '../names.ts';
import type { Part } from './part.ts';

/** Whose it is, what it is, in which version. */
export const about: Part = {
  id: 'about',
  title: 'About',
  render({ listing, model, commit, problem }) {
    const { owners, visibility } = listing;
    return html`${problem !== undefined && html`<p class="mark">${words(problem)}</p>`}
      ${model?.summary !== undefined && html`<p>${words(model.summary)}</p>`}
      <dl>
        <dt>Name</dt>
        <dd>${code(listing.name)}</dd>
        <dt>Owners</dt>
        <dd>${owners.length === 0 ? html`<span class="mark">nobody is named</span>` : listed(owners.map(code))}</dd>
        ${
          model?.version !== undefined &&
          html`<dt>Version</dt>
            <dd>${code(model.version)}</dd>`
        }
        ${
          model &&
          html`<dt>Described in</dt>
            <dd>OpenAPI ${model.openapi}</dd>`
        }
        ${
          visibility === 'internal' &&
          html`<dt>Visibility</dt>
            <dd>internal</dd>`
        }
        ${
          commit !== undefined &&
          html`<dt>Commit</dt>
            <dd>${code(commit)}</dd>`
        }
      </dl>
      ${model?.description !== undefined && markdown(model.description, 2)}
      ${model?.left.map((sentence) => html`<p class="mark">${sentence}</p>`)}`;
  },
};
