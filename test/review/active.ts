import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });

/** What of a markdown text would act on GitHub: everything outside code that is not a word. */
export interface Active {
  readonly links: readonly string[];
  readonly html: readonly string[];
  /** Text outside code in which GitHub would find a mention, a reference or a commit. */
  readonly references: readonly string[];
  readonly images: number;
}

const references = /(^|[^\w`])@[A-Za-z0-9]|(^|[^\w`])#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|https?:|www\./i;

export function activeIn(text: string): Active {
  const links: string[] = [];
  const html: string[] = [];
  const found: string[] = [];
  let images = 0;
  for (const block of markdown.parse(text, {})) {
    if (block.type === 'html_block') html.push(...tags(block.content));
    for (const token of block.children ?? []) {
      if (token.type === 'link_open') links.push(String(token.attrGet('href')));
      else if (token.type === 'html_inline') html.push(...tags(token.content));
      else if (token.type === 'image') images += 1;
      else if (token.type === 'text' && references.test(token.content)) found.push(token.content);
    }
  }
  return { links, html, references: found, images };
}

function tags(content: string): string[] {
  return content.match(/<!--|<\/?[A-Za-z][^>]*>?/g) ?? [];
}
