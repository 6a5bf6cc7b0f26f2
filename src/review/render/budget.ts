/** GitHub's limits are 65,536 characters of a comment and 65,535 of a check's texts; the rest is for what is added around. */
const mostCharacters = 65_000;

/** As many lines as fit, and how many more there were: nothing is left out in silence. */
export function fitted(
  lines: readonly string[],
  limit = mostCharacters,
  more = (count: number) => `… and ${count} more`,
): string {
  const reserve = 200;
  let size = 0;
  const fitting = lines.findIndex((line) => (size += line.length + 1) > limit - reserve);
  if (fitting < 0) return lines.join('\n');
  return [...lines.slice(0, fitting), '', more(lines.length - fitting)].join('\n');
}

/** The first text that is short enough; each next size of `sizes` makes a shorter one. */
export function shrunk<T>(sizes: readonly T[], make: (size: T) => string): string {
  let text = '';
  for (const size of sizes) {
    text = make(size);
    if (text.length <= mostCharacters) return text;
  }
  return fitted(text.split('\n'));
}
