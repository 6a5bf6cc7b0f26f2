import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findCycle } from '../../config/order.ts';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { contentHash } from '../../release/manifest.ts';
import type { Json, JsonObject } from '../../spec/json.ts';
import type { Adopted, ImportedApi, Importer, ImportFound } from '../importer.ts';
import type { Scope } from '../target.ts';
import { nameOf, newDocument, readDocument, resourceOf, writeDocument, type OwnerDocument } from './document.ts';
import { handFiles, type HandFile, type HandFiles, type Loaded } from './hand-files.ts';
import type { TraefikNode } from './node.ts';
import { lookMs, settle } from './nodes.ts';
import type { Thing } from './portable.ts';
import { referencesOf, sectionNames, sections } from './sections.ts';
import { codeOf } from '../system-code.ts';
import type { DocumentStore } from './store.ts';

/** The folder that Traefiks read files from, and they themselves. */
export interface Files {
  readonly directory: string;
  readonly store: DocumentStore;
  readonly nodes: readonly TraefikNode[];
  readonly patienceMs: number;
}

/** Traefik looks at files that end in yml, yaml and toml. */
const suffix = '.imported';

/** What people wrote into the folder that Traefik reads. */
export function traefikImporter(files: Files): Importer {
  return {
    find: (scope, signal) => find(files, scope, signal),
    adopt: (scope, resources, signal) => adopt(files, scope, resources, signal),
  };
}

type Stands =
  | ({ readonly ok: true; readonly document: OwnerDocument; readonly version: string | undefined } & HandFiles)
  | { readonly ok: false; readonly message: string };

/** What people wrote, and what the owner has there already. */
async function standing({ directory, store, nodes }: Files, scope: Scope, signal: AbortSignal): Promise<Stands> {
  const loaded: Loaded[] = [];
  for (const section of sectionNames.filter((name) => sections[name].listed)) {
    for (const node of nodes) {
      const things = await node.things(section, signal);
      if (!things.ok) return things;
      loaded.push(...[...things.value].map(([name, body]) => ({ section, name, body })));
    }
  }
  try {
    const stored = await store.read(scope.owner);
    const read = stored === undefined ? undefined : readDocument(stored.text);
    if (read?.ok === false) return { ok: false, message: `the file of ${scope.owner} ${read.message}` };
    const document = read?.document ?? newDocument(scope.owner, []);
    return { ok: true, document, version: stored?.version, ...(await handFiles(directory, loaded)) };
  } catch (error) {
    return { ok: false, message: `the folder that Traefik reads cannot be read (${codeOf(error) ?? String(error)})` };
  }
}

async function find(files: Files, scope: Scope, signal: AbortSignal): Promise<ImportFound> {
  const found = await standing(files, scope, signal);
  if (!found.ok) return found;
  const byHand = found.files.map(({ path, things }) => ({ title: path.replace(/\.ya?ml$/, ''), things }));
  const isByHand = (resource: Resource): boolean =>
    found.files.some((file) => resourcesOf(scope, file).some(({ id }) => id === resource.id));
  // After a crash in the middle of an import they are the owner's already, and in no repository yet.
  const ours = found.document.resources.filter((resource) => !isByHand(resource));
  const titles = [...new Set(ours.map(({ api }) => api))];
  const before = titles.map((title) => ({
    title,
    things: ours.filter(({ api }) => api === title).flatMap((resource) => thingOf(scope, resource)),
  }));
  return { ok: true, apis: asApis([...byHand, ...before]), secrets: [], left: found.left };
}

interface Titled {
  readonly title: string;
  readonly things: readonly Thing[];
}

function asApis(all: readonly Titled[]): ImportedApi[] {
  const needs = new Map(
    all.map((one) => {
      const refs = one.things.flatMap(({ section, body }) => referencesOf(section, body));
      const others = all.filter(
        (other) =>
          other !== one &&
          other.things.some(({ section, name }) => refs.some((ref) => ref.of === section && ref.name === name)),
      );
      return [one.title, others.map(({ title }) => title)] as const;
    }),
  );
  // Files may name each other in a circle; in one document their order does not matter.
  const isCircle = findCycle(needs) !== undefined;
  return all.map(({ title, things }) => ({
    title,
    files: [{ name: 'dynamic', body: configurationOf(things) }],
    dependsOn: isCircle ? [] : (needs.get(title) ?? []),
  }));
}

