import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { groupOf, refOf, resourceId, type ObjectRef } from './object.ts';
import { at, listOf, textOf } from '../values.ts';

const traefik = 'traefik.io/v1alpha1';
const hub = 'hub.traefik.io/v1alpha1';
const tyk = 'tyk.tyk.io/v1alpha1';
const gatewayApi = 'gateway.networking.k8s.io/v1';

/** Where an object names another: `path` ends at an object with `name`, perhaps `namespace`, `kind` and `group`. */
interface Rule {
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** `kind` values that mean a kind of another group than `apiVersion`. */
  readonly kinds?: Readonly<Record<string, string>>;
}

const services = { Service: 'v1', TraefikService: traefik };
const definitions = {
  ApiDefinition: tyk,
  TykOasApiDefinition: tyk,
  TykStreamsApiDefinition: tyk,
  TykMcpProxyDefinition: tyk,
};
const hubApis: readonly Rule[] = [
  { path: 'spec.apis.*', apiVersion: hub, kind: 'API' },
  { path: 'spec.apiBundles.*', apiVersion: hub, kind: 'APIBundle' },
  { path: 'spec.apiPlan', apiVersion: hub, kind: 'APIPlan' },
];
const context: Rule = { path: 'spec.contextRef', apiVersion: tyk, kind: 'OperatorContext' };

const rules: Readonly<Record<string, readonly Rule[]>> = {
  IngressRoute: [
    { path: 'spec.routes.*.services.*', apiVersion: 'v1', kind: 'Service', kinds: services },
    { path: 'spec.routes.*.middlewares.*', apiVersion: traefik, kind: 'Middleware' },
    { path: 'spec.tls.options', apiVersion: traefik, kind: 'TLSOption' },
  ],
  TraefikService: [
    { path: 'spec.weighted.services.*', apiVersion: 'v1', kind: 'Service', kinds: services },
    { path: 'spec.mirroring', apiVersion: 'v1', kind: 'Service', kinds: services },
    { path: 'spec.mirroring.mirrors.*', apiVersion: 'v1', kind: 'Service', kinds: services },
  ],
  Middleware: [
    { path: 'spec.chain.middlewares.*', apiVersion: traefik, kind: 'Middleware' },
    { path: 'spec.errors.service', apiVersion: 'v1', kind: 'Service', kinds: services },
  ],
  HTTPRoute: [
    { path: 'spec.parentRefs.*', apiVersion: gatewayApi, kind: 'Gateway' },
    { path: 'spec.rules.*.backendRefs.*', apiVersion: 'v1', kind: 'Service' },
    { path: 'spec.rules.*.filters.*.requestMirror.backendRef', apiVersion: 'v1', kind: 'Service' },
  ],
  TykOasApiDefinition: [
    { path: 'spec.tykOAS.configmapRef', apiVersion: 'v1', kind: 'ConfigMap' },
    { path: 'spec.versioning.versions.*.tykOasApiDefinitionRef', apiVersion: tyk, kind: 'TykOasApiDefinition' },
    context,
  ],
  ApiDefinition: [context],
  SecurityPolicy: [
    { path: 'spec.access_rights_array.*', apiVersion: tyk, kind: 'ApiDefinition', kinds: definitions },
    context,
  ],
  API: [{ path: 'spec.versions.*', apiVersion: hub, kind: 'APIVersion' }],
  APIBundle: hubApis,
  APICatalogItem: hubApis,
  ManagedSubscription: [
    ...hubApis,
    { path: 'spec.managedApplications.*', apiVersion: hub, kind: 'ManagedApplication' },
  ],
};

/** What names another object by an annotation or label instead of a field; `ofCluster`: that one has no namespace. */
const marks: readonly (Omit<Rule, 'path' | 'kinds'> & {
  readonly on: 'annotations' | 'labels';
  readonly key: string;
  readonly ofCluster?: true;
})[] = [
  { on: 'annotations', key: 'hub.traefik.io/api', apiVersion: hub, kind: 'API' },
  { on: 'annotations', key: 'hub.traefik.io/api-version', apiVersion: hub, kind: 'APIVersion' },
  {
    on: 'annotations',
    key: 'hub.traefik.io/access-control-policy',
    apiVersion: hub,
    kind: 'AccessControlPolicy',
    ofCluster: true,
  },
  { on: 'labels', key: 'kubernetes.io/service-name', apiVersion: 'v1', kind: 'Service' },
];

/** The objects that this one names and that have to be there for it. Names of other providers (`auth@file`) are not objects. */
export function referencesOf(body: JsonObject): ObjectRef[] {
  const { kind, namespace } = refOf(body);
  const fields = (Object.hasOwn(rules, kind) ? (rules[kind] ?? []) : []).flatMap((rule) =>
    behind(body, rule.path.split('.')).flatMap((found) => named(rule, found, namespace)),
  );
  const byMark = marks.flatMap(({ on, key, apiVersion, kind: target, ofCluster }) => {
    const name = textOf(at(body, 'metadata', on, key));
    if (name === '' || name.includes('@')) return [];
    return [{ apiVersion, kind: target, namespace: ofCluster === true ? '' : namespace, name }];
  });
  const unique = new Map([...fields, ...byMark].map((ref) => [resourceId(ref), ref]));
  return [...unique.values()];
}

function named(rule: Rule, found: Json, ownNamespace: string): ObjectRef[] {
  const name = textOf(at(found, 'name'));
  if (name === '' || name.includes('@')) return [];
  const kind = textOf(at(found, 'kind')) || rule.kind;
  const namespace = textOf(at(found, 'namespace')) || ownNamespace;
  const group = at(found, 'group');
  // A reference that says another group is to a kind that these rules do not know.
  if (typeof group === 'string' && group !== groupOf(rule.apiVersion)) return [];
  const apiVersion = rule.kinds === undefined ? rule.apiVersion : own(rule.kinds, kind);
  if (typeof apiVersion !== 'string' || (rule.kinds === undefined && kind !== rule.kind)) return [];
  return [{ apiVersion, kind, namespace, name }];
}

/** The values at a path in which `*` stands for every item. */
function behind(value: Json, path: readonly string[]): Json[] {
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  if (key === '*') return listOf(value).flatMap((item) => behind(item, rest));
  const below = own(asObject(value), key);
  return below === undefined ? [] : behind(below, rest);
}
