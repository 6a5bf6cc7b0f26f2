import type { Figures, Part } from './part.ts';

export interface Measured {
  readonly part: Part;
  readonly figures: Figures;
}

/** For a terminal. */
export function table(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ figures }) => figures.rows);
  const width = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length));
  const [what, figure] = [width((row) => row.what), width((row) => row.figure)];
  return measured
    .map(({ part, figures }) => {
      const lines = figures.rows.map((row) =>
        `  ${row.what.padEnd(what)}  ${row.figure.padStart(figure)}   ${row.beside}`.trimEnd(),
      );
      return `${part.title}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** `docs/benchmarks.md`. */
export function page(
  measured: readonly Measured[],
  about: { readonly date: string; readonly machine: string },
): string {
  const sections = measured.map(({ part, figures }) => {
    const rows = figures.rows.map(({ what, figure, beside }) => `| ${what} | ${figure} | ${beside} |`);
    return `## ${part.title}\n\n${figures.method}\n\n| | | beside |\n|---|---:|---|\n${rows.join('\n')}\n`;
  });
  return `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- --only NAME\` runs one part (${measured.map(({ part }) => part.name).join(', ')}) and writes nothing.

Measured on ${about.date}: ${about.machine}. Everything runs on that one machine at once: what is measured, what measures it,
and the GitHub and the gateway around it.

${sections.join('\n')}`;
}
