import { z } from 'zod';
import type { Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Scope } from '../target.ts';
import { textsOf } from '../values.ts';
import { canonicalOas, canonicalPlain, extensionKey, markKey, without } from './canonical.ts';
import { resourceId } from './ids.ts';
import type { Collection, Loaded } from './node.ts';
import { referencesIn, withReferences } from './references.ts';

/** One thing as Tyk takes it, with our mark. */
export interface TykDocument {
  readonly collection: Collection;
  readonly id: string;
  readonly body: JsonObject;
}

/** A version of an API: an entry in the definition of the API that it is a version of, and yet the version's own. */
export const versionSchema = z.strictObject({ base: z.string(), id: z.string(), name: z.string(), header: z.string() });
type Version = z.infer<typeof versionSchema>;

const collections: Readonly<Record<string, Collection>> = {
  'tyk/oas': 'apis/oas',
  'tyk/classic': 'apis',
  'tyk/policy': 'policies',
};

/** The key of the document that a resource is written in; a version is written in its base's. */
export function documentKey({ id, kind, body }: Resource): string {
  return kind === 'tyk/version' ? resourceId.api(versionSchema.parse(body).base) : id;
}

/** The documents that these resources are, by key. */
export function documentsOf(scope: Scope, resources: readonly Resource[]): Map<string, TykDocument> {
  const versions = resources.filter(({ kind }) => kind === 'tyk/version').map(({ body }) => versionSchema.parse(body));
  const documents = resources.flatMap((resource): [string, TykDocument][] => {
    const collection = collections[resource.kind];
    const body = asObject(resource.body);
    if (collection === undefined || body === undefined) return [];
    const id = resource.id.slice(resource.id.indexOf('/') + 1);
    const own = versions.filter(({ base }) => base === id);
    return [[resource.id, { collection, id, body: marked(scope, resource.api, collection, withVersions(body, own)) }]];
  });
  return new Map(documents);
}

/** What was loaded and carries our mark for this owner, in canonical form. */
export function resourcesOf(scope: Scope, loaded: Loaded): Resource[] {
  const apis = [
    ...loaded.oas.flatMap((document) => oasResources(scope, document)),
    ...loaded.definitions.flatMap((document) => classicResources(scope, document)),
  ];
  const apiOf = new Map(apis.map(({ id, api }) => [id, api]));
  const versions = apis.filter(({ kind }) => kind === 'tyk/version');
  return [
    ...apis.filter(({ kind }) => kind !== 'tyk/version'),
    ...versions.map((version) => ({ ...version, api: apiOf.get(version.dependsOn[1] ?? '') ?? version.api })),
    ...loaded.policies.flatMap((document) => policyResources(scope, document)),
  ];
}

/** The APIs that a policy opens, by their ids. */
export function apisOfPolicy(policy: JsonObject): string[] {
  return Object.keys(asObject(own(policy, 'access_rights')) ?? {}).sort();
}

function withVersions(body: JsonObject, versions: readonly Version[]): JsonObject {
  const [first] = versions;
  const extension = asObject(own(body, extensionKey));
  const info = asObject(own(extension, 'info'));
  if (first === undefined || extension === undefined || info === undefined) return body;
  const versioning = {
    enabled: true,
    // Of the base itself, which nobody asks for by name: requests without a version are its own.
    name: 'base',
    default: 'self',
    location: 'header',
    key: first.header,
    versions: [...versions].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, id }) => ({ name, id })),
  };
  return { ...body, [extensionKey]: { ...extension, info: { ...info, versioning } } };
}

function marked({ owner }: Scope, api: string, collection: Collection, body: JsonObject): JsonObject {
  if (collection === 'policies') return { ...body, tags: [...policyTags(body), ...marksOfPolicy(owner, api)] };
  const secrets = Object.entries(referencesIn(body)).map(([place, text]) => [place, text.replace('://', ':')] as const);
  const mark = { owner, api, ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets) }) };
  if (collection === 'apis') return { ...body, config_data: { ...asObject(own(body, 'config_data')), sluice: mark } };
  return { ...body, info: { ...asObject(own(body, 'info')), [markKey]: mark } };
}

/** Somebody's document with the mark that another one has: where it stands, and nothing else. */
export function withMarkOf(collection: Collection, document: JsonObject, marked: JsonObject): JsonObject {
  if (collection === 'policies') {
    const marks = policyTags(marked).filter(isMark);
    return { ...document, tags: [...policyTags(document).filter((tag) => !isMark(tag)), ...marks] };
  }
  const [outer, inner] = collection === 'apis' ? ['config_data', 'sluice'] : ['info', markKey];
  const mark = own(asObject(own(marked, outer)), inner) ?? {};
  return { ...document, [outer]: { ...asObject(own(document, outer)), [inner]: mark } };
}

