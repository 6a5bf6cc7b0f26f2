import { html } from '../html.ts';
import { code } from '../names.ts';
import { shapeHtml } from '../shape.ts';
import type { Part } from './part.ts';

/** Schemas with a name, each told once. */
export const schemas: Part = {
  id: 'schemas',
  title: 'Schemas',
  render({ model }) {
    if (model === undefined || model.schemas.length === 0) return undefined;
    return html`${model.schemas.map(
      ({ id, name, shape }) =>
        html`<article aria-labelledby="${id}">
          <h3 id="${id}">${code(name)}</h3>
          ${shape ? shapeHtml(shape) : html`<p class="muted">Not shown: this page has no more room.</p>`}
        </article> `,
    )}`;
  },
};
