import type { ChangedFile } from '../git/diff.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html, Value } from '../../../catalogue/site/html.ts';

/** What is said below a line, by side and number. */
export type Said = (side: 'LEFT' | 'RIGHT', line: number) => Value;

const KINDS: Readonly<Record<string, string>> = { '+': 'add', '-': 'del' };

/** A patch as table rows, from its first `@@` on. */
export function diffTable(patch: string, said?: Said): Html {
  let [left, right] = [0, 0];
  const rows = patch.split('\n').map((text) => {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (header) {
      [left, right] = [Number(header[1]), Number(header[2])];
      return html`<tr class="hunk">
        <td class="line"></td>
        <td class="line"></td>
        <td>${text}</td>
      </tr>`;
    }
    if (text.startsWith('\\'))
      return html`<tr>
        <td class="line"></td>
        <td class="line"></td>
        <td class="muted">${text}</td>
      </tr>`;
    const before = text.startsWith('+') ? undefined : left++;
    const after = text.startsWith('-') ? undefined : right++;
    const below = [
      before === undefined ? undefined : said?.('LEFT', before),
      after === undefined ? undefined : said?.('RIGHT', after),
    ].filter(Boolean);
    return html`<tr class="${KINDS[text.charAt(0)]}">
        <td class="line">${before}</td>
        <td class="line">${after}</td>
        <td>${text}</td>
      </tr>
      ${below.map(
        (value) =>
          html`<tr class="said">
            <td colspan="3">${value}</td>
          </tr>`,
      )}`;
  });
  return html`<table class="diff">
    ${rows}
  </table>`;
}

export function fileBox(file: ChangedFile, source: string, said?: Said): Html {
  const name = file.previousPath === null ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<div class="box" id="${file.path}">
    <div class="head">
      <a class="mono" href="${source}">${name}</a>
      <span class="muted small">${file.status}</span>
      <span class="small mark good">+${file.additions}</span> <span class="small mark bad">−${file.deletions}</span>
    </div>
    ${file.patch === null ? html`<div class="body muted">No text to show.</div>` : diffTable(file.patch, said)}
  </div>`;
}
