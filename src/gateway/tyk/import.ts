import type { Manifest, Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Adopted, ImportedApi, ImportedSecret, Importer, ImportFound, LeftOut } from '../importer.ts';
import type { Scope } from '../target.ts';
import type { Gateway } from './apply.ts';
import { canonicalOas, canonicalPlain, extensionKey, without } from './canonical.ts';
import { apisOfPolicy, documentsOf, ownerOf, resourcesOf, withMarkOf } from './documents.ts';
import { organisation, resourceId } from './ids.ts';
import { masked } from './import-secrets.ts';
import type { Collection, Loaded, NodeFailure } from './node.ts';
import { differenceFrom, statesOf, type State } from './state.ts';

/** What people made at Tyk by hand. */
export function tykImporter(gateway: Gateway): Importer {
  return {
    async find(scope, signal) {
      const found = await statesOf(gateway.nodes, scope, signal);
      if (!found.ok) return found;
      const [first] = found.states;
      return first === undefined ? { ok: true, apis: [], secrets: [], left: [] } : importable(scope, first.loaded);
    },
    adopt: (scope, resources, signal) => adopt(gateway, scope, resources, signal),
  };
}

/** One document as it stands at Tyk. */
interface Standing {
  readonly collection: Collection;
  readonly id: string;
  readonly document: JsonObject;
}

