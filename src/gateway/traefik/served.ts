import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Kept } from '../target.ts';
import { newDocument, readDocument, writeDocument } from './document.ts';
import { formProblems } from './form.ts';
import { codeOf } from '../system-code.ts';
import { allDocuments, directoryStore, exchange, type DocumentStore } from './store.ts';

/** The answer to a Traefik that asks for its configuration, or why it gets none: then it keeps what it has. */
export type Configuration =
  | { readonly ok: true; readonly json: string; /** Of the text: 64 hexadecimal digits. */ readonly version: string }
  | { readonly ok: false; readonly message: string };

/** What Sluice serves to the Traefiks of one target. */
export interface Served {
  configuration(): Promise<Configuration>;
}

/** Lies in the folder from when all that the record knows of is there again. Without it the folder counts as lost. */
const wholeMark = 'whole';

/**
 * The documents of all owners in a folder that web and workers share. A folder that is new, lost or emptied serves nothing
 * and takes nothing until it was filled from the record: what is not there must not look as if it had been taken away.
 */
export function servedStore(folder: string): DocumentStore & Kept {
  const files = directoryStore(folder);
  const guarded = async (): Promise<void> => {
    if (!(await isWhole(folder))) throw new Error('it was lost and is being filled from the record');
  };
  return {
    async read(owner) {
      await guarded();
      return files.read(owner);
    },
    async replace(owner, expected, text) {
      await guarded();
      return files.replace(owner, expected, text);
    },
    isWhole: () => isWhole(folder),
    async restore({ owner }, resources: readonly Resource[]) {
      await files.replace(owner, undefined, writeDocument(newDocument(owner, resources)));
    },
    async declareWhole() {
      await mkdir(folder, { recursive: true });
      await exchange(join(folder, wholeMark), '');
    },
  };
}

async function isWhole(folder: string): Promise<boolean> {
  return stat(join(folder, wholeMark)).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

/** What stands in the folder, as one dynamic configuration. Made anew only where a file has changed. */
export function served(folder: string): Served {
  let known: { readonly print: string; readonly configuration: Configuration } | undefined;
  return {
    async configuration() {
      try {
        if (!(await isWhole(folder)))
          return { ok: false, message: 'The configuration is being filled from the record.' };
        const print = await printOf(folder);
        if (known?.print !== print) known = { print, configuration: merged(await allDocuments(folder)) };
        return known.configuration;
      } catch (error) {
        return { ok: false, message: `The configuration cannot be read (${codeOf(error) ?? 'unknown'}).` };
      }
    },
  };
}

async function printOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const facts = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs, size, ino } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0, size: 0, ino: 0 }));
      return `${name} ${mtimeMs} ${size} ${ino}`;
    }),
  );
  return facts.join('\n');
}

/** Traefik takes no configuration for an error; this one says that there is nothing yet. */
const nothing: JsonObject = {
  http: { middlewares: { sluice: { headers: { customResponseHeaders: { 'X-Sluice': 'loaded' } } } } },
};

function merged(texts: ReadonlyMap<string, string>): Configuration {
  const rooms: Record<string, Record<string, Record<string, Json>>> = {};
  add(rooms, nothing);
  for (const [file, text] of texts) {
    const read = readDocument(text);
    if (!read.ok) return { ok: false, message: `${file} ${read.message}.` };
    const [problem] = formProblems(read.configuration);
    if (problem !== undefined) return { ok: false, message: `${file}: ${problem.path} ${problem.message}.` };
    add(rooms, read.configuration);
  }
  const json = JSON.stringify(rooms);
  return { ok: true, json, version: createHash('sha256').update(json).digest('hex') };
}

function add(rooms: Record<string, Record<string, Record<string, Json>>>, configuration: JsonObject): void {
  for (const [room, parts] of Object.entries(configuration)) {
    const inRoom = (rooms[room] ??= {});
    for (const part of Object.keys(asObject(parts) ?? {})) {
      Object.assign((inRoom[part] ??= {}), asObject(own(asObject(parts), part)));
    }
  }
}