function configurationOf(things: readonly Thing[]): JsonObject {
  const rooms: Record<string, Record<string, Record<string, Json>>> = {};
  for (const { section, name, body } of things) {
    const [room = '', part = ''] = section.split('.');
    ((rooms[room] ??= {})[part] ??= {})[name] = body;
  }
  return rooms;
}

function thingOf({ owner }: Scope, resource: Resource): Thing[] {
  const { section, name } = nameOf(owner, resource);
  return [{ section, name, body: resource.body as JsonObject }];
}

/** As resources of no API: which of them are meant is told by their ids. */
function resourcesOf({ owner }: Scope, { things }: HandFile): Resource[] {
  return things.map(({ section, name, body }) => resourceOf(owner, section, name, '', body));
}

/**
 * The owner's file with all of it first, and the files that it stood in moved aside only when every node serves that: between the two each
 * route is there twice and does the same. Where that does not come about, everything is as it was.
 */
async function adopt(files: Files, scope: Scope, desired: Manifest, signal: AbortSignal): Promise<Adopted> {
  const found = await standing(files, scope, signal);
  if (!found.ok) return { ok: false, message: `${found.message}; nothing was marked` };
  const wanted = new Map(desired.resources.map((resource) => [resource.id, resource]));
  const moving = found.files.filter((file) => {
    const resources = resourcesOf(scope, file);
    return resources.every((resource) => isSame(resource, wanted.get(resource.id)));
  });
  const there = new Set(
    [...moving.flatMap((file) => resourcesOf(scope, file)), ...found.document.resources].map(({ id }) => id),
  );
  const missing = [...wanted.keys()].find((id) => !there.has(id));
  if (missing !== undefined) return { ok: false, message: `${missing} is not what it was; nothing was marked` };
  const kept = found.document.resources.filter(({ id }) => !wanted.has(id));
  const next = newDocument(scope.owner, [...kept, ...desired.resources]);
  return exchange(files, scope, { ...found, files: moving }, next, signal);
}

function isSame(a: Resource, b: Resource | undefined): boolean {
  return b !== undefined && contentHash([a]) === contentHash([b]);
}

async function exchange(
  files: Files,
  scope: Scope,
  { document, version, files: moving }: Extract<Stands, { ok: true }>,
  next: OwnerDocument,
  signal: AbortSignal,
): Promise<Adopted> {
  const { directory, store, nodes, patienceMs } = files;
  if (!(await store.replace(scope.owner, version, writeDocument(next))))
    return { ok: false, message: 'somebody else wrote meanwhile; nothing was marked' };
  const back = async (why: string): Promise<Adopted> => {
    const now = await store.read(scope.owner);
    await store.replace(scope.owner, now?.version, version === undefined ? undefined : writeDocument(document));
    return { ok: false, message: `${why}; everything is as it was` };
  };
  const unsettled = await settle(nodes, next, patienceMs, signal);
  if (unsettled !== undefined) return back(unsettled.message);
  const moved = await moveAside(directory, moving);
  if (!moved.ok) return back(moved.message);
  const names = new Set(moving.flatMap(({ things }) => things.map(({ name }) => `${name}@file`)));
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (!(await anyServes(nodes, names, signal))) return { ok: true };
    await sleep(lookMs, undefined, { signal });
  }
  await moveBack(directory, moving);
  return back('Traefik goes on serving files that were moved away');
}

async function moveAside(directory: string, files: readonly HandFile[]): Promise<Adopted> {
  for (const [index, { path }] of files.entries()) {
    try {
      await rename(join(directory, path), join(directory, `${path}${suffix}`));
    } catch (error) {
      await moveBack(directory, files.slice(0, index));
      return { ok: false, message: `${path} cannot be moved aside (${codeOf(error) ?? String(error)})` };
    }
  }
  return { ok: true };
}

async function moveBack(directory: string, files: readonly HandFile[]): Promise<void> {
  for (const { path } of files) await rename(join(directory, `${path}${suffix}`), join(directory, path));
}

async function anyServes(
  nodes: readonly TraefikNode[],
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  const lists = await Promise.all(nodes.map((node) => node.things('http.routers', signal)));
  return lists.some((list) => !list.ok || [...list.value.keys()].some((name) => names.has(name)));
}
