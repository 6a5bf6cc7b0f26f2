import type { RouteAccess } from '../../../release/exposure/access.ts';
import type { Resource } from '../../../release/manifest.ts';
import { asObject, type Json, type JsonObject } from '../../../spec/json.ts';
import { entranceOf } from '../../traefik/access.ts';
import { certificateOf, chainOf, guarded, streamOf, type Guard } from '../../traefik/guards.ts';
import { ranked, type Ranked } from '../../traefik/precedence.ts';
import { at, listOf, textOf } from '../../values.ts';
import { refOf } from '../object.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { managed } from './hub.ts';

type Options = Pick<RenderOptions, 'entryPoints'>;

/** The routes of an IngressRoute; of anything else none. */
export function ingressRoutes(resource: Resource, bodies: readonly JsonObject[], options: Options): Ranked[] {
  const { id, api, kind, body } = resource;
  if (kind !== 'IngressRoute') return [];
  const object = asObject(body) ?? {};
  const { namespace } = refOf(object);
  const tls = at(object, 'spec', 'tls') !== undefined;
  const certificate = certificateIn(object, bodies);
  const shared = { id, api, tls, ...entranceOf(at(object, 'spec') ?? {}, options) };
  return listOf(at(object, 'spec', 'routes')).map((each) => {
    const chain = chainOf(listOf(at(each, 'middlewares')), middlewareIn('Middleware', namespace, bodies));
    const { auth, ...rest } = guarded(chain, tls);
    const route = { ...shared, ...rest, auth: certificate ?? auth, ...managed(object, bodies) };
    return ranked(textOf(at(each, 'match')), at(each, 'priority'), route);
  });
}

/** Those of an IngressRouteTCP or IngressRouteUDP. */
export function streamRoutes(resource: Resource, bodies: readonly JsonObject[], options: Options): RouteAccess[] {
  const { id, api, kind, body } = resource;
  if (kind !== 'IngressRouteTCP' && kind !== 'IngressRouteUDP') return [];
  const object = asObject(body) ?? {};
  const look = middlewareIn('MiddlewareTCP', refOf(object).namespace, bodies);
  const route = { id, api, ...entranceOf(at(object, 'spec') ?? {}, options) };
  return listOf(at(object, 'spec', 'routes')).map((each) => {
    const what = kind === 'IngressRouteUDP' ? 'UDP' : `TCP ${textOf(at(each, 'match'))}`;
    const guards = listOf(at(each, 'middlewares')).map((ref) => look(ref).spec);
    return streamOf({ what, guards, certificate: certificateIn(object, bodies) }, route);
  });
}

function middlewareIn(kind: string, namespace: string, bodies: readonly JsonObject[]): (ref: Json) => Guard {
  return (ref) => {
    const name = textOf(at(ref, 'name'));
    const found = find(bodies, kind, textOf(at(ref, 'namespace')) || namespace, name);
    return { name, spec: asObject(at(found, 'spec')) };
  };
}

function certificateIn(route: JsonObject, bodies: readonly JsonObject[]): RouteAccess['auth'] | undefined {
  const options = at(route, 'spec', 'tls', 'options');
  const namespace = textOf(at(options, 'namespace')) || refOf(route).namespace;
  return certificateOf(at(find(bodies, 'TLSOption', namespace, textOf(at(options, 'name'))), 'spec'));
}

function find(bodies: readonly JsonObject[], kind: string, namespace: string, name: string): JsonObject | undefined {
  return bodies.find((body) => {
    const ref = refOf(body);
    return ref.kind === kind && ref.namespace === namespace && ref.name === name;
  });
}
