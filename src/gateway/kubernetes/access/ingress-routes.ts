import type { RouteAccess } from '../../../release/exposure/access.ts';
import type { Resource } from '../../../release/manifest.ts';
import { asObject, type Json, type JsonObject } from '../../../spec/json.ts';
import { entranceOf } from '../../traefik/access.ts';
import { certificateOf, chainOf, guarded, streamOf, type Guard } from '../../traefik/guards.ts';
import { ranked, type Ranked } from '../../traefik/precedence.ts';
import { at, listOf, textOf } from '../../values.ts';
import { refOf, type Lookup } from '../object.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { managed, type Hub } from './hub.ts';
import { serviceUpstream } from './service-upstream.ts';

/** What routes refer to. */
interface Known extends Pick<RenderOptions, 'entryPoints'> {
  readonly find: Lookup;
  readonly hub: Hub;
}

/** The routes of an IngressRoute; of anything else none. */
export function ingressRoutes(resource: Resource, known: Known): Ranked[] {
  const { id, api, kind, body } = resource;
  if (kind !== 'IngressRoute') return [];
  const object = asObject(body) ?? {};
  const { namespace } = refOf(object);
  const tls = at(object, 'spec', 'tls') !== undefined;
  const certificate = certificateIn(object, known);
  const shared = { id, api, tls, ...entranceOf(at(object, 'spec') ?? {}, known) };
  return listOf(at(object, 'spec', 'routes')).map((each) => {
    const chain = chainOf(listOf(at(each, 'middlewares')), middlewareIn('Middleware', namespace, known));
    const { auth, ...rest } = guarded(chain, tls);
    const upstreams = upstreamsOf(listOf(at(each, 'services')), namespace, known);
    const route = {
      ...shared,
      ...rest,
      auth: certificate ?? auth,
      ...managed(object, known.hub),
      ...(upstreams && { upstreams }),
    };
    return ranked(textOf(at(each, 'match')), at(each, 'priority'), route);
  });
}

/** Undefined where there are none of its own (other routers hang below it), or they are spread in another way than by weight. */
function upstreamsOf(
  services: readonly Json[],
  namespace: string,
  { find }: Known,
): RouteAccess['upstreams'] | undefined {
  const [only] = services;
  if (only === undefined) return undefined;
  if (services.every((each) => at(each, 'kind') !== 'TraefikService')) {
    return services.map((each) => serviceUpstream(each, namespace));
  }
  if (services.length > 1) return undefined;
  const place = textOf(at(only, 'namespace')) || namespace;
  const weighted = at(find('TraefikService', place, textOf(at(only, 'name'))), 'spec', 'weighted', 'services');
  return Array.isArray(weighted) ? listOf(weighted).map((each) => serviceUpstream(each, place)) : undefined;
}

/** Those of an IngressRouteTCP or IngressRouteUDP. */
export function streamRoutes(resource: Resource, known: Known): RouteAccess[] {
  const { id, api, kind, body } = resource;
  if (kind !== 'IngressRouteTCP' && kind !== 'IngressRouteUDP') return [];
  const object = asObject(body) ?? {};
  const look = middlewareIn('MiddlewareTCP', refOf(object).namespace, known);
  const route = { id, api, ...entranceOf(at(object, 'spec') ?? {}, known) };
  return listOf(at(object, 'spec', 'routes')).map((each) => {
    const what = kind === 'IngressRouteUDP' ? 'UDP' : `TCP ${textOf(at(each, 'match'))}`;
    const guards = listOf(at(each, 'middlewares')).map((ref) => look(ref).spec);
    return streamOf({ what, guards, certificate: certificateIn(object, known) }, route);
  });
}

function middlewareIn(kind: string, namespace: string, { find }: Known): (ref: Json) => Guard {
  return (ref) => {
    const name = textOf(at(ref, 'name'));
    const found = find(kind, textOf(at(ref, 'namespace')) || namespace, name);
    return { name, spec: asObject(at(found, 'spec')) };
  };
}

function certificateIn(route: JsonObject, { find }: Known): RouteAccess['auth'] | undefined {
  const options = at(route, 'spec', 'tls', 'options');
  const namespace = textOf(at(options, 'namespace')) || refOf(route).namespace;
  return certificateOf(at(find('TLSOption', namespace, textOf(at(options, 'name'))), 'spec'));
}
