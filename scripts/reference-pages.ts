import { readFileSync } from 'node:fs';
import { allCommands } from '../src/app/commands/index.ts';
import { renderCommandsReference } from '../src/app/commands/reference.ts';
import { commandTable } from '../src/app/commands/table.ts';
import { renderCatalogueSchema } from '../src/catalogue/entry.ts';
import { checks } from '../src/compare/checks/index.ts';
import { checkPage, checksReference, pageName } from '../src/compare/reference.ts';
import {
  renderConfigurationReference,
  renderConfigurationSchema,
  renderTargetsReference,
} from '../src/config/schema.ts';
import { shippedPacks } from '../src/config/shipped-packs.ts';
import { parsePack } from '../src/policy/pack.ts';
import { renderRulesReference } from '../src/policy/reference.ts';
import { renderFormatTables } from './format-tables.ts';

interface ReferencePage {
  /** From the root of the repository. */
  readonly file: string;
  readonly render: () => string;
}

/** Every generated page of the reference, and what others take over from it. */
export const pages: readonly ReferencePage[] = [
  { file: 'docs/reference/checks.md', render: checksReference },
  { file: 'docs/reference/rules.md', render: rulesReference },
  { file: 'docs/reference/commands.md', render: renderCommandsReference },
  { file: 'docs/reference/configuration.md', render: renderConfigurationReference },
  { file: 'docs/reference/targets.md', render: renderTargetsReference },
  { file: 'docs/reference/sluice.schema.json', render: renderConfigurationSchema },
  { file: 'docs/reference/catalogue.schema.json', render: renderCatalogueSchema },
  { file: 'README.md', render: readme },
  { file: 'src/compare/inclusion/format-tables.ts', render: renderFormatTables },
  ...checks.map((check) => ({ file: `docs/checks/${pageName(check)}.md`, render: () => checkPage(check) })),
];

/** As it is, with the commands of today. */
function readme(): string {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = /^\| command \| what it does \|.*\n(?:\|.*\n)+/m;
  if (!table.test(text)) throw new Error('README.md has no table of commands.');
  return text.replace(table, () => `${commandTable(allCommands)}\n`);
}

function rulesReference(): string {
  const packs = shippedPacks.map(({ name, file }) => {
    const parsed = parsePack(name, readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file);
    if (!parsed.ok) throw new Error(`${file}: ${parsed.problem.message}`);
    return parsed.pack;
  });
  return renderRulesReference(packs);
}
