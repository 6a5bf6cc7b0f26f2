import type { Level } from '../../compare/change.ts';
import { code } from '../inert.ts';

export const marks: Readonly<Record<Level, string>> = { error: '●', warning: '◐', info: '○' };

/** `1 warning`, `3 warnings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `b` and 3 more. */
export function listed(
  items: readonly string[],
  most: number,
  show: (item: string) => string = (item) => code(item),
): string {
  const shown = items.slice(0, most).map((item) => show(item));
  const rest = items.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
