import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { Html } from '../../../catalogue/site/html.ts';

const parser = new MarkdownIt({ html: true, linkify: true });

/** What GitHub lets through. https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/sanitization_filter.rb */
const POLICY: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'div', 'span', 'ol', 'ul', 'li'],
    ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'dl', 'dt', 'dd', 'details', 'summary'],
    ...[
      'a',
      'b',
      'i',
      'strong',
      'em',
      'code',
      'kbd',
      'samp',
      'var',
      'tt',
      'q',
      'ins',
      'del',
      's',
      'strike',
      'sup',
      'sub',
    ],
    ...['img', 'abbr', 'cite', 'dfn', 'mark', 'small', 'ruby', 'rt', 'rp'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    code: [{ name: 'class', multiple: false, values: ['language-suggestion', 'language-diff', 'language-json'] }],
    details: ['open'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan'],
    ol: ['start'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }) },
};

/** Somebody's Markdown as HTML in which nothing can run. */
export function markdown(text: string): Html {
  return new Html(sanitizeHtml(parser.render(text), POLICY));
}
