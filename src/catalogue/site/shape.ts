import type { Shape } from '../model.ts';
import { html, type Html } from './html.ts';
import { markdown } from './markdown.ts';
import { code, listed, words } from './names.ts';

/** On one line: what it is, and its keywords. */
function lineOf({ type, ref, items, facts }: Shape): Html {
  const name = ref === undefined ? type !== '' && words(type) : html`<a href="#${ref}">${code(type)}</a>`;
  const told = facts.map((fact) => html`${fact.name} ${code(fact.value)}`);
  return html`${name}${items && html` of ${lineOf(items)}`}${told.length > 0 && html` <span class="facts">${listed(told)}</span>`}`;
}

/** A schema whole: its line, its description, its members, its choices. */
export function shapeHtml(shape: Shape): Html {
  const { description, members, items, choices } = shape;
  return html`${lineOf(shape)}${description !== undefined && markdown(description, 4)}${below(items)}
  ${
    members.length > 0 &&
    html`<dl class="members">
      ${members.map(
        (member) =>
          html`<dt>
              ${code(member.name)}${member.required && ' (required)'}${member.deprecated && html` <span class="mark">deprecated</span>`}
            </dt>
            <dd>${shapeHtml(member.shape)}</dd> `,
      )}
    </dl>`
  }${choices.map(
    ({ word, shapes }) =>
      html`<p>${word}:</p>
        <ul>
          ${shapes.map((one) => html`<li>${shapeHtml(one)}</li> `)}
        </ul>`,
  )}`;
}

/** What an item has beside its line, which stands in that of the list. */
function below(items: Shape | undefined): Html | undefined {
  if (items === undefined) return undefined;
  const { members, choices, items: inner } = items;
  return members.length + choices.length === 0 && inner === undefined
    ? undefined
    : html`<div class="facts">Each item:</div>
        ${shapeHtml({ ...items, type: '', facts: [] })}`;
}
