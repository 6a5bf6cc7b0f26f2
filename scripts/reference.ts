/** Writes every generated page of the reference: `npx tsx scripts/reference.ts`. Tests compare the pages with what is committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksReference } from '../src/compare/reference.ts';

const pages: readonly { readonly file: string; readonly render: () => string }[] = [
  { file: 'docs/reference/checks.md', render: checksReference },
];

for (const { file, render } of pages) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, render());
}
