import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { importCommand } from '../../src/cli/import.ts';
import { effectiveApis, nativeFiles } from '../../src/config/effective.ts';
import { loadSluiceConfig } from '../../src/config/load.ts';
import type { TargetConfig } from '../../src/config/targets-config.ts';
import type { DesiredApi, Scope, Target } from '../../src/gateway/target.ts';
import { nativeBody } from '../../src/jobs/platform/render.ts';
import type { Plan } from '../../src/release/plan.ts';
import { run, type Outcome } from '../cli/commands.ts';
import { planned } from './harness.ts';

const configFile = '.github/sluice.yaml';

/** A checkout with nothing in it, and the command run in it as its operator does. */
export interface Checkout {
  readonly folder: string;
  readonly run: (scope: Scope, ...args: string[]) => Promise<Outcome>;
  /** Path → text of all that stands there. */
  readonly files: () => Promise<ReadonlyMap<string, string>>;
  /** What the plan from the files is, whatever they hold by now. */
  readonly plan: (target: Target, scope: Scope) => Promise<Plan>;
  readonly edit: (path: string, change: (text: string) => string) => Promise<void>;
}

export async function checkout(
  config: TargetConfig,
  env: Readonly<Record<string, string>> = {},
  name = 'edge',
): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-import-test-'));
  const targets = await mkdtemp(join(tmpdir(), 'sluice-import-targets-'));
  await writeFile(join(targets, 'targets.yaml'), JSON.stringify({ targets: { [name]: config } }));
  const variables = {
    SLUICE_TARGETS: join(targets, 'targets.yaml'),
    SLUICE_DATA: targets,
    REDIS_URL: undefined,
    ...env,
  };
  const files = async (): Promise<ReadonlyMap<string, string>> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
    );
    return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    folder,
    files,
    run(scope, ...args) {
      const [repository = '', environment = ''] = scope.owner.split('@');
      return run(
        importCommand(),
        variables,
        name,
        '--repository',
        repository,
        '--env',
        environment,
        '--into',
        folder,
        ...args,
      );
    },
    async plan(target, scope) {
      return planned(target, scope, desiredFrom(await files(), scope, name));
    },
    async edit(path, change) {
      const text = await readFile(join(folder, path), 'utf8');
      expect(change(text)).not.toBe(text);
      await writeFile(join(folder, path), change(text));
    },
  };
}

function desiredFrom(files: ReadonlyMap<string, string>, scope: Scope, target: string): DesiredApi[] {
  const loaded = loadSluiceConfig(files.get(configFile) ?? '', configFile);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const all = effectiveApis(loaded.config, scope.owner.split('@')[1] ?? '').map((definition) => ({
    definition,
    native: nativeFiles(loaded.config, definition.name, target).map((file) => ({
      file,
      body: nativeBody(files.get(file) ?? '', file) ?? {},
    })),
  }));
  return all.filter(({ definition, native }) => definition.gateway !== undefined || native.length > 0);
}
