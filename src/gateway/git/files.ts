import { parse, stringify } from 'yaml';
import type { Resource } from '../../release/manifest.ts';
import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import { groupOf, refOf } from '../kubernetes/object.ts';
import { digest } from '../kubernetes/ownership.ts';
import { resourcesOf } from '../kubernetes/render/manifest.ts';
import type { TreeFile } from './repository.ts';

/** The folder that belongs to one owner, and to nobody else: everything in it is Sluice's to write and to take away. */
export function folderOf(folder: string, owner: string): string {
  const words = owner.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${folder}/${words.slice(0, 60)}-${digest(owner).slice(0, 8)}`;
}

/** Path below the owner's folder → content: a folder for each API, a file for each object. */
export function filesOf(resources: readonly Resource[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { api, body } of resources) {
    const { apiVersion, kind, namespace, name } = refOf(asObject(body) ?? {});
    const file = `${api}/${[kind.toLowerCase(), ...(namespace === '' ? [] : [namespace]), name].join('.')}`;
    // Two groups may have a kind of one name.
    const path = files.has(`${file}.yaml`) ? `${file}.${groupOf(apiVersion)}` : file;
    // Controllers read YAML 1.1, where `yes` and `on` are no texts, and octal numbers of 1.2 besides.
    const options = { aliasDuplicateObjects: false, version: '1.1' as const, customTags: ['intOct' as const] };
    files.set(`${path}.yaml`, stringify(sorted(body), options));
  }
  return files;
}

/** What stands in the files now. One that is no object stands for itself, so that a plan shows it and an apply takes it away. */
export function resourcesIn(folder: string, files: readonly TreeFile[]): Resource[] {
  const read = files.map(({ path, text }) => {
    const inside = path.slice(folder.length + 1);
    return { inside, api: inside.split('/')[0] ?? '', text, body: text === undefined ? undefined : objectIn(text) };
  });
  const bodies = read.flatMap(({ api, body }) => (body === undefined ? [] : [{ api, body }]));
  const strays = read
    .filter(({ body }) => body === undefined)
    .map(({ inside, api, text }): Resource => {
      return { id: `file/${inside}`, api, kind: 'file', body: { content: text ?? null }, dependsOn: [] };
    });
  return [...resourcesOf(bodies), ...strays].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = asObject(parse(text, { maxAliasCount: 0 }) as Json);
    return value === undefined || refOf(value).kind === '' || refOf(value).name === '' ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Keys in order, so that the same content is the same bytes. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  const object = asObject(value);
  if (object === undefined) return value;
  const first = ['apiVersion', 'kind', 'metadata'];
  const rank = (key: string): string => `${first.includes(key) ? first.indexOf(key) : first.length}${key}`;
  const keys = Object.keys(object).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, sorted(object[key] ?? null)]));
}
