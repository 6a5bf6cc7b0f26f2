import { EVENT_ID, parseEvents } from 'js-yaml';
import { LIMITS } from './limits.ts';
import { blanked, type Stretch } from './stretches.ts';

const BEGINS_LINE = /(?:\r\n?|\n)[ \t]*(?=[\]}])/g;
/** What begins on the next line is text, whatever it begins with (YAML 1.2.2 section 8.1.1). */
const ENDS_IN_BLOCK_HEADER = /(?:^|[-:?])[ \t]+(?:[!&]\S*[ \t]+)*[|>][-+1-9]{0,2}$/;
const MOST_OF_LINE = 200;

/**
 * The same text with each bracket that begins a line, and is the last sign of a `[…]` or `{…}`, moved to the line before: what lies in
 * between becomes spaces, so that offsets stay. YAML wants such a bracket indented deeper than its key (YAML 1.2.2 section 7.4), which
 * js-yaml insists on; nearly everybody writes it below the key, and other readers take it.
 * @throws {YAMLException} where something else is wrong.
 */
export function withBracketsMoved(text: string): string {
  const gaps = gapsIn(text);
  const events = parseEvents(blanked(text, gaps), { maxDepth: LIMITS.depth });
  const scalars = events.flatMap((event): Stretch[] =>
    event.type === EVENT_ID.SCALAR && event.valueStart >= 0 ? [{ start: event.valueStart, end: event.valueEnd }] : [],
  );
  return blanked(text, outside(gaps, scalars));
}

/** White space and comments between a bracket that begins a line and what is written before it. */
export function gapsIn(text: string): Stretch[] {
  const gaps = [...text.matchAll(BEGINS_LINE)].map(({ index, 0: gap }) => ({
    start: afterWritten(text, index),
    end: index + gap.length,
  }));
  return gaps.filter(({ start }) => !ENDS_IN_BLOCK_HEADER.test(lineBefore(text, start)));
}

/** The end of a line is enough to tell. */
function lineBefore(text: string, end: number): string {
  return text.slice(Math.max(startOfLine(text, end), end - MOST_OF_LINE), end);
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !'\r\n'.includes(text.charAt(start - 1))) start--;
  return start;
}

/** Where the last line with more than a comment ends of those that end at `lineEnd` or before. */
function afterWritten(text: string, lineEnd: number): number {
  let end = lineEnd;
  for (;;) {
    const start = startOfLine(text, end);
    const written = withoutComment(text.slice(start, end)).trimEnd();
    if (written !== '' || start === 0) return start + written.length;
    end = start - 1;
  }
}

/** A sign that may stand in quotes begins no comment: where quotes follow, it is left alone. */
function withoutComment(line: string): string {
  const from = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'")) + 1;
  const at = from === 0 && line.startsWith('#') ? 0 : line.slice(from).search(/[ \t]#/);
  return at < 0 ? line : line.slice(0, from + at);
}

/** Those that lie within no scalar; both are in the order of the text. */
function outside(gaps: readonly Stretch[], scalars: readonly Stretch[]): Stretch[] {
  let next = 0;
  return gaps.filter(({ start }) => {
    while ((scalars[next]?.end ?? Infinity) <= start) next++;
    return (scalars[next]?.start ?? Infinity) > start;
  });
}