/** Whose mark a document carries; undefined where it carries none. */
export function ownerOf({
  collection,
  document,
}: {
  collection: Collection;
  document: JsonObject;
}): string | undefined {
  if (collection === 'policies')
    return policyTags(document)
      .find((tag) => tag.startsWith(ownerTag))
      ?.slice(ownerTag.length);
  const [outer, inner] = collection === 'apis' ? ['config_data', 'sluice'] : ['info', markKey];
  const mark = asObject(own(asObject(own(document, outer)), inner));
  const owner = own(mark, 'owner');
  return mark === undefined ? undefined : typeof owner === 'string' ? owner : '';
}

const markSchema = z.object({
  owner: z.string(),
  api: z.string(),
  secrets: z.record(z.string(), z.string()).optional(),
});

function unmasked(document: JsonObject, secrets: Readonly<Record<string, string>> = {}): JsonObject {
  const references = Object.entries(secrets).map(([place, text]) => [place, text.replace(':', '://')] as const);
  return asObject(withReferences(document, Object.fromEntries(references))) ?? {};
}

function oasResources(scope: Scope, document: JsonObject): Resource[] {
  const mark = markSchema.safeParse(own(asObject(own(document, 'info')), markKey));
  const id = own(asObject(own(asObject(own(document, extensionKey)), 'info')), 'id');
  if (mark.data?.owner !== scope.owner || typeof id !== 'string') return [];
  const body = canonicalOas(unmasked(document, mark.data.secrets));
  const { api } = mark.data;
  const extension = asObject(own(body, extensionKey)) ?? {};
  const info = asObject(own(extension, 'info')) ?? {};
  const versions = versionsIn(own(info, 'versioning'), id);
  if (versions === undefined) return [{ id: resourceId.api(id), api, kind: 'tyk/oas', body, dependsOn: [] }];
  const bare = { ...body, [extensionKey]: { ...extension, info: without(info, ['versioning']) } };
  return [
    { id: resourceId.api(id), api, kind: 'tyk/oas', body: bare, dependsOn: [] },
    ...versions.map((version): Resource => versionResource(api, version)),
  ];
}

/** Undefined where the versioning is not of our making: it is then part of the definition, as its author wrote it. */
function versionsIn(versioning: Json | undefined, base: string): Version[] | undefined {
  const parsed = ourVersioning.safeParse(versioning);
  return parsed.success
    ? parsed.data.versions.map(({ name, id }) => ({ base, id, name, header: parsed.data.key }))
    : undefined;
}

const ourVersioning = z.strictObject({
  enabled: z.literal(true),
  name: z.literal('base'),
  default: z.literal('self'),
  location: z.literal('header'),
  key: z.string(),
  versions: z.array(z.strictObject({ name: z.string(), id: z.string() })),
});

export function versionResource(api: string, body: Version): Resource {
  const dependsOn = [resourceId.api(body.base), resourceId.api(body.id)];
  return { id: resourceId.version(body.base, body.id), api, kind: 'tyk/version', body, dependsOn };
}

function classicResources(scope: Scope, document: JsonObject): Resource[] {
  const config = asObject(own(document, 'config_data')) ?? {};
  const mark = markSchema.safeParse(own(config, 'sluice'));
  const id = own(document, 'api_id');
  if (own(document, 'is_oas') === true || mark.data?.owner !== scope.owner || typeof id !== 'string') return [];
  const plain = { ...unmasked(document, mark.data.secrets), config_data: without(config, ['sluice']) };
  const body = canonicalPlain(plain);
  return [{ id: resourceId.api(id), api: mark.data.api, kind: 'tyk/classic', body, dependsOn: [] }];
}

const ownerTag = 'sluice:owner:';
const apiTag = 'sluice:api:';

function marksOfPolicy(owner: string, api: string): string[] {
  return [`${ownerTag}${owner}`, `${apiTag}${api}`];
}

function isMark(tag: string): boolean {
  return tag.startsWith(ownerTag) || tag.startsWith(apiTag);
}

function policyTags(policy: JsonObject): string[] {
  return textsOf(own(policy, 'tags'));
}

function policyResources(scope: Scope, document: JsonObject): Resource[] {
  const tags = policyTags(document);
  const api = tags.find((tag) => tag.startsWith(apiTag))?.slice(apiTag.length);
  const id = own(document, 'id');
  if (!tags.includes(`${ownerTag}${scope.owner}`) || api === undefined || typeof id !== 'string') return [];
  const others = tags.filter((tag) => !isMark(tag));
  const body = canonicalPlain({ ...document, tags: others });
  const dependsOn = apisOfPolicy(body).map(resourceId.api);
  return [{ id: resourceId.policy(id), api, kind: 'tyk/policy', body, dependsOn }];
}
