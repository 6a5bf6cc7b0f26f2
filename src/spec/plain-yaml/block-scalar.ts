import { CHOMPING_MODE, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { Unusual, type Cursor } from './cursor.ts';
import { meaning } from './scalars.ts';

const [LINE_FEED, SPACE, PLUS, DASH, ONE, NINE, LITERAL, FOLDED] = [10, 32, 43, 45, 49, 57, 124, 62];

/** Whether `|` or `>` stands here. */
export function startsBlockScalar({ bytes, at }: Cursor): boolean {
  return bytes[at] === LITERAL || bytes[at] === FOLDED;
}

interface Header {
  readonly chomping: ScalarEvent['chomping'];
  /** Of the lines, where it is said. */
  readonly indent: number;
}

/** What stands behind `|` or `>`; goes to the end of the line. */
function header(cursor: Cursor, column: number): Header {
  let chomping: ScalarEvent['chomping'] = CHOMPING_MODE.CLIP;
  let indent = -1;
  for (let code = cursor.bytes[cursor.at]; code !== LINE_FEED; code = cursor.bytes[++cursor.at]) {
    if (code === PLUS || code === DASH) {
      if (chomping !== CHOMPING_MODE.CLIP) throw new Unusual();
      chomping = code === PLUS ? CHOMPING_MODE.KEEP : CHOMPING_MODE.STRIP;
    } else if (code !== undefined && code >= ONE && code <= NINE && indent < 0) indent = column + code - 48;
    else throw new Unusual();
  }
  return { chomping, indent };
}

/** A literal or folded scalar, its lines indented deeper than `column`; goes to what is written next. */
export function blockScalar(cursor: Cursor, column: number): string {
  const { bytes, lines } = cursor;
  const style = bytes[cursor.at++] === LITERAL ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK;
  const { chomping, indent: said } = header(cursor, column);
  const start = cursor.at + 1;
  let indent = said;
  let blank = 0;
  let bits = 0;
  let at = start;
  while (at < bytes.length) {
    let text = at;
    while (bytes[text] === SPACE) text++;
    if (bytes[text] === undefined) throw new Unusual();
    if (bytes[text] === LINE_FEED) blank = Math.max(blank, text - at);
    else {
      if (indent < 0) {
        if (text - at <= column) break;
        if (text - at < blank) throw new Unusual();
        indent = text - at;
      }
      if (text - at < indent) break;
    }
    lines.push(at);
    for (; text < bytes.length && bytes[text] !== LINE_FEED; text++) bits |= bytes[text] ?? 0;
    at = text + 1;
  }
  const end = Math.min(at, bytes.length);
  cursor.at = at > bytes.length ? bytes.length : at - 1;
  cursor.next();
  cursor.start = start;
  cursor.end = trimmed(bytes, start, end);
  return meaning(cursor.slice(start, end, bits), { style, chomping, indent });
}

function trimmed(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === LINE_FEED || bytes[at - 1] === SPACE)) at--;
  return at;
}
