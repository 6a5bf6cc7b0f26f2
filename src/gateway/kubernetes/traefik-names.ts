import { createHash } from 'node:crypto';
import type { JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';
import { refOf } from './object.ts';

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
export function routersOf(object: JsonObject, all: Iterable<string>): string[] {
  const ref = refOf(object);
  if (ref.kind === 'HTTPRoute') return [...all].filter((name) => name.startsWith(httpRoutePrefix(ref)));
  if (ref.kind !== 'IngressRoute') return [];
  const own = new Set(
    listOf(at(object, 'spec', 'routes')).map((route) => routerName(object, textOf(at(route, 'match')))),
  );
  return [...all].filter((name) => own.has(name));
}
