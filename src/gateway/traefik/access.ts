import type { RouteAccess } from '../../release/exposure/access.ts';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';
import { localName } from './document.ts';
import { certificateOf, chainOf, guarded, streamOf, type Guard } from './guards.ts';
import type { Bindings } from './portable-problems.ts';
import { inOrder, ranked, type Ranked } from './precedence.ts';
import type { SectionName } from './sections.ts';

/** Where the routers of a dynamic configuration answer and who may call them, what Traefik asks first first. */
export function access(bindings: Bindings, { resources }: Manifest): readonly RouteAccess[] {
  const things = new Map(resources.map((resource) => [localName(resource), asObject(resource.body) ?? {}]));
  const look: Look = (section, name) => things.get(`${section}/${name}`);
  return [
    ...inOrder(resources.flatMap((resource) => httpRouter(resource, look, bindings))),
    ...resources.flatMap((resource) => streamRouter(resource, look, bindings)),
  ];
}

type Look = (section: SectionName, name: string) => JsonObject | undefined;

function httpRouter({ id, api, kind, body }: Resource, look: Look, bindings: Bindings): Ranked[] {
  const rule = at(body, 'rule');
  if (kind !== 'router' || typeof rule !== 'string') return [];
  const tls = at(body, 'tls') !== undefined;
  const middleware = (name: Json): Guard => ({ name: textOf(name), spec: look('http.middlewares', textOf(name)) });
  const { auth, ...rest } = guarded(chainOf(listOf(at(body, 'middlewares')), middleware), tls);
  const certificate = certificateOf(look('tls.options', textOf(at(body, 'tls', 'options'))));
  const route = { id, api, tls, ...entranceOf(body, bindings), ...rest, auth: certificate ?? auth };
  return [ranked(rule, at(body, 'priority'), route)];
}

function streamRouter({ id, api, kind, body }: Resource, look: Look, bindings: Bindings): RouteAccess[] {
  if (kind !== 'tcpRouter' && kind !== 'udpRouter') return [];
  const what = kind === 'udpRouter' ? 'UDP' : `TCP ${textOf(at(body, 'rule'))}`;
  const guards = listOf(at(body, 'middlewares')).map((name) => look('tcp.middlewares', textOf(name)));
  const certificate = certificateOf(look('tls.options', textOf(at(body, 'tls', 'options'))));
  return [streamOf({ what, guards, certificate }, { id, api, ...entranceOf(body, bindings) })];
}

/** By which entry points, and whether the operator keeps these for the inside. */
export function entranceOf(
  body: Json,
  { entryPoints }: Pick<Bindings, 'entryPoints'>,
): Pick<RouteAccess, 'entrances' | 'visibility'> {
  const named = listOf(own(asObject(body), 'entryPoints'))
    .map(textOf)
    .sort();
  if (named.length === 0) return {};
  const inside = entryPoints?.internal ?? [];
  return { entrances: named, ...(named.every((name) => inside.includes(name)) && { visibility: 'internal' }) };
}
