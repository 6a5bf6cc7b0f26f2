/** The one stylesheet: `style.css`. Colours have a contrast of 4.5 to 1 and more in both schemes (WCAG 2.2, 1.4.3). */
export const STYLE = `:root { color-scheme: light dark; --text: #1b1f24; --muted: #57606a; --line: #d0d7de; --page: #ffffff; --raised: #f6f8fa; --link: #0550ae; --warn: #8a4600; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9aa4af; --line: #3d444d; --page: #0d1117; --raised: #161b22; --link: #79b8ff; --warn: #f0b429; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--page); font: 16px/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 1rem; }
header { border-bottom: 1px solid var(--line); } header nav a { margin-right: 1.25rem; }
footer { border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
a { color: var(--link); } a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; background: var(--page); padding: .5rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; overflow-wrap: anywhere; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
article { border-bottom: 1px solid var(--line); padding-bottom: 1rem; } article h3 { margin: 1.5rem 0 .5rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; overflow-wrap: anywhere; }
pre { background: var(--raised); padding: .75rem; overflow-x: auto; }
.muted { color: var(--muted); } .mark { color: var(--warn); font-weight: 600; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--muted); }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
dl.members { margin: .25rem 0 .25rem .25rem; padding-left: .75rem; border-left: 2px solid var(--line); } dl.members dd { margin: 0 0 .5rem; }
dt { margin-top: .35rem; } dd { margin-left: 1rem; } summary { cursor: pointer; } .facts { color: var(--muted); font-size: .9em; }
`;
