import { createHash, randomBytes } from 'node:crypto';
import { parse } from 'yaml';
import { contentHash, type Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { jsonOf } from '../values.ts';
import { mapReferences, referencesOf, sectionNames, sectionOfKind, sections, type SectionName } from './sections.ts';

/** Readable and unique: what stands before the names of everything that belongs to one owner. */
export function ownerKey(owner: string): string {
  const words = owner
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return `${words}-${createHash('sha256').update(owner).digest('hex').slice(0, 8)}`;
}

/** The stable id of one thing; `name` is as its owner calls it. */
function resourceId(owner: string, section: SectionName, name: string): string {
  return `traefik/${owner}/${section}/${name}`;
}

export function resourceOf(owner: string, section: SectionName, name: string, api: string, body: Json): Resource {
  const dependsOn = referencesOf(section, body)
    .filter(({ of, name: other }) => isOwn(of, other))
    .map(({ of, name: other }) => resourceId(owner, of, other));
  const id = resourceId(owner, section, name);
  return { id, api, kind: sections[section].kind, body, dependsOn: [...new Set(dependsOn)].sort() };
}

/** A name with an `@` is of another provider, and the default TLS options are everybody's. */
function isOwn(section: SectionName, name: string): boolean {
  return !name.includes('@') && !(section === 'tls.options' && name === 'default');
}

/** How a thing is called by its owner, and where it stands. */
export function nameOf(owner: string, resource: Resource): { readonly section: SectionName; readonly name: string } {
  const section = sectionOfKind(resource.kind);
  const prefix = section === undefined ? undefined : resourceId(owner, section, '');
  if (section === undefined || prefix === undefined || !resource.id.startsWith(prefix))
    throw new Error(`${resource.id} is no resource of ${owner} that Traefik knows`);
  return { section, name: resource.id.slice(prefix.length) };
}

/** `http.routers/orders`, as its owner calls it, whoever that is; undefined for what is nothing of Traefik's. */
export function localName({ id, kind }: Pick<Resource, 'id' | 'kind'>): string | undefined {
  const section = sectionOfKind(kind);
  const start = section === undefined ? -1 : id.indexOf(`/${section}/`);
  return start < 0 ? undefined : id.slice(start + 1);
}

/** What one owner has on one Traefik: a whole dynamic configuration file. */
export interface OwnerDocument {
  readonly owner: string;
  readonly resources: readonly Resource[];
  /** A name that says in Traefik itself what is loaded: another one with every write, whether the content is new or not. */
  readonly marker: string;
}

export function newDocument(owner: string, resources: readonly Resource[]): OwnerDocument {
  const sorted = [...resources].sort((a, b) => (a.id < b.id ? -1 : 1));
  const version = `${contentHash(sorted).slice(0, 16)}-${randomBytes(4).toString('hex')}`;
  return { owner, resources: sorted, marker: `${ownerKey(owner)}:sluice-${version}` };
}

/** As Traefik has it: by section and full name, every reference in full. */
export function thingsOf({ owner, resources }: OwnerDocument): ReadonlyMap<SectionName, ReadonlyMap<string, Json>> {
  const things = new Map<SectionName, Map<string, Json>>();
  for (const resource of resources) {
    const { section, name } = nameOf(owner, resource);
    const named = things.get(section) ?? new Map<string, Json>();
    things.set(section, named.set(full(owner, name), asTraefikHasIt(owner, section, resource.body)));
  }
  return things;
}

function full(owner: string, name: string): string {
  return `${ownerKey(owner)}:${name}`;
}

function asTraefikHasIt(owner: string, section: SectionName, body: Json): Json {
  return mapReferences(section, body, (name, of) => (isOwn(of, name) ? full(owner, name) : name));
}

/** The dynamic configuration of one owner, with the marker. */
export function configurationOf(document: OwnerDocument): JsonObject {
  const things = thingsOf(document);
  const middlewares = { ...Object.fromEntries(things.get('http.middlewares') ?? []), [document.marker]: markerBody };
  const rooms: Record<string, Record<string, Json>> = {};
  for (const name of sectionNames) {
    const [room = '', part = ''] = name.split('.');
    const named = name === 'http.middlewares' ? middlewares : Object.fromEntries(things.get(name) ?? []);
    if (Object.keys(named).length > 0) (rooms[room] ??= {})[part] = named;
  }
  return rooms;
}

/** Does nothing: no router uses it. */
const markerBody: JsonObject = { headers: { customResponseHeaders: { 'X-Sluice': 'loaded' } } };

const header = '# sluice ';

/**
 * A YAML file whose second line says what Traefik has no place for. Traefik runs files through Go's templates, which
 * could read its environment: no two braces stand beside each other here, in comments neither.
 */
export function writeDocument(document: OwnerDocument): string {
  const { owner, resources, marker } = document;
  const apis = Object.fromEntries(
    resources.map((resource) => {
      const { section, name } = nameOf(owner, resource);
      return [`${section}/${name}`, resource.api];
    }),
  );
  return [
    '# Written by Sluice. A change by hand is drift; the second line is not to be taken away.',
    `${header}${escaped(JSON.stringify({ version: 1, owner, marker, apis }))}`,
    escaped(JSON.stringify(configurationOf(document), null, 1)),
    '',
  ].join('\n');
}

function escaped(json: string): string {
  return json
    .replaceAll('{{', '{\\u007b')
    .replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

export type ReadDocument =
  | { readonly ok: true; readonly document: OwnerDocument; readonly configuration: JsonObject }
  | { readonly ok: false; readonly message: string };

/** What stands in the file now, which somebody may have changed. */
export function readDocument(text: string): ReadDocument {
  const line = text.split('\n', 3).find((each) => each.startsWith(header));
  const facts = asObject(line === undefined ? undefined : jsonOf(line.slice(header.length)));
  const [owner, marker, apis] = [own(facts, 'owner'), own(facts, 'marker'), asObject(own(facts, 'apis'))];
  const configuration = asObject(parsed(text));
  if (typeof owner !== 'string' || typeof marker !== 'string' || apis === undefined || configuration === undefined)
    return { ok: false, message: 'was changed so that it cannot be read any more' };
  const resources = sectionNames.flatMap((section) => {
    const [room = '', part = ''] = section.split('.');
    const named = asObject(own(asObject(own(configuration, room)), part)) ?? {};
    return Object.entries(named)
      .filter(([name]) => name !== marker)
      .map(([name, body]) => {
        const local = shortened(owner, name);
        const api = own(apis, `${section}/${local}`);
        const mine = mapReferences(section, body, (other) => shortened(owner, other));
        return resourceOf(owner, section, local, typeof api === 'string' ? api : (local.split(':')[0] ?? local), mine);
      });
  });
  const sorted = [...resources].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ok: true, document: { owner, resources: sorted, marker }, configuration };
}

function shortened(owner: string, name: string): string {
  const prefix = `${ownerKey(owner)}:`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** JSON as it was written; YAML where a person changed it. */
function parsed(text: string): Json | undefined {
  const written = jsonOf(text.replace(/^(#.*\n)*/, ''));
  if (written !== undefined) return written;
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'silent' }) as Json;
  } catch {
    return undefined;
  }
}
