/** Writes every generated page of the reference: `npx tsx scripts/reference.ts`. Tests compare the pages with what is committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checksReference } from '../src/compare/reference.ts';
import { renderConfigurationReference, renderConfigurationSchema } from '../src/config/schema.ts';
import { parsePack } from '../src/policy/pack.ts';
import { renderRulesReference } from '../src/policy/reference.ts';
import { shippedPacks } from '../src/policy/shipped.ts';

const pages: readonly { readonly file: string; readonly render: () => string }[] = [
  { file: 'docs/reference/checks.md', render: checksReference },
  { file: 'docs/reference/configuration.md', render: renderConfigurationReference },
  { file: 'docs/reference/sluice.schema.json', render: renderConfigurationSchema },
  { file: 'docs/reference/rules.md', render: rulesReference },
];

for (const { file, render } of pages) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, render());
}

function rulesReference(): string {
  const packs = shippedPacks.map(({ name, file }) => {
    const parsed = parsePack(name, readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file);
    if (!parsed.ok) throw new Error(`${file}: ${parsed.problem.message}`);
    return parsed.pack;
  });
  return renderRulesReference(packs);
}
