import { pageName } from '../../slug.ts';
import { html, type Html } from '../html.ts';
import { code, listed } from '../names.ts';
import type { Part } from './part.ts';

/** What it needs, and what needs it. */
export const dependencies: Part = {
  id: 'dependencies',
  title: 'Dependencies',
  render({ listing: { dependsOn, usedBy } }) {
    if (dependsOn.length + usedBy.length === 0) return undefined;
    return html`<dl>${row('Depends on', dependsOn)}${row('Is used by', usedBy)}</dl>`;
  },
};

function row(title: string, names: readonly string[]): Html | undefined {
  if (names.length === 0) return undefined;
  return html`<dt>${title}</dt>
    <dd>${listed(names.map((name) => html`<a href="${pageName(name)}">${code(name)}</a>`))}</dd> `;
}
