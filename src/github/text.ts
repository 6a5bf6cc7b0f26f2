/** Pure: hidden markers in what we write, and GitHub's limits of length. */

/** Of comment, issue and pull request bodies. */
export const maxBody = 65_536;
/** Of a check run's summary and of its text. */
export const maxCheckText = 65_535;

/** A comment that rendered markdown does not show. `parts` hold no `--` and no spaces. */
export function marker(kind: string, ...parts: readonly string[]): string {
  return `<!-- sluice:${[kind, ...parts].join(' ')} -->`;
}

/** The parts of the first marker of that kind, which must stand at the very start of a body. */
export function readMarker(body: string, kind: string): readonly string[] | undefined {
  const found = /^<!-- sluice:(\S+((?: \S+)*)) -->/.exec(body);
  const [name, ...parts] = found?.[1]?.split(' ') ?? [];
  return name === kind ? parts : undefined;
}

/**
 * At most `limit` UTF-16 units (GitHub counts characters, never more than those), cut at the end of a line; says how
 * many characters are missing and where they are.
 */
export function fit(text: string, limit: number, whereTheRestIs: string): string {
  if (text.length <= limit) return text;
  const reserve = 300;
  const room = text.slice(0, limit - reserve);
  const kept = room.slice(0, Math.max(room.lastIndexOf('\n'), 0) || cutPoint(room));
  const note = `\n\n**${text.length - kept.length} more characters are left out here: GitHub takes ${limit} at most.** ${whereTheRestIs}`;
  return `${kept}${closing(kept)}${note}`.slice(0, limit);
}

/** Never between the two halves of a character. */
function cutPoint(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}

/** Ends a code block and folded parts that the cut left open, so that the note is seen. */
function closing(text: string): string {
  let fence: string | undefined;
  let folded = 0;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      continue;
    }
    fence = mark;
    folded += occurrences(line, '<details') - occurrences(line, '</details>');
  }
  return `${fence === undefined ? '' : `\n${fence}`}${'\n\n</details>'.repeat(Math.max(0, Math.min(folded, 8)))}`;
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
