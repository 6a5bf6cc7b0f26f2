import { groupBy } from '../../src/compare/group-by.ts';
import type { Figures } from './figures.ts';
import type { Excepted, Judged } from './score.ts';

/** For a terminal. */
export function table({ sections, failures }: Figures): string {
  const lines = sections.flatMap((section) => section.lines);
  const what = Math.max(...lines.map((line) => line.what.length));
  const figure = Math.max(...lines.map((line) => line.figure.length));
  const text = sections.map(
    (section) =>
      `${section.title}\n${section.lines
        .map((line) => `  ${line.what.padEnd(what)}  ${line.figure.padEnd(figure)}  ${line.beside}`.trimEnd())
        .join('\n')}\n`,
  );
  return [...text, ...failures.map((failure) => `FAILED: ${failure}\n`)].join('\n');
}

/** Every row that only one side has, of one id or all, the most frequent ids first. */
export function misses(judged: readonly Judged[], id: string | undefined): string {
  const found = judged.flatMap(({ pair, missing, extra }) => [
    ...missing.map((each) => ({ id: each.row.id, text: told('missing', each, pair.name) })),
    ...extra.map((each) => ({ id: each.row.id, text: told('extra', each, pair.name) })),
  ]);
  const wanted = found.filter((one) => id === undefined || one.id === id);
  return [...groupBy(wanted, (one) => one.id).values()]
    .sort((a, b) => b.length - a.length)
    .map((list) => `${list.map(({ text }) => text).join('\n')}\n\n`)
    .join('');
}

function told(side: string, { row, by }: Excepted, pair: string): string {
  const place = row.path === '' ? '' : ` ${row.method} ${row.path}`;
  return `${side.padEnd(7)} ${row.level.padEnd(7)} ${row.id}${place}  in ${pair}${by === undefined ? '' : `  (${by.name})`}`;
}
