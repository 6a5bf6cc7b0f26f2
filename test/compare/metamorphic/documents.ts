import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Description } from '../../../src/spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { described } from '../../spec/files.ts';
import { shared } from '../shared.ts';
import { fromEntries, without } from './walk.ts';

export function describeDocument(document: JsonObject): Description {
  return described({ 'api.json': JSON.stringify(document) }, 'api.json');
}

export function asYaml(document: JsonObject): Description {
  return described({ 'api.yaml': stringify(document, { aliasDuplicateObjects: false }) });
}

/** The schemas of the components in a file of their own. */
export function inTwoFiles(document: JsonObject): Description | undefined {
  const components = asObject(own(document, 'components'));
  const declared = asObject(own(components, 'schemas'));
  if (components === undefined || declared === undefined) return undefined;
  const here = (prefix: string, value: Json): string =>
    JSON.stringify(value).replaceAll('"$ref":"#/components/schemas/', `"$ref":"${prefix}#/`);
  if (/"\$ref":"#\/(?!components\/schemas\/)/.test(JSON.stringify(declared))) return undefined;
  const root = here('schemas.json', { ...document, components: without(components, 'schemas') });
  const part = here('', fromEntries(Object.entries(declared)));
  return described({ 'api.json': root, 'schemas.json': part }, 'api.json');
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
