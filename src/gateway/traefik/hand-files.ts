import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import { credentialsIn } from '../credentials.ts';
import type { LeftOut } from '../importer.ts';
import { readNative } from './native.ts';
import type { Thing } from './portable.ts';
import { mapReferences, referencesOf, type SectionName } from './sections.ts';
import { isOwners } from './store.ts';

/** A file that somebody wrote for Traefik, and that could be a repository's as it is. */
export interface HandFile {
  /** Below the folder that Traefik reads. */
  readonly path: string;
  readonly things: readonly Thing[];
}

export interface HandFiles {
  readonly files: readonly HandFile[];
  readonly left: readonly LeftOut[];
}

/** Something that a Traefik has loaded, whoever it belongs to. */
export interface Loaded {
  readonly section: SectionName;
  /** With its provider. */
  readonly name: string;
  readonly body: JsonObject;
}

/**
 * The files of a folder that are not Sluice's own. Left out is what cannot move away from there: what Traefik alone can read, what holds
 * a credential, what is everybody's, and what others name.
 */
export async function handFiles(directory: string, loaded: readonly Loaded[]): Promise<HandFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(ya?ml|toml)$/.test(entry.name) && !isOwners(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
  const read = await Promise.all(
    paths.map(async (path) => ({ path, ...readHand(path, await readFile(join(directory, path), 'utf8')) })),
  );
  const left = read.flatMap(({ path, why }) => (why === undefined ? [] : [{ what: path, why }]));
  let files = read.flatMap(({ path, things }) => (things === undefined ? [] : [{ path, things }]));
  for (;;) {
    const stuck = files.flatMap((file): LeftOut[] => {
      const why = whyStuck(file, files, loaded);
      return why === undefined ? [] : [{ what: file.path, why }];
    });
    if (stuck.length === 0) return { files: files.map((file) => qualified(file, files)), left };
    left.push(...stuck);
    files = files.filter(({ path }) => !stuck.some(({ what }) => what === path));
  }
}

type ReadHand =
  | { readonly things: readonly Thing[]; readonly why?: undefined }
  | { readonly things?: undefined; readonly why: string };

function readHand(path: string, text: string): ReadHand {
  if (path.endsWith('.toml')) return { why: 'it is TOML: write it as YAML and import again' };
  if (text.includes('{{')) return { why: 'it is a template, which only Traefik can fill in' };
  const body = asObject(parsed(text));
  if (body === undefined) return { why: 'it could not be read as one YAML object' };
  const { things, problems } = readNative(body);
  if (problems[0] !== undefined) return { why: problems[0] };
  const options = things.find(({ section }) => section === 'tls.options');
  if (options !== undefined)
    return { why: `Traefik would drop the TLS options ${options.name} while they are there under two names` };
  const plugin = things.find(({ body: of }) => of['plugin'] !== undefined);
  if (plugin !== undefined) return { why: `${plugin.name} may hold secrets that nobody but its plugin knows` };
  const [credential] = credentialsIn(body, () => false);
  if (credential === undefined) return { things };
  return {
    why: `${credential.place} is ${credential.what}: put it into a file where Traefik runs, name that, and import again`,
  };
}

function parsed(text: string): Json | undefined {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' }) as Json;
  } catch {
    return undefined;
  }
}

function whyStuck(file: HandFile, files: readonly HandFile[], loaded: readonly Loaded[]): string | undefined {
  const isMoving = (section: SectionName, name: string): boolean =>
    files.some(({ things }) => things.some((thing) => thing.section === section && thing.name === name));
  for (const { section, name } of file.things) {
    const twin = files.find((other) => other !== file && isIn(other, section, name));
    if (twin !== undefined) return `${section}.${name} stands in ${twin.path} too`;
    const user = loaded.find((other) => {
      const [bare = '', provider = ''] = other.name.split('@');
      if (provider === 'file' && isMoving(other.section, bare)) return false;
      return referencesOf(other.section, other.body).some(
        (ref) => ref.of === section && (ref.name === `${name}@file` || (provider === 'file' && ref.name === name)),
      );
    });
    if (user !== undefined) return `${section}.${name} is named by ${user.name} of somebody else`;
  }
  return undefined;
}

function isIn({ things }: HandFile, section: SectionName, name: string): boolean {
  return things.some((thing) => thing.section === section && thing.name === name);
}

/** What stays behind is named in full: from the owner's own file it is somebody else's. */
function qualified(file: HandFile, files: readonly HandFile[]): HandFile {
  const change = (name: string, of: SectionName): string => {
    if (name.endsWith('@file') && files.some((other) => isIn(other, of, name.slice(0, -5)))) return name.slice(0, -5);
    return name.includes('@') || files.some((other) => isIn(other, of, name)) ? name : `${name}@file`;
  };
  const things = file.things.map((thing): Thing => ({
    ...thing,
    body: asObject(mapReferences(thing.section, thing.body, change)) ?? {},
  }));
  return { path: file.path, things };
}
