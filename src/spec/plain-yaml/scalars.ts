import { CHOMPING_MODE, EVENT_ID, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { isSpace, Unusual, type Cursor } from './cursor.ts';

const [LINE_FEED, SPACE, DOUBLE, HASH, SINGLE, DASH, COLON] = [10, 32, 34, 35, 39, 45, 58];
const [QUESTION, BACKSLASH] = [63, 92];

/** No plain scalar begins with these (YAML 1.2.2 section 7.3.3), nor with `?`, `-` or `:` before a space. */
const INDICATORS: ReadonlySet<number | undefined> = new Set(Buffer.from('#&*!|>\'"%@`,[]{}'));
const ESCAPES = /^(?:[^\\]|\\(?:["\\/0abtnvfre N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))*$/;

const BARE = { type: EVENT_ID.SCALAR, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, fast: false } as const;

/** What a scalar says that is not simply its text. */
export function meaning(text: string, how: Pick<ScalarEvent, 'style' | 'chomping' | 'indent'>): string {
  return getScalarValue(text, { ...BARE, ...how, valueStart: 0, valueEnd: text.length });
}

const ON_ONE_LINE = { chomping: CHOMPING_MODE.CLIP, indent: -1 } as const;

/** Whether a quoted text begins here. */
export function isQuote(code: number | undefined): boolean {
  return code === DOUBLE || code === SINGLE;
}

/** In single or double quotes, on lines that are indented deeper than `column`. */
export function quoted(cursor: Cursor, column: number): string {
  const { bytes } = cursor;
  const start = cursor.at;
  const quote = bytes[start];
  let seen = 0;
  let isSimple = true;
  for (let at = start + 1; at < bytes.length; at++) {
    const code = bytes[at] ?? 0;
    seen |= code;
    if (code === quote && !(code === SINGLE && bytes[at + 1] === SINGLE)) {
      cursor.start = start;
      cursor.end = cursor.at = at + 1;
      const text = cursor.slice(start + 1, at, seen);
      return isSimple ? text : unquoted(text, code);
    }
    if (code === LINE_FEED) at = brokenAt(cursor, at, column);
    else if (code === quote || (code === BACKSLASH && quote === DOUBLE)) at++;
    else continue;
    isSimple = false;
  }
  throw new Unusual();
}

function unquoted(text: string, quote: number): string {
  if (quote === DOUBLE && !ESCAPES.test(text)) throw new Unusual();
  return meaning(text, {
    ...ON_ONE_LINE,
    style: quote === DOUBLE ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.SINGLE_QUOTED,
  });
}

/** The last space before what goes on after a line break within quotes. */
function brokenAt(cursor: Cursor, from: number, column: number): number {
  cursor.at = from;
  if (cursor.passBreaks() <= column) throw new Unusual();
  return cursor.at - 1;
}

/** Whether a plain text may begin here (YAML 1.2.2, production 126). */
export function startsPlain(cursor: Cursor): boolean {
  const code = cursor.bytes[cursor.at];
  if (code === QUESTION || code === DASH || code === COLON) return !isSpace(cursor.bytes[cursor.at + 1]);
  return !INDICATORS.has(code);
}

/** Every byte of the plain text that was passed over, or-ed. */
let seen = 0;

/** Passes over plain text in this line, to a colon, a comment or its end; tells where the text ends. */
function passPlain(cursor: Cursor): number {
  const { bytes } = cursor;
  let { at } = cursor;
  let end = at;
  for (; at < bytes.length; at++) {
    const code = bytes[at] ?? 0;
    if (code === SPACE) continue;
    if (code === LINE_FEED || (code === HASH && bytes[at - 1] === SPACE)) break;
    if (code === COLON && isSpace(bytes[at + 1])) break;
    seen |= code;
    end = at + 1;
  }
  cursor.at = at;
  return end;
}

/** The text of a plain scalar, whose further lines are indented deeper than `column`; goes to what is written next. */
export function plain(cursor: Cursor, column: number): string {
  if (!startsPlain(cursor)) throw new Unusual();
  const start = cursor.at;
  let end = start;
  let isSimple = true;
  seen = 0;
  const { comments } = cursor;
  for (;;) {
    end = passPlain(cursor);
    cursor.finish();
    if (cursor.comments > comments || cursor.column <= column) break;
    isSimple = false;
  }
  cursor.start = start;
  cursor.end = end;
  const text = cursor.slice(start, end, seen);
  return isSimple ? text : meaning(text, { ...ON_ONE_LINE, style: SCALAR_STYLE.PLAIN });
}

/** A key and where it ends; `at` stands behind its colon then. */
export function key(cursor: Cursor): string {
  const start = cursor.at;
  let name: string;
  if (isQuote(cursor.bytes[start])) name = quoted(cursor, Infinity);
  else {
    if (!startsPlain(cursor)) throw new Unusual();
    seen = 0;
    cursor.end = passPlain(cursor);
    name = cursor.slice(start, cursor.end, seen);
    if (name === '<<') throw new Unusual();
  }
  cursor.spaces();
  if (cursor.bytes[cursor.at] !== COLON || !isSpace(cursor.bytes[cursor.at + 1])) throw new Unusual();
  cursor.at++;
  return name;
}

/** Whether a key stands here, rather than a value. */
export function isKey(cursor: Cursor): boolean {
  const { bytes, at: start } = cursor;
  let at = start;
  if (isQuote(bytes[start])) at = afterQuoted(bytes, start);
  else if (startsPlain(cursor)) {
    passPlain(cursor);
    at = cursor.at;
    cursor.at = start;
  } else return false;
  while (bytes[at] === SPACE) at++;
  return bytes[at] === COLON && isSpace(bytes[at + 1]);
}

/** Behind what is quoted on this line. */
function afterQuoted(bytes: Uint8Array, start: number): number {
  const quote = bytes[start];
  for (let at = start + 1; at < bytes.length && bytes[at] !== LINE_FEED; at++) {
    if (bytes[at] === BACKSLASH && quote === DOUBLE) at++;
    else if (bytes[at] === quote) {
      if (quote === DOUBLE || bytes[at + 1] !== SINGLE) return at + 1;
      at++;
    }
  }
  return start;
}
