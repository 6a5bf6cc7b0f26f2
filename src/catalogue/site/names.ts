import { visible } from '../../review/inert.ts';
import { html, type Html } from './html.ts';

/** A name that somebody chose, with what cannot be seen in it spelled out: a change of direction would show another path. */
export function code(name: string): Html {
  return html`<code>${visible(name)}</code>`;
}

/** Somebody's words on one line. */
export function words(text: string): Html {
  return html`${visible(text)}`;
}

/** Pieces with commas between them. */
export function listed(items: readonly Html[]): Html {
  return html`${items.map((item, index) => [index > 0 && ', ', item])}`;
}
