import { stringify } from 'yaml';
import type { ImportedApi } from '../../gateway/importer.ts';

/** An API under the name that the repository gives it. */
export interface NamedApi {
  readonly name: string;
  readonly title: string;
  readonly dependsOn: readonly string[];
  /** Path in the repository → text. */
  readonly files: ReadonlyMap<string, string>;
  /** The one that is an OpenAPI description as well. */
  readonly spec?: string;
}

/** Words of the command grammar, which name no API. */
const reserved = new Set(['all', 'env', 'to', 'from', 'last-good']);

/** Where the files of a target go. */
export function folderOf(target: string): string {
  return `gateway/${target}`;
}

/** Every API with a name of its own, its files below the target's folder. */
export function namedApis(target: string, apis: readonly ImportedApi[]): NamedApi[] {
  const used = new Set<string>();
  const names = new Map<ImportedApi, string>(apis.map((api) => [api, nameFor(api.title, used)]));
  const byTitle = new Map(apis.map((api) => [api.title, names.get(api) ?? '']));
  return apis.map((api) => {
    const name = names.get(api) ?? '';
    const pathOf = (file: string): string => `${folderOf(target)}/${name}/${file.replace(/[^\w.-]+/g, '-')}.yaml`;
    const spec = api.files.find(({ isDescription }) => isDescription === true)?.name;
    return {
      name,
      title: api.title,
      dependsOn: api.dependsOn.map((title) => byTitle.get(title) ?? title),
      files: new Map(api.files.map((file) => [pathOf(file.name), textOf(file.body)])),
      ...(spec !== undefined && { spec: pathOf(spec) }),
    };
  });
}

function textOf(body: object): string {
  return stringify(body, { aliasDuplicateObjects: false, lineWidth: 120 });
}

function nameFor(title: string, used: Set<string>): string {
  const base =
    title
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+|-+$/g, '')
      .slice(0, 55) || 'api';
  for (let count = reserved.has(base) ? 2 : 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (used.has(name)) continue;
    used.add(name);
    return name;
  }
}

/** `sluice.yaml` with these APIs and nothing else. */
export function configText(target: string, environment: string, apis: readonly NamedApi[]): string {
  return stringify({
    apis: apis.map(({ name, spec, dependsOn, files }) => ({
      name,
      ...(spec !== undefined && { spec }),
      ...(dependsOn.length > 0 && { dependsOn }),
      native: { [target]: [...files.keys()] },
    })),
    environments: { [environment]: { targets: [target] } },
  });
}
