import { createHash } from 'node:crypto';
import type { JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';
import { refOf, type ObjectRef } from './object.ts';

/** The provider of IngressRoutes, and what stands after the `@` of their routers and services. */
export const crdProvider = 'kubernetescrd';

/** As Traefik makes one name of several: letters and digits, everything else a dash. */
export function normalized(text: string): string {
  return text.split(/[^A-Za-z0-9]+/).join('-');
}

/** What Traefik calls the router of one route of an IngressRoute. */
export function routerName(object: JsonObject, match: string): string {
  const { namespace, name } = refOf(object);
  const hash = createHash('sha256').update(match).digest('hex').slice(0, 20);
  return `${normalized(`${namespace}-${name}-${hash}`)}@${crdProvider}`;
}

/** What the names of all routers of an HTTPRoute begin with. */
export function httpRoutePrefix({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${normalized(`httproute-${namespace}-${name}-gw`)}-`;
}

/** The routers that Traefik makes of an object, out of all that it has; none for what makes none. */
export function routersOf(object: JsonObject, all: ReadonlyMap<string, unknown>): string[] {
  const ref = refOf(object);
  if (ref.kind === 'HTTPRoute') return [...all.keys()].filter((name) => name.startsWith(httpRoutePrefix(ref)));
  if (ref.kind !== 'IngressRoute') return [];
  const names = listOf(at(object, 'spec', 'routes')).map((route) => routerName(object, textOf(at(route, 'match'))));
  return [...new Set(names)].filter((name) => all.has(name));
}

type Named = Pick<ObjectRef, 'kind' | 'namespace' | 'name'>;

/** Tells of a router whether it is one of these objects', as they are now or were when Traefik last looked. */
export function routerOfAny(refs: readonly Named[]): (router: string) => boolean {
  const ofKind = (wanted: string): Named[] => refs.filter(({ kind }) => kind === wanted);
  const routes = new Set(ofKind('IngressRoute').map(({ namespace, name }) => normalized(`${namespace}-${name}`)));
  const prefixes = ofKind('HTTPRoute').map(httpRoutePrefix);
  return (router) => {
    const [, route] = /^(.*)-[0-9a-f]{20}@kubernetescrd$/.exec(router) ?? [];
    return route === undefined ? prefixes.some((prefix) => router.startsWith(prefix)) : routes.has(route);
  };
}
