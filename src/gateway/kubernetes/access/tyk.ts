import type { RouteAccess } from '../../../release/exposure/access.ts';
import type { Manifest, Resource } from '../../../release/manifest.ts';
import { asObject, own } from '../../../spec/json.ts';
import { access } from '../../tyk/access.ts';
import { extensionKey } from '../../tyk/canonical.ts';
import { versionResource } from '../../tyk/documents.ts';
import { at, jsonOf, listOf, textOf } from '../../values.ts';
import { refOf, resourceId } from '../object.ts';

/** What Tyk Operator's objects come to at Tyk: definitions out of their ConfigMaps, versions and policies by the names of objects. */
export function tykRoutes({ target, resources }: Manifest): readonly RouteAccess[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return access({ target, resources: resources.flatMap((resource) => atTyk(resource, byId)) });
}

function atTyk(resource: Resource, byId: ReadonlyMap<string, Resource>): Resource[] {
  switch (resource.kind) {
    case 'TykOasApiDefinition':
      return [...definition(resource, byId), ...versions(resource, byId)];
    case 'ApiDefinition':
      return classic(resource);
    case 'SecurityPolicy':
      return policy(resource);
    default:
      return [];
  }
}

/** `apis/orders`: the operator gives out ids of its own, and nobody else needs to know them. */
function idOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function definition({ id, api, body }: Resource, byId: ReadonlyMap<string, Resource>): Resource[] {
  const object = asObject(body) ?? {};
  const { namespace, name } = refOf(object);
  const source = at(object, 'spec', 'tykOAS', 'configmapRef');
  const place = { namespace: textOf(at(source, 'namespace')) || namespace, name: textOf(at(source, 'name')) };
  const map = byId.get(resourceId({ apiVersion: 'v1', kind: 'ConfigMap', ...place }));
  const document = asObject(jsonOf(textOf(at(map?.body, 'data', textOf(at(source, 'keyName'))))));
  const extension = asObject(own(document, extensionKey));
  if (document === undefined || extension === undefined) return [];
  const info = { ...asObject(own(extension, 'info')), id: idOf(namespace, name) };
  return [{ id, api, kind: 'tyk/oas', body: { ...document, [extensionKey]: { ...extension, info } }, dependsOn: [] }];
}

/** What the others are called among the versions of this one. */
function versions({ body }: Resource, byId: ReadonlyMap<string, Resource>): Resource[] {
  const object = asObject(body) ?? {};
  const { apiVersion, kind, namespace, name } = refOf(object);
  const header = textOf(at(object, 'spec', 'versioning', 'key'));
  return listOf(at(object, 'spec', 'versioning', 'versions')).map((each) => {
    const ref = at(each, 'tykOasApiDefinitionRef');
    const other = { namespace: textOf(at(ref, 'namespace')) || namespace, name: textOf(at(ref, 'name')) };
    const api = byId.get(resourceId({ apiVersion, kind, ...other }))?.api ?? '';
    const id = idOf(other.namespace, other.name);
    return versionResource(api, { base: idOf(namespace, name), id, name: textOf(at(each, 'name')), header });
  });
}

/** The spec of a classic one is the definition, but for its id. */
function classic({ id, api, body }: Resource): Resource[] {
  const { namespace, name } = refOf(asObject(body) ?? {});
  const spec = asObject(at(body, 'spec')) ?? {};
  return [{ id, api, kind: 'tyk/classic', body: { ...spec, api_id: idOf(namespace, name) }, dependsOn: [] }];
}

function policy({ id, api, body }: Resource): Resource[] {
  const object = asObject(body) ?? {};
  const spec = asObject(at(object, 'spec')) ?? {};
  const opened = listOf(own(spec, 'access_rights_array')).map((right) =>
    idOf(textOf(at(right, 'namespace')) || refOf(object).namespace, textOf(at(right, 'name'))),
  );
  const rights = Object.fromEntries(opened.map((one) => [one, {}]));
  return [{ id, api, kind: 'tyk/policy', body: { ...spec, access_rights: rights }, dependsOn: [] }];
}
