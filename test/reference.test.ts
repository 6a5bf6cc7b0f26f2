import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages } from '../scripts/reference-pages.ts';

const root = new URL('../', import.meta.url);

test.each(pages)('$file is what the code renders', ({ file, render }) => {
  expect(readFileSync(new URL(file, root), 'utf8')).toBe(render());
});

test('every page of the reference is rendered from the code', () => {
  const files = ['docs/reference', 'docs/checks'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`),
  );
  const rendered = pages.map(({ file }) => file).filter((file) => file.startsWith('docs/'));
  expect(files.sort()).toEqual(rendered.sort());
});
