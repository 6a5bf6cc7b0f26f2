export const STYLE_PATH = '/_local/style.css';

export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --page: #fff; --raised: #f6f8fa;
  --link: #0969da; --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --merged: #8250df;
  --add: #dafbe1; --add-edge: #aceebb; --del: #ffebe9; --del-edge: #ffcecb; --hunk: #ddf4ff; --button: #1f883d; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9198a1; --line: #3d444d; --page: #0d1117;
  --raised: #151b23; --link: #4493f8; --good: #3fb950; --bad: #f85149; --warn: #d29922; --merged: #ab7df8;
  --add: #12261e; --add-edge: #1b4721; --del: #25171c; --del-edge: #542426; --hunk: #121d2f; --button: #238636; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--page); font: 14px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12px; }
header.top { display: flex; gap: 8px; align-items: center; padding: 12px 24px; background: var(--raised); border-bottom: 1px solid var(--line); }
header.top .note { margin-left: auto; color: var(--muted); font-size: 12px; }
main { max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 24px; font-weight: 600; margin: 0 0 8px; } h1 .number { color: var(--muted); font-weight: 300; }
h2 { font-size: 16px; margin: 28px 0 8px; }
.muted { color: var(--muted); } .small { font-size: 12px; }
.badge { display: inline-block; padding: 3px 10px; border-radius: 2em; color: #fff; font-size: 12px; font-weight: 600; background: var(--muted); }
.badge.open, .badge.success { background: var(--good); } .badge.closed, .badge.failure, .badge.error { background: var(--bad); }
.badge.merged { background: var(--merged); } .badge.pending, .badge.in_progress, .badge.queued { background: var(--warn); }
.label { display: inline-block; padding: 0 8px; border: 1px solid var(--line); border-radius: 2em; font-size: 12px; background: var(--raised); }
nav.tabs { display: flex; gap: 4px; border-bottom: 1px solid var(--line); margin: 16px 0 20px; }
nav.tabs a { padding: 8px 14px; color: var(--text); border-bottom: 2px solid transparent; }
nav.tabs a.here { border-bottom-color: #fd8c73; font-weight: 600; } nav.tabs .count { background: var(--raised); border: 1px solid var(--line); border-radius: 2em; padding: 0 6px; font-size: 12px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 240px; gap: 24px; }
@media (max-width: 800px) { .columns { grid-template-columns: minmax(0, 1fr); } }
aside section { border-bottom: 1px solid var(--line); padding: 0 0 12px; margin-bottom: 12px; } aside h3 { font-size: 12px; margin: 0 0 6px; color: var(--muted); }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 16px; overflow: hidden; background: var(--page); }
.box > .head { padding: 8px 14px; background: var(--raised); border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.box > .body { padding: 14px; } .box > .row { padding: 8px 14px; border-top: 1px solid var(--line); } .box > .row:first-child { border-top: 0; }
.row.split { display: flex; gap: 12px; align-items: baseline; } .row.split > :last-child { margin-left: auto; text-align: right; white-space: nowrap; }
.event { display: flex; gap: 8px; padding: 4px 14px 20px; color: var(--muted); align-items: baseline; } .event b, .event a.strong { color: var(--text); font-weight: 600; }
.mark { font-weight: 700; } .mark.good { color: var(--good); } .mark.bad { color: var(--bad); } .mark.wait { color: var(--warn); }
.avatar { width: 22px; height: 22px; border-radius: 50%; vertical-align: -6px; margin-right: 4px; }
.markdown { overflow-wrap: break-word; } .markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
.markdown h1 { font-size: 20px; } .markdown h2 { font-size: 17px; margin-top: 20px; padding-bottom: 4px; border-bottom: 1px solid var(--line); } .markdown h3 { font-size: 15px; }
.markdown table { border-collapse: collapse; display: block; overflow-x: auto; margin: 0 0 12px; } .markdown td, .markdown th { border: 1px solid var(--line); padding: 5px 12px; }
.markdown code { background: var(--raised); border-radius: 6px; padding: 2px 5px; } .markdown pre { background: var(--raised); border-radius: 6px; padding: 12px; overflow-x: auto; }
.markdown pre code { padding: 0; background: none; } .markdown blockquote { margin: 0; padding: 0 12px; color: var(--muted); border-left: 4px solid var(--line); }
.markdown code.language-suggestion { display: block; } .markdown code.language-suggestion::before { content: "Suggested change"; display: block; color: var(--muted); font: 600 12px system-ui, sans-serif; margin-bottom: 6px; }
.markdown summary { cursor: pointer; } .markdown sub { color: var(--muted); vertical-align: baseline; font-size: 12px; }
table.diff { width: 100%; border-collapse: collapse; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
table.diff td { padding: 0 8px; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; }
table.diff td.line { width: 1%; min-width: 44px; text-align: right; color: var(--muted); user-select: none; white-space: nowrap; }
table.diff td.line a { color: inherit; } table.diff tr:target td { background: #fff8c5; color: #1f2328; }
tr.add td { background: var(--add); } tr.add td.line { background: var(--add-edge); } tr.del td { background: var(--del); } tr.del td.line { background: var(--del-edge); } tr.hunk td { background: var(--hunk); color: var(--muted); }
tr.said > td { white-space: normal !important; padding: 10px 14px !important; font: 14px/1.5 system-ui, sans-serif; background: var(--page); border: 1px solid var(--line); border-width: 1px 0; }
.thread { padding: 12px 14px; border-top: 1px solid var(--line); } .reactions span { border: 1px solid var(--line); border-radius: 2em; padding: 1px 8px; font-size: 12px; margin-right: 4px; }
.annotation { border-left: 4px solid var(--muted); padding: 8px 14px; border-top: 1px solid var(--line); } .annotation.failure { border-left-color: var(--bad); } .annotation.warning { border-left-color: var(--warn); } .annotation pre { white-space: pre-wrap; margin: 4px 0 0; }
form { margin: 0; } form .fields { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; } form .fields > .right { margin-left: auto; }
textarea { width: 100%; min-height: 90px; padding: 8px 10px; margin-bottom: 8px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: var(--text); font: inherit; resize: vertical; }
select, button { padding: 5px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); color: var(--text); font: inherit; font-weight: 500; }
button { cursor: pointer; } button.primary { background: var(--button); color: #fff; border-color: transparent; } button:disabled { opacity: .5; cursor: default; }
`;