function standing({ oas, definitions, policies }: Loaded): Standing[] {
  const idOf = (document: JsonObject): Json | undefined =>
    own(asObject(own(asObject(own(document, extensionKey)), 'info')), 'id');
  const all = [
    ...oas.map((document) => ({ collection: 'apis/oas' as const, id: idOf(document), document })),
    ...definitions
      .filter((document) => own(document, 'is_oas') !== true)
      .map((document) => ({ collection: 'apis' as const, id: own(document, 'api_id'), document })),
    ...policies.map((document) => ({ collection: 'policies' as const, id: own(document, 'id'), document })),
  ];
  const named = all.flatMap(({ id, ...rest }) => (typeof id === 'string' && id !== '' ? [{ ...rest, id }] : []));
  // Tyk lists them in another order every time, and policies have to come after what they open.
  const rank = ({ collection, id }: Standing): string => `${collection === 'policies' ? 1 : 0}${id}`;
  return named.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function importable(scope: Scope, loaded: Loaded): ImportFound {
  const left: LeftOut[] = [];
  const secrets: ImportedSecret[] = [];
  const apis = new Map<string, ImportedApi>();
  const used = new Set<string>();
  const free = standing(loaded).filter((each) => {
    const owner = ownerOf(each);
    if (owner !== undefined && owner !== scope.owner) left.push({ what: whatIs(each), why: `it belongs to ${owner}` });
    return owner === undefined || owner === scope.owner;
  });
  for (const each of free) {
    const title = each.collection === 'policies' ? each.id : titleOf(each);
    const safe = masked(title, each.collection, bodyOf(each), used);
    if (!safe.ok) {
      left.push({ what: whatIs(each), why: safe.why });
      continue;
    }
    const file = each.collection === 'policies' ? { name: `policy-${each.id}` } : { name: 'api' };
    const isDescription = each.collection === 'apis/oas' && { isDescription: true as const };
    const holder = each.collection === 'policies' ? holderOf(safe.body, apis) : undefined;
    if (each.collection === 'policies' && holder === undefined) {
      left.push({ what: whatIs(each), why: 'it opens an API that is not imported' });
      continue;
    }
    secrets.push(...safe.secrets);
    const before = holder?.api ?? { title, files: [], dependsOn: [] };
    apis.set(holder?.id ?? each.id, {
      ...before,
      files: [...before.files, { ...file, body: safe.body, ...isDescription }],
      dependsOn: [...new Set([...before.dependsOn, ...(holder?.others ?? [])])],
    });
  }
  return { ok: true, apis: [...apis.values()], secrets, left };
}

/** A policy goes with the first API that it opens; the others have to be there before. */
function holderOf(
  policy: JsonObject,
  apis: ReadonlyMap<string, ImportedApi>,
): { readonly id: string; readonly api: ImportedApi; readonly others: readonly string[] } | undefined {
  const [id = '', ...others] = apisOfPolicy(policy);
  const api = apis.get(id);
  const titles = others.map((other) => apis.get(other)?.title);
  if (api === undefined || titles.includes(undefined)) return undefined;
  return { id, api, others: titles.filter((title) => title !== undefined) };
}

/** As a file: by its meaning, without what Tyk fills in. */
function bodyOf({ collection, document }: Standing): JsonObject {
  if (collection !== 'apis/oas') {
    const plain = canonicalPlain(withoutMark(document));
    return without(plain, own(plain, 'org_id') === organisation ? ['org_id', '_id'] : ['_id']);
  }
  const canonical = canonicalOas(document);
  const extension = asObject(own(canonical, extensionKey)) ?? {};
  const info = asObject(own(extension, 'info')) ?? {};
  const kept = without(info, own(info, 'orgId') === organisation ? ['orgId'] : []);
  const { openapi = null, info: about = null, ...rest } = canonical;
  return { openapi, info: about, ...rest, [extensionKey]: { ...extension, info: kept } };
}

function withoutMark(document: JsonObject): JsonObject {
  const config = asObject(own(document, 'config_data'));
  const tags = own(document, 'tags');
  return {
    ...document,
    ...(config && { config_data: without(config, ['sluice']) }),
    ...(Array.isArray(tags) && { tags: tags.filter((tag) => !String(tag).startsWith('sluice:')) }),
  };
}

function titleOf({ collection, id, document }: Standing): string {
  const named =
    collection === 'apis/oas'
      ? own(asObject(own(asObject(own(document, extensionKey)), 'info')), 'name')
      : own(document, 'name');
  return typeof named === 'string' && named !== '' ? named : id;
}

function whatIs({ collection, id }: Standing): string {
  return collection === 'policies' ? resourceId.policy(id) : resourceId.api(id);
}

/**
 * Each document goes back as Tyk answers it, with the mark: a secret stays what it is there, and the mark says by which name we call it.
 * What would not read back as the files say is found before anything is written.
 */
async function adopt(gateway: Gateway, scope: Scope, desired: Manifest, signal: AbortSignal): Promise<Adopted> {
  const found = await statesOf(gateway.nodes, scope, signal);
  if (!found.ok) return { ok: false, message: `${found.message}; nothing was marked` };
  const work = found.states.map((state) => ({ state, marked: markedIn(state, scope, desired.resources) }));
  const wrong = work.flatMap(({ state, marked }) => {
    const resources = resourcesOf(scope, loadedOf(marked)).filter(({ id }) => isAmong(desired.resources, id));
    return differenceFrom(desired.resources, { ...state, resources })?.text ?? [];
  });
  if (wrong.length > 0) return { ok: false, message: `${wrong.join('; ')}; nothing was marked` };
  const writers = gateway.storage === 'shared' ? work.slice(0, 1) : work;
  for (const { state, marked } of writers) {
    for (const { collection, document } of marked.filter((each) => !each.wasOurs)) {
      const written = await state.node.write(collection, document, signal);
      if (!written.ok) return stopped(written);
    }
  }
  const answers = await Promise.all(gateway.nodes.map((node) => node.reload(signal)));
  for (const answer of answers) if (!answer.ok) return stopped(answer);
  return { ok: true };
}

function stopped({ message }: NodeFailure): Adopted {
  return { ok: false, message: `${message}; what is marked by now serves as before, and the same again goes on` };
}

interface Marked extends Standing {
  readonly wasOurs: boolean;
}

function markedIn({ loaded }: State, scope: Scope, resources: readonly Resource[]): Marked[] {
  const marks = new Map(
    [...documentsOf(scope, resources).values()].map((each) => [whatIs({ ...each, document: {} }), each]),
  );
  return standing(loaded).flatMap((each) => {
    const mark = marks.get(whatIs(each));
    if (mark === undefined || mark.collection !== each.collection) return [];
    const document = withMarkOf(each.collection, each.document, mark.body);
    return [{ ...each, document, wasOurs: ownerOf(each) === scope.owner }];
  });
}

function loadedOf(marked: readonly Standing[]): Loaded {
  const of = (collection: Collection): JsonObject[] =>
    marked.flatMap((each) => (each.collection === collection ? [each.document] : []));
  return { oas: of('apis/oas'), definitions: of('apis'), policies: of('policies') };
}

function isAmong(resources: readonly Resource[], id: string): boolean {
  return resources.some((resource) => resource.id === id);
}
