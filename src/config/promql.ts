/** What the text of a PromQL query tells by itself: whether any Prometheus would take it, and how far back it looks. */
export type ReadQuery =
  /** Milliseconds that its windows reach back from the moment at which it is asked; those with an offset are meant to, and do not count. */
  { readonly ok: true; readonly reach: number } | { readonly ok: false; readonly problem: string };

/** As far as letters go: Prometheus alone knows whether its functions and labels are right. */
export function readQuery(text: string): ReadQuery {
  const open: string[] = [];
  let [window, around, saysSomething] = [0, 0, false];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === undefined) return refused('a text in quotes is not closed');
    at += token.length;
    if (token === '[') {
      const found = windowAt(text, at);
      if (!found.ok) return found;
      at = found.end;
      if (found.isSubquery) around += found.reach;
      else window = Math.max(window, found.reach);
    } else if (closing.has(token)) open.push(token);
    else if (/^[)}\]]/.test(token)) {
      if (closing.get(open.pop() ?? '') !== token) return refused(`the ${token} closes nothing`);
    } else if (!/^[\s#]/.test(token)) saysSomething = true;
  }
  const left = open.at(-1);
  if (left !== undefined) return refused(`the ${left} is not closed`);
  return saysSomething ? { ok: true, reach: window + around } : refused('it asks nothing');
}

/** Windows are read whole. */
const closing = new Map([
  ['(', ')'],
  ['{', '}'],
]);

/** Space, a comment, a text in quotes, a bracket, or what stands between such. */
function tokenAt(text: string, at: number): string | undefined {
  const token = /\s+|#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|[()[\]{}]|[^\s#"'`()[\]{}]+/y;
  token.lastIndex = at;
  return token.exec(text)?.[0];
}

type Window =
  | { readonly ok: true; readonly end: number; readonly reach: number; readonly isSubquery: boolean }
  | { readonly ok: false; readonly problem: string };

/** `5m]` or `5m:30s]`, from behind the bracket on. */
function windowAt(text: string, from: number): Window {
  const close = text.indexOf(']', from);
  if (close === -1) return refused('the [ is not closed');
  const within = text.slice(from, close);
  const [range = '', ...step] = within.split(':');
  const reach = spanOf(range.trim());
  if (reach === undefined) return refused(`the window [${within.slice(0, 40)}] is no duration such as [5m]`);
  const end = close + 1;
  const isMeant = /^\s*(?:offset\b|@)/i.test(text.slice(end, end + 100));
  return { ok: true, end, reach: isMeant ? 0 : reach, isSubquery: step.length > 0 };
}

const units: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  ...{ d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
};

/** `1h30m`, or seconds as Prometheus takes them from version 3 on; in milliseconds. */
function spanOf(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d{1,9}(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}

function refused(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
