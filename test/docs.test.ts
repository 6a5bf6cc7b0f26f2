import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadSluiceConfig } from '../src/config/load.ts';
import { kinds } from '../src/config/targets-config.ts';
import { loadTargets } from '../src/config/targets.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');

/** The README's block whose first line is `# FILE`. */
function example(file: string): string {
  const found = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].find(([, text]) => text?.startsWith(`# ${file}\n`));
  if (found?.[1] === undefined) throw new Error(`README.md has no example of ${file}`);
  return found[1];
}

/** The rows below the heading, by their first cell, with what the second says. */
function rows(heading: string): [string, string][] {
  const section = readme.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+?) \|/gm)].map(([, name = '', value = '']) => [name, value]);
}

describe('README.md', () => {
  test('shows a configuration that is valid, and targets for its environments', () => {
    const config = loadSluiceConfig(example('.github/sluice.yaml'), 'sluice.yaml');
    const secrets = { EDGE_SECRET: 'a secret', EDGE_STAGING_SECRET: 'another' };
    const targets = loadTargets(example('sluice.targets.yaml'), 'sluice.targets.yaml', secrets);
    if (!config.ok || !targets.ok) throw new Error(JSON.stringify([config, targets]));
    const wanted = Object.values(config.config.environments ?? {}).flatMap((environment) => environment.targets);
    expect(Object.keys(targets.targets.targets)).toEqual(expect.arrayContaining(wanted));
  });

  test('gives a reason for each permission and event of the App', () => {
    const manifest = parse(read('app.yml')) as { default_permissions: object; default_events: string[] };
    expect(rows('Permissions, and why')).toEqual(Object.entries(manifest.default_permissions));
    expect(rows('Events, and why').map(([event]) => event)).toEqual(manifest.default_events);
  });

  test('names no script that has to be prepared for', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/`?npm (?:run )?([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named).toContain('build');
    expect(named.filter((name) => scripts[name]?.startsWith('node scripts/setup.mjs') === false)).toEqual([]);
  });

  test('knows every subcommand', () => {
    const args = ['--import', 'tsx', join(root, 'src/cli/sluice.ts'), '--help'];
    const help = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    const names = [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
    expect(names).toContain('check');
    expect(names.filter((name) => name !== 'help' && !readme.includes(`\`sluice ${name}`))).toEqual([]);
  });
});

test('docs/targets.md shows every kind of target, as it can be used', () => {
  const blocks = [...read('docs/targets.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const env = Object.fromEntries(
    blocks.flatMap((text) =>
      [...text.matchAll(/env: ([A-Z_]+)/g)].map(([, name = '']): [string, string] => [name, 'x']),
    ),
  );
  const shown = blocks.flatMap((text) => {
    const loaded = loadTargets(text, 'targets.md', env);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded));
    return Object.values(loaded.targets.targets).map(({ kind }) => kind);
  });
  expect(new Set(shown)).toEqual(new Set(kinds.map(({ shape }) => shape.kind.value)));
});

test('docs/parity.md shows a configuration that is valid', () => {
  const [text = ''] = [...read('docs/parity.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, block = '']) => block,
  );
  expect(loadSluiceConfig(text, 'sluice.yaml')).toMatchObject({ ok: true });
});

test('docs/analysis.md shows a Prometheus and queries as they can be used', () => {
  const blocks = [...read('docs/analysis.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
  const [targets = '', config = ''] = blocks.map(([, text]) => text);
  const loaded = loadTargets(targets, 'targets.yaml', { EDGE_SECRET: 'x', PROMETHEUS_TOKEN: 'y' });
  expect(loaded).toMatchObject({ ok: true, targets: { targets: { edge: { prometheusToken: {} } } } });
  expect(loadSluiceConfig(config, 'sluice.yaml')).toMatchObject({ ok: true });
});

test('docs/operations.md names every variable of the environment', () => {
  const source = read('src/config/process-env.ts');
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): z/gm), ...source.matchAll(/'([A-Z]+_[A-Z_]+)'/g)];
  const documented = read('docs/operations.md');
  expect(names.length).toBeGreaterThan(10);
  expect(names.map(([, name = '']) => name).filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});

const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

describe.each(['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`)])('%s', (file) => {
  const text = read(file);

  test('names files that are there', () => {
    const paths = [...text.matchAll(/`((?:src|test|scripts|docs|policies|\.ci)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => join(dirname(file), link));
    expect([...paths, ...links].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
    const named = [...text.matchAll(/`npm (?:run )?(?:-s )?([a-z-]+(?::[a-z]+)?)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test.each([
  { heading: '## Rooms', folder: 'src', room: /^\| `src\/([a-z]+)` \|/gm },
  { heading: '## How two descriptions are compared', folder: 'src/compare', room: /^\| `([a-z]+)` \|/gm },
])('docs/architecture.md names every folder of $folder', ({ heading, folder, room }) => {
  const section = read('docs/architecture.md').split(`${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const named = [...section.matchAll(room)].map(([, name = '']) => name);
  const folders = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(named.sort()).toEqual(folders.map(({ name }) => name).sort());
});
