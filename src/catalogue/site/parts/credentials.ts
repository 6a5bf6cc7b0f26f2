import { html } from '../html.ts';
import { markdown } from '../markdown.ts';
import { code, words } from '../names.ts';
import type { Part } from './part.ts';

/** The security schemes of the description. */
export const credentials: Part = {
  id: 'credentials',
  title: 'Credentials in its description',
  render({ model }) {
    if (model === undefined || model.credentials.length === 0) return undefined;
    return html`<dl>
      ${model.credentials.map(
        ({ name, said, description }) =>
          html`<dt>${code(name)}</dt>
            <dd>${words(said)}${description !== undefined && markdown(description, 2)}</dd> `,
      )}
    </dl>`;
  },
};
