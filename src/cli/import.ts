import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { replaceApiBlock } from '../config/edit.ts';
import { loadSluiceConfig } from '../config/load.ts';
import type { Importer, ImportedSecret, LeftOut } from '../gateway/importer.ts';
import type { Scope, Target } from '../gateway/target.ts';
import { CONFIG_FILE } from '../jobs/platform/config-at.ts';
import { planFrom } from '../jobs/platform/plan-environment.ts';
import { scopeOf } from '../jobs/platform/render.ts';
import { ofApi } from '../release/manifest.ts';
import { counted } from '../review/render/wording.ts';
import { CannotRun } from './check/tree.ts';
import { deployable, type Deployable } from './import/check.ts';
import { configText, folderOf, namedApis, type NamedApi } from './import/files.ts';
import { stage } from './import/place.ts';
import { asOperator, environmentName, print, repositoryName, type Operator } from './operator/operator.ts';

interface Options {
  readonly repository: string;
  readonly env: string;
  readonly into: string;
  readonly dryRun: boolean;
}

/** `sluice import TARGET`: what people made at a gateway by hand, as files of a repository from which the next plan is empty. */
export function importCommand(): Command {
  return new Command('import')
    .description("write a running gateway's APIs as files, credentials as references, and take them over")
    .argument('<target>', 'its name in the targets file')
    .requiredOption('--repository <owner/name>', 'whose they become', repositoryName)
    .requiredOption('--env <name>', 'the environment that the target is of', environmentName)
    .option('--into <folder>', 'root of a checkout of that repository', '.')
    .option('--dry-run', 'say what would be written and marked, and do neither', false)
    .addHelpText(
      'after',
      [
        '',
        'Nothing that is there is overwritten. At the gateway only the mark of the repository is added.',
        'Exit code: 0 done, and the plan from the files is empty, 1 nothing done or the plan is not empty, 2 could not run.',
      ].join('\n'),
    )
    .action((name: string, options: Options) => asOperator((operator) => run(operator, name, options)));
}

async function run(operator: Operator, name: string, options: Options): Promise<0 | 1> {
  const { signal } = new AbortController();
  const found = operator.targets().get(name, options.repository);
  if (!found.ok) throw new CannotRun(`${found.message} Nothing was written.`);
  const { target } = found;
  if (target.importer === undefined)
    return refused([
      `nothing to import from ${name}: a target of the kind ${target.kind} holds nothing that Sluice did not write.`,
    ]);
  const scope = scopeOf({ fullName: options.repository }, options.env);
  const standing = await target.importer.find(scope, signal);
  if (!standing.ok) return refused([`${standing.message}.`, 'Next: the same again once it answers.']);
  const named = namedApis(name, standing.apis);
  const checked = await deployable(target, scope, options.env, named, signal);
  const left = [...standing.left, ...checked.left];
  const titles = new Set(checked.apis.map(({ title }) => title));
  const secrets = standing.secrets.filter(({ title }) => titles.has(title));
  if (checked.apis.length === 0) return refused([`${name} has nothing that can be imported.`, ...leftLines(left)]);
  const config = await configuration(name, options, checked.apis);
  if (!config.ok) return refused(config.lines);
  if (options.dryRun) {
    print([
      `Nothing was written: a dry run. ${counted(checked.apis.length, 'API')} of ${name} can be imported.`,
      ...report(checked.apis, secrets, left),
      'Next: the same without --dry-run',
    ]);
    return 0;
  }
  return takeOver(
    { target, importer: target.importer, scope, options, checked, config: config.text, secrets, left },
    signal,
  );
}

interface Work {
  readonly target: Target;
  readonly importer: Importer;
  readonly scope: Scope;
  readonly options: Options;
  readonly checked: Deployable;
  readonly config: string;
  readonly secrets: readonly ImportedSecret[];
  readonly left: readonly LeftOut[];
}

