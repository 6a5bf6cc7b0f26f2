/** Writes every generated page of the reference: `npx tsx scripts/reference.ts`. Tests compare the pages with what is committed. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages } from './reference-pages.ts';

/** Nothing else is in there, so that a page goes when its check does. */
rmSync(fileURLToPath(new URL('../docs/checks', import.meta.url)), { recursive: true, force: true });
for (const { file, render } of pages) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, render());
}
