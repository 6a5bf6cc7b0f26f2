import { EVENT_ID, parseEvents, SCALAR_STYLE, type Event } from 'js-yaml';
import { gapsIn } from './closing-brackets.ts';
import { LIMITS } from './limits.ts';
import { blanked, type Stretch } from './stretches.ts';

/** What is quoted behind a key or a dash, to the end of a line; its first group is what stands left of the key, taken once for all. */
const QUOTED =
  /^(?=( *(?:- +)*))\1(?:(?:[^\s#"'](?:[^\r\n#"':]|:(?! ))*|"[^"\r\n]*" *|'[^'\r\n]*' *): +)?("[^"\\]*(?:\\[^][^"\\]*)*"|'[^']*(?:''[^']*)*')(?= *(?:#.*)?$)/gm;
const BREAKS = /(?:\r\n?|\n)\s*/g;

/**
 * The same text with what is quoted on one line where it goes on at the column of its key or further left: line breaks become spaces, so
 * that offsets stay. YAML wants it indented deeper (YAML 1.2.2 section 7.3), which js-yaml insists on; other readers take it.
 * @throws {YAMLException} where something else is wrong.
 */
export function withQuotesJoined(text: string): string {
  const alike = outdented(text);
  if (alike.length === 0) return text;
  const events = parseEvents(joined(blanked(text, gapsIn(text)), alike), { maxDepth: LIMITS.depth });
  const quoted = new Map(events.map((event) => quotedIn(event)));
  return joined(
    text,
    alike.filter(({ start, end }) => quoted.get(start) === end),
  );
}

/** What looks like it: it may lie within text of another kind. */
function outdented(text: string): Stretch[] {
  return [...text.matchAll(QUOTED)].flatMap(({ index, 0: { length }, 1: left = '', 2: quoted = '' }) => {
    const end = index + length;
    const isBelow = [...quoted.matchAll(BREAKS)].some(([space]) => indentBehind(space) <= left.length);
    return isBelow ? [{ start: end - quoted.length, end }] : [];
  });
}

function indentBehind(space: string): number {
  return space.length - 1 - Math.max(space.lastIndexOf('\n'), space.lastIndexOf('\r'));
}

function quotedIn(event: Event): [number, number] {
  if (event.type !== EVENT_ID.SCALAR) return [-1, -1];
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? [event.valueStart - 1, event.valueEnd + 1] : [-1, -1];
}

function joined(text: string, quoted: readonly Stretch[]): string {
  const breaks = quoted.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(BREAKS)].map(({ index, 0: space }) => ({
      start: start + index,
      end: start + index + space.length,
    })),
  );
  return blanked(text, breaks);
}