/** Files aside, the mark, files in place: whoever dies in between finds a gateway that serves as before, and can run it again. */
async function takeOver(work: Work, signal: AbortSignal): Promise<0 | 1> {
  const { target, importer, scope, options, checked, config, secrets, left } = work;
  const files = new Map(checked.apis.flatMap((api) => [...api.files]));
  const staged = await stage(options.into, folderOf(target.name), files, [CONFIG_FILE, config]);
  try {
    const adopted = await importer.adopt(scope, checked.manifest, signal);
    if (!adopted.ok) return refused([`${adopted.message}.`, 'No file was written.']);
    await staged.place();
  } finally {
    await staged.discard();
  }
  const steps = await stepsLeft(target, scope, checked, signal);
  const isEmpty = steps.length === 0;
  print([
    isEmpty
      ? `Imported: ${counted(checked.apis.length, 'API')} of ${target.name}. The plan from these files is empty.`
      : `Imported, and the plan from these files is not empty: ${steps.join('; ')}.`,
    ...report(checked.apis, secrets, left),
    `At the gateway they are marked as of ${scope.owner}; nothing else of them was changed.`,
    secrets.length === 0
      ? 'Next: commit these files and open a pull request'
      : 'Next: give the gateway the values above under these names, then commit these files and open a pull request',
  ]);
  return isEmpty ? 0 : 1;
}

/** By the plan that a review makes: read from the gateway again, not taken from what was written. */
async function stepsLeft(
  target: Target,
  scope: Scope,
  { apis, manifest }: Deployable,
  signal: AbortSignal,
): Promise<string[]> {
  const read = await target.read(scope, signal);
  if (!read.ok) return [`${read.message}, so that nothing can be said of it`];
  const content = new Map(apis.map(({ name }) => [name, { [target.name]: ofApi(manifest, name) }]));
  const planned = planFrom(target, read, {
    content,
    order: new Map(apis.map(({ name, dependsOn }) => [name, dependsOn])),
  });
  if (!planned.ok) return [planned.message];
  return planned.plan.steps.map(({ action, id }) => `${action} ${id}`);
}

type Configuration =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly lines: readonly string[] };

/** A new file, or the one that is there with these APIs added and nothing else of it changed. */
async function configuration(
  target: string,
  { env, into }: Options,
  apis: readonly NamedApi[],
): Promise<Configuration> {
  const folder = folderOf(target);
  if (existsSync(join(into, folder)))
    return {
      ok: false,
      lines: [`${folder} is there already. Move it away, or import into another folder with --into.`],
    };
  const fresh = configText(target, env, apis);
  if (!existsSync(join(into, CONFIG_FILE))) return { ok: true, text: fresh };
  const before = await readFile(join(into, CONFIG_FILE), 'utf8');
  const loaded = loadSluiceConfig(before, CONFIG_FILE);
  if (!loaded.ok)
    return { ok: false, lines: [`${CONFIG_FILE} is there and cannot be read: sluice validate ${CONFIG_FILE}`] };
  const known = new Set(loaded.config.apis?.map(({ name }) => name));
  const taken = apis.filter(({ name }) => known.has(name)).map(({ name }) => name);
  if (taken.length > 0)
    return {
      ok: false,
      lines: [
        `${CONFIG_FILE} has APIs of these names already: ${taken.join(', ')}. Rename them there or at the gateway.`,
      ],
    };
  if (loaded.config.environments?.[env]?.targets.includes(target) !== true)
    return {
      ok: false,
      lines: [`${CONFIG_FILE} is there: add ${target} to environments.${env}.targets, then import again.`],
    };
  let text = before;
  for (const { name } of apis) {
    const edited = replaceApiBlock(text, fresh, name);
    if (!edited.ok) return { ok: false, lines: [edited.reason] };
    text = edited.text;
  }
  return { ok: true, text };
}

function report(apis: readonly NamedApi[], secrets: readonly ImportedSecret[], left: readonly LeftOut[]): string[] {
  const paths = [CONFIG_FILE, ...apis.flatMap(({ files }) => [...files.keys()])];
  const bindings = secrets.map(({ title, place, reference }) => `  ${reference} in place of ${place} of ${title}`);
  return [
    ...paths.map((path) => `  ${path}`),
    ...(bindings.length === 0 ? [] : ['Credentials that are in no file and have to be bound:', ...bindings]),
    ...leftLines(left),
  ];
}

function leftLines(left: readonly LeftOut[]): string[] {
  if (left.length === 0) return [];
  return ['Left as it is, and in no file:', ...left.map(({ what, why }) => `  ${what}: ${why}`)];
}

function refused(lines: readonly string[]): 1 {
  const [first = '', ...rest] = lines;
  print([`Not done: ${first}`, ...rest, 'Nothing was written.']);
  return 1;
}
