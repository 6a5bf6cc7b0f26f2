import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { load } from '../../../src/spec/load.ts';
import type { Description } from '../../../src/spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { shared } from '../shared.ts';
import { fromEntries, without } from './walk.ts';

/** A description of several files, the first of them its root. */
function describeFiles(files: Readonly<Record<string, string>>): Description {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const [root = ''] = bytes.keys();
  const result = load(root, { read: (path) => bytes.get(path) ?? null });
  if (result.kind !== 'loaded') throw new Error(`the description does not load: ${JSON.stringify(result)}`);
  return result.description;
}

export function describeDocument(document: JsonObject): Description {
  return describeFiles({ 'api.json': JSON.stringify(document) });
}

export function asYaml(document: JsonObject): Description {
  return describeFiles({ 'api.yaml': stringify(document, { aliasDuplicateObjects: false }) });
}

/** The schemas of the components in a file of their own. */
export function inTwoFiles(document: JsonObject): Description | undefined {
  const components = asObject(own(document, 'components'));
  const declared = asObject(own(components, 'schemas'));
  if (components === undefined || declared === undefined) return undefined;
  const here = (prefix: string, value: Json): string =>
    JSON.stringify(value).replaceAll('"$ref":"#/components/schemas/', `"$ref":"${prefix}#/`);
  if (/"\$ref":"#\/(?!components\/schemas\/)/.test(JSON.stringify(declared))) return undefined;
  return describeFiles({
    'api.json': here('schemas.json', { ...document, components: without(components, 'schemas') }),
    'schemas.json': here('', fromEntries(Object.entries(declared))),
  });
}

/** The texts of a pair of the corpora. */
export interface DocumentPair {
  readonly name: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
}

/** Every pair of oasdiff's and of the probes. */
export function smallPairs(): DocumentPair[] {
  return ['oasdiff', 'probes'].flatMap((set) => {
    const folder = shared(`corpora/${set}`);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((pair) => {
      const read = (side: string): JsonObject =>
        parse(readFileSync(join(folder, pair, `${side}.yaml`), 'utf8')) as JsonObject;
      return { name: `${set}/${pair}`, base: read('base'), head: read('revision') };
    });
  });
}

/** Both sides of each of them. */
export function smallDocuments(): { readonly name: string; readonly document: JsonObject }[] {
  return smallPairs().flatMap(({ name, base, head }) => [
    { name: `${name}/base`, document: base },
    { name: `${name}/revision`, document: head },
  ]);
}
