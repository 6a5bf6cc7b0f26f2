import { describe, expect, test } from 'vitest';
import { diffTable } from '../../../src/local/github/pages/diff.ts';
import { html } from '../../../src/catalogue/site/html.ts';
import { markdown } from '../../../src/local/github/pages/markdown.ts';

test.each([
  ['text', html`<b>${'<i>&"\'</i>'}</b>`, '<b>&lt;i&gt;&amp;&quot;&#39;&lt;/i&gt;</b>'],
  ['HTML', html`<b>${html`<i>x</i>`}</b>`, '<b><i>x</i></b>'],
  ['lists', html`${['<', html`<br />`, 3]}`, '&lt;<br />3'],
  ['nothing', html`a${null}${undefined}${false}b${0}`, 'ab0'],
])('html escapes %s', (_, value, expected) => {
  expect(value.text).toBe(expected);
});

describe('markdown', () => {
  test.each([
    ['scripts', '<script>alert(1)</script>x'],
    ['handlers', '<img src="x" onerror="alert(1)">'],
    ['addresses that run', '<a href="javascript:alert(1)">x</a> [y](javascript:alert(1)) [z](data:text/html,x)'],
    ['frames and forms', '<iframe src="/"></iframe><form action="/"><input name="a"><button>b</button></form>'],
    ['styles', '<p style="position:fixed">x</p><style>* { display: none }</style>'],
    ['drawings', '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"></a></svg>'],
    ['anchors of the page', '<p id="token" class="badge" name="x">x</p>'],
    ['hidden markers', '<!-- sluice:status -->x'],
  ])('takes %s out', (_, text) => {
    const { text: rendered } = markdown(text);
    expect(rendered).not.toMatch(
      /<(?:script|iframe|form|input|button|style|svg)|\son\w+=|style=|\sid=|\sname=|class=|<!--/i,
    );
    expect(rendered).not.toMatch(/(?:href|src)="(?:javascript|data):/i);
  });

  test.each([
    ['tables', '| a |\n| --- |\n| b |', '<td>b</td>'],
    ['folds', '<details><summary>s</summary>\n\n*x*\n</details>', '<summary>s</summary>'],
    ['small print', '<sub>s</sub>', '<sub>s</sub>'],
    ['suggestions', '```suggestion\nx\n```', '<code class="language-suggestion">'],
    ['links', '[a](https://example.test)', 'href="https://example.test" rel="nofollow noopener noreferrer"'],
  ])('keeps %s', (_, text, expected) => {
    expect(markdown(text).text).toContain(expected);
  });
});

test('a diff numbers both sides and shows what is said below its line', () => {
  const patch = '@@ -1,2 +1,2 @@\n same\n-old <b>\n+new\n\\ No newline at end of file';
  const { text } = diffTable(patch, (side, line) => (line === 2 ? `${side} ${line}` : undefined));
  const cells = [...text.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell);
  expect(cells).toEqual([
    ...['', '', '@@ -1,2 +1,2 @@'],
    ...['1', '1', ' same'],
    ...['2', '', '-old &lt;b&gt;', 'LEFT 2'],
    ...['', '2', '+new', 'RIGHT 2'],
    ...['', '', '\\ No newline at end of file'],
  ]);
});
