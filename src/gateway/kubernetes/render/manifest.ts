import type { Resource } from '../../../release/manifest.ts';
import type { JsonObject } from '../../../spec/json.ts';
import type { DesiredApi, RenderProblem, RenderResult, Scope } from '../../target.ts';
import { objection } from '../guard.ts';
import { nameOf, refOf, resourceId } from '../object.ts';
import { referencesOf } from '../references.ts';
import { gatewayApi } from './gateway-api.ts';
import { fileOf, nativeObjects } from './native.ts';
import { placeOf, type RenderContext, type Renderer, type RenderOptions } from './renderer.ts';
import { traefikHub } from './traefik-hub.ts';
import { traefikProxy } from './traefik-proxy.ts';
import { tykOperator } from './tyk-operator.ts';

/** What the portable block becomes in a cluster; one line for each. */
const renderers = {
  'traefik-proxy': traefikProxy,
  'gateway-api': gatewayApi,
  'traefik-hub': traefikHub,
  'tyk-operator': tykOperator,
} as const satisfies Record<string, Renderer>;

export type Renders = keyof typeof renderers;

export interface ManifestOptions extends RenderOptions {
  readonly target: string;
  readonly renders: Renders;
  /** The namespaces that the operator lets this target write to. */
  readonly namespaces: readonly string[];
}

/** All objects of these APIs: what the portable block becomes, and the user's own. Pure. */
export function renderManifest(
  options: ManifestOptions,
  scope: Scope,
  apis: readonly DesiredApi[],
  features?: ReadonlySet<string>,
): RenderResult {
  const context: RenderContext = { ...options, scope, apis, ...(features !== undefined && { features }) };
  const rendered = apis.map((api) => ({ api, ...objectsOf(api, options, context) }));
  const problems = [
    ...rendered.flatMap((each) => each.problems),
    ...collisions(apis),
    ...twice(rendered.map(({ api, objects }) => ({ api: api.definition.name, objects }))),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const bodies = rendered.flatMap(({ api, objects }) => objects.map((body) => ({ api: api.definition.name, body })));
  return { ok: true, manifest: { target: options.target, resources: resourcesOf(bodies) } };
}

/** Objects as resources. What one names is a dependency where it is among them. */
export function resourcesOf(bodies: readonly { readonly api: string; readonly body: JsonObject }[]): Resource[] {
  const ids = new Set(bodies.map(({ body }) => resourceId(refOf(body))));
  const resources = bodies.map(({ api, body }): Resource => {
    const ref = refOf(body);
    const id = resourceId(ref);
    const needs = referencesOf(body).map(resourceId);
    return { id, api, kind: ref.kind, body, dependsOn: needs.filter((need) => ids.has(need) && need !== id).sort() };
  });
  return resources.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function objectsOf(
  api: DesiredApi,
  options: ManifestOptions,
  context: RenderContext,
): { readonly objects: readonly JsonObject[]; readonly problems: readonly RenderProblem[] } {
  const { name, gateway } = api.definition;
  const { namespaces, clusterKinds = [] } = options;
  const territory = { namespaces, clusterKinds };
  const native = nativeObjects(api, options.target, context);
  // With objects of the user's own, a block without an upstream says nothing of its own: it holds the defaults.
  const portable =
    gateway?.upstream === undefined && native.objects.length > 0
      ? { objects: [], problems: [] }
      : gateway === undefined
        ? { objects: [], problems: [{ field: 'gateway', message: 'is missing: nothing says where requests go' }] }
        : renderers[options.renders](api, gateway, context);
  const objections = native.objects.flatMap((object) => {
    const message = objection(object, territory);
    return message === undefined
      ? []
      : [{ field: `native.${options.target}`, message: `${fileOf(api, object)}${message}` }];
  });
  const forbidden = portable.objects.flatMap((object) => {
    const message = objection(object, territory);
    return message === undefined ? [] : [{ field: 'upstream', message }];
  });
  const problems = [...native.problems, ...portable.problems, ...objections, ...forbidden];
  return {
    objects: [...portable.objects, ...native.objects],
    problems: problems.map((problem) => ({ api: name, ...problem })),
  };
}

/** Two APIs at one place: which of them answers would be the gateway's choice. */
function collisions(apis: readonly DesiredApi[]): RenderProblem[] {
  const taken = new Map<string, string>();
  return apis.flatMap(({ definition: { name, gateway } }) => {
    if (gateway?.upstream === undefined) return [];
    const { host = '', path } = placeOf(name, gateway, apis);
    const place = gateway.version === undefined ? host + path : `${host}${path} (${gateway.version.name})`;
    const other = taken.get(place);
    if (other !== undefined)
      return [{ api: name, field: 'path', message: `${place} is already the listen path of ${other}` }];
    taken.set(place, name);
    return [];
  });
}

function twice(
  rendered: readonly { readonly api: string; readonly objects: readonly JsonObject[] }[],
): RenderProblem[] {
  const owners = new Map<string, string>();
  return rendered.flatMap(({ api, objects }) =>
    objects.flatMap((object) => {
      const ref = refOf(object);
      const other = owners.get(resourceId(ref));
      owners.set(resourceId(ref), api);
      if (other === undefined) return [];
      const message = `${nameOf(ref)} is ${other === api ? 'there twice' : `already an object of ${other}`}`;
      return [{ api, field: 'name', message }];
    }),
  );
}
