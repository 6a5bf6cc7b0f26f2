/**
 * Makes text that we did not write harmless in GitHub's markdown. Whatever comes from a description, a gateway or a person is shown
 * as code: nothing in code mentions, links, closes a tag or ends a table. What cannot be seen (controls, zero width, change of
 * direction) is spelled out, and `<!--` is broken, so that no text can be taken for one of our own markers. So is `##[`, which GitHub's
 * runner takes for a command wherever it stands in a line that a job prints.
 */

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;
const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Spells out what cannot be seen: `\n`, `\u{202e}`. The result is one line. */
export function visible(text: string): string {
  return text
    .replace(unseen, (unit) => shortNames[unit] ?? `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll('<!--', '<\\u{21}--')
    .replaceAll('##[', '#\\u{23}[');
}

/** Whether `visible` would change more of it than lines and tabs: such a text cannot be offered for use as it is. */
export function hasUnseen(text: string): boolean {
  const rest = text.replace(/[\n\t]/g, '');
  return visible(rest) !== rest;
}

/** At most `limit` characters, and how many more there are. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return `${head}… (${text.length - head.length} more)`;
}

/** Text as inline code, fenced by more backticks than it holds in a row. */
export function code(text: string, limit = 160): string {
  const shown = visible(cut(text, limit));
  if (shown.trim() === '') return `\`${shown.replaceAll(' ', '\\u{20}') || '(empty)'}\``;
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padded = /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

/** Text as a block of code, fenced by more backticks than it holds in a row. Lines stay lines. */
export function fence(text: string, language = '', limit = 2000): string {
  const shown = cut(text, limit).replaceAll('\r\n', '\n').split('\n').map(visible).join('\n');
  const marks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${marks}${language}\n${shown}\n${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Markdown for one cell of a table: no line breaks, no `|` that could end it. */
export function cell(markdown: string): string {
  return markdown
    .replaceAll('\n', ' ')
    .replace(/(\\*)\|/g, (_, slashes: string) => (slashes === '' ? '\\|' : `${slashes}\\u{7c}`));
}

const word = /^[A-Za-z]+(?:['’][a-z]+)?(?:-[a-z]+)*$/;
const holdsCommit = /\b[0-9a-f]{7,}\b/i;
const beginsAddress = /(?:www|https?|ftp|mailto|xmpp)$/i;
const amount = /^[0-9]{1,6}(?:[.,:][0-9]{1,6}){0,3}(?:%|ms|s|m|h)?$/;
const sign = /^[→·–—…+×=/&%]$/;
const statusClass = /^[1-5]xx$/;

/**
 * A plain sentence with other people's names in it: the `names` that occur become code, and so does every word that is not
 * plainly a word or a number, and what stands between two backticks.
 */
export function sentence(text: string, names: readonly string[] = [], limit = 500): string {
  const shown = visible(cut(text, limit));
  const known = [...new Set(names.map(visible))].filter((name) => name.trim() !== '' && name.length <= 200);
  if (known.length === 0) return words(shown);
  const alternatives = known
    .sort((a, b) => b.length - a.length)
    .slice(0, 50)
    .map(escaped)
    .join('|');
  const pattern = new RegExp(`(['"\`]?)(?<![\\w/.-])(${alternatives})(?![\\w/-]|\\.\\w)\\1`, 'g');
  const parts: string[] = [];
  let from = 0;
  for (const match of shown.matchAll(pattern)) {
    parts.push(words(shown.slice(from, match.index)), code(match[2] ?? ''));
    from = match.index + match[0].length;
  }
  return joined([...parts, words(shown.slice(from))]);
}

/** Two pieces of code side by side would read as one fence of another length: a space keeps them apart. */
function joined(parts: readonly string[]): string {
  return parts.reduce(
    (text, part) => (text.endsWith('`') && part.startsWith('`') ? `${text} ${part}` : text + part),
    '',
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Odd ones of its parts are what a sentence shows as code by itself. */
const quoted = /(?<![^\s(“‘])`([^`]+)`(?=[.,;:?)’”]*(?:\s|$))/u;

function words(text: string): string {
  return joined(text.split(quoted).map((part, index) => (index % 2 === 1 ? code(part) : plainly(part))));
}

function plainly(text: string): string {
  return text.replace(/\S+/g, (part) => {
    const [, before = '', core = '', after = ''] = /^([(“‘]?)(.*?)([.,;:?)’”]*)$/su.exec(part) ?? [];
    if (core === '' ? /^[(“‘]?[.,;:?)’”]*$/.test(part) : isPlain(core)) return part;
    return core === '' ? code(part) : `${before}${code(core)}${after}`;
  });
}

function isPlain(core: string): boolean {
  return (
    (word.test(core) && !holdsCommit.test(core) && !beginsAddress.test(core)) ||
    amount.test(core) ||
    statusClass.test(core) ||
    sign.test(core)
  );
}

/** A person's or a team's name without calling them: in an edited comment each push would. */
export function person(name: string): string {
  return code(name.startsWith('@') ? name : `@${name}`, 100);
}

/** An address in a link: path steps encoded, nothing that ends a markdown destination. */
export function encodedPath(path: string): string {
  return path
    .split('/')
    .map((step) =>
      encodeURIComponent(step.replace(/\p{Cs}/gu, '\ufffd')).replace(
        /[!'()*]/g,
        (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}
