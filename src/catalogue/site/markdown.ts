import MarkdownIt from 'markdown-it';
import { Html } from './html.ts';

/** Nothing else is linked to: `javascript:` runs, `data:` shows what nobody reviewed, and a path leads nowhere from here. */
const LINKED = /^(?:https?:\/\/|mailto:)[^\s]/i;
const LOWEST = 6;

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
parser.validateLink = (address) => LINKED.test(address);
// An image would be fetched from wherever a stranger says; its text is all that is shown of it.
parser.renderer.rules['image'] = (tokens, index) => parser.utils.escapeHtml(tokens[index]?.content ?? '');
parser.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
  return self.renderToken(tokens, index, options);
};

/** Somebody's CommonMark as HTML in which nothing can run or is fetched. Its headings begin below that of `level`. */
export function markdown(text: string, level: number): Html {
  const tokens = parser.parse(text, {});
  for (const token of tokens) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
    token.tag = `h${Math.min(LOWEST, level + Number(token.tag.slice(1)))}`;
  }
  return new Html(parser.renderer.render(tokens, parser.options, {}));
}
