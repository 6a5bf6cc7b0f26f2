import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { TraefikNode } from '../traefik/node.ts';
import { reports } from '../traefik/same.ts';
import type { LiveState } from './cluster.ts';
import { lookupIn, refOf, type Lookup } from './object.ts';
import { at, listOf, textOf } from '../values.ts';
import { crdProvider as provider, httpRoutePrefix, routerOfAny, normalized, routerName } from './traefik-names.ts';

interface Loaded {
  readonly routers: ReadonlyMap<string, JsonObject>;
  readonly services: ReadonlyMap<string, JsonObject>;
  readonly middlewares: ReadonlyMap<string, JsonObject>;
}

/**
 * What one Traefik does not serve yet of what the cluster has, a sentence each: an IngressRoute has no status, and that of an
 * HTTPRoute comes before Traefik routes by it. `gone` are ids of objects that were deleted.
 */
export async function notServed(
  node: TraefikNode,
  state: LiveState,
  gone: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [routers, services, middlewares] = await Promise.all([
    node.things('http.routers', signal),
    node.things('http.services', signal),
    node.things('http.middlewares', signal),
  ]);
  if (!routers.ok) return [routers.message];
  if (!services.ok) return [services.message];
  if (!middlewares.ok) return [middlewares.message];
  const loaded: Loaded = { routers: routers.value, services: services.value, middlewares: middlewares.value };
  const objects = [...state.values()].map(({ object }) => object);
  const find = lookupIn(objects);
  const missing = objects.flatMap((object) => {
    const { kind, namespace, name } = refOf(object);
    const problem = problemOf(object, loaded, find);
    return problem === undefined ? [] : [`${node.label}: ${kind} ${namespace}/${name} ${problem}`];
  });
  return [
    ...missing,
    ...gone.filter((id) => stillRouted(id, loaded)).map((id) => `${node.label}: ${id} is still routed`),
  ];
}

function problemOf(object: JsonObject, loaded: Loaded, find: Lookup): string | undefined {
  switch (refOf(object).kind) {
    case 'Middleware':
      return middlewareProblem(object, loaded);
    case 'IngressRoute':
      return listOf(at(object, 'spec', 'routes'))
        .map((route) => routeProblem(object, route, loaded, find))
        .find((problem) => problem !== undefined);
    case 'HTTPRoute':
      return httpRouteProblem(object, loaded);
    default:
      return undefined;
  }
}

/** Secrets stand in the cluster by name and in Traefik by value, so of these only that they are there is looked at. */
function middlewareProblem(object: JsonObject, { middlewares }: Loaded): string | undefined {
  const { namespace, name } = refOf(object);
  const found = middlewares.get(`${normalized(`${namespace}-${name}`)}@${provider}`);
  if (found === undefined) return 'is not loaded yet';
  const all = Object.entries(asObject(at(object, 'spec')) ?? {});
  const spec: JsonObject = Object.fromEntries(all.filter(([type]) => !/auth$/i.test(type)));
  return reports(found, spec, provider) ? undefined : 'is loaded as it was before';
}

function routeProblem(
  object: JsonObject,
  route: Json,
  { routers, services }: Loaded,
  find: Lookup,
): string | undefined {
  const { namespace } = refOf(object);
  const match = textOf(at(route, 'match'));
  const router = routers.get(routerName(object, match));
  if (router === undefined) return 'has no router yet';
  const middlewares = listOf(at(route, 'middlewares')).map((each) => fullName(each, namespace));
  if (!reports(router, { rule: match, middlewares }, provider)) return 'is routed as it was before';
  const wrong = ailing(router);
  if (wrong !== undefined) return wrong;
  const service = services.get(`${textOf(own(router, 'service'))}@${provider}`);
  if (service === undefined) return 'has a router without a service';
  const targets = listOf(at(route, 'services'));
  return ailing(service) ?? serviceProblem(service, targets, namespace, find);
}

function serviceProblem(
  service: JsonObject,
  targets: readonly Json[],
  namespace: string,
  find: Lookup,
): string | undefined {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined && at(only, 'kind') !== 'TraefikService') {
    const url = addressOf(only, namespace, find);
    const servers = listOf(at(service, 'loadBalancer', 'servers')).map((server) => textOf(at(server, 'url')));
    if (servers.length === 0) return 'has no servers';
    return url === undefined || (servers.length === 1 && servers[0] === url) ? undefined : 'goes where it went before';
  }
  const spread = targets.length === 1 && only !== undefined ? spreadOf(only, namespace, find) : targets;
  const wanted = spread.map((each) => ({
    name: `${fullName(each, namespace)}-${portOf(each)}`,
    weight: at(each, 'weight') ?? 1,
  }));
  if (spread.length === 0) return undefined;
  return reports(at(service, 'weighted', 'services'), wanted, provider)
    ? undefined
    : 'spreads requests as it did before';
}

/** Where a Service of ours stands for a host outside; `undefined` where Traefik takes the addresses from elsewhere. */
function addressOf(target: Json, namespace: string, find: Lookup): string | undefined {
  const service = find('Service', textOf(at(target, 'namespace')) || namespace, textOf(at(target, 'name')));
  const host = textOf(at(service, 'spec', 'externalName'));
  return host === '' ? undefined : `${textOf(at(target, 'scheme')) || 'http'}://${host}:${portOf(target)}`;
}

/** A number, or the name that a Service gives it. */
function portOf(target: Json): string {
  const port = at(target, 'port');
  return typeof port === 'number' ? String(port) : textOf(port);
}

function spreadOf(target: Json, namespace: string, find: Lookup): readonly Json[] {
  const found = find('TraefikService', textOf(at(target, 'namespace')) || namespace, textOf(at(target, 'name')));
  return listOf(at(found, 'spec', 'weighted', 'services'));
}

/** Gateway API: a router for each match of each rule, and behind it the rule's backends with their weights. */
function httpRouteProblem(object: JsonObject, { routers, services }: Loaded): string | undefined {
  const ref = refOf(object);
  const { namespace } = ref;
  const prefix = httpRoutePrefix(ref);
  const mine = [...routers].filter(([key]) => key.startsWith(prefix));
  for (const [index, rule] of listOf(at(object, 'spec', 'rules')).entries()) {
    const ofRule = mine.filter(([key]) => new RegExp(`-ep-[a-z0-9-]+-${index}-[0-9a-f]{20}@`).test(key));
    if (ofRule.length < Math.max(1, listOf(at(rule, 'matches')).length)) return 'has no router yet';
    const wanted = listOf(at(rule, 'backendRefs')).map((backend, number) => ({
      end: `-svc-${fullName(backend, namespace)}-${number}`,
      weight: at(backend, 'weight') ?? 1,
    }));
    for (const [, router] of ofRule) {
      const service = services.get(`${textOf(own(router, 'service'))}@kubernetesgateway`);
      const spread = listOf(at(service, 'weighted', 'services'));
      const same = wanted.every(
        ({ end, weight }, number) =>
          textOf(at(spread[number], 'name')).endsWith(end) && (at(spread[number], 'weight') ?? 0) === weight,
      );
      const wrong = ailing(router);
      if (wrong !== undefined) return wrong;
      if (!same || spread.length !== wanted.length) return 'spreads requests as it did before';
    }
  }
  return undefined;
}

function stillRouted(id: string, { routers }: Loaded): boolean {
  const [, kind = '', namespace = '', name = ''] = id.split('/');
  return [...routers.keys()].some(routerOfAny([{ kind, namespace, name }]));
}

function ailing(thing: JsonObject): string | undefined {
  if (own(thing, 'status') === 'enabled') return undefined;
  const errors = listOf(own(thing, 'error')).map(textOf).join('; ');
  return `is ${textOf(own(thing, 'status'))}${errors === '' ? '' : `: ${errors}`}`;
}

function fullName(ref: Json, namespace: string): string {
  return normalized(`${textOf(at(ref, 'namespace')) || namespace}-${textOf(at(ref, 'name'))}`);
}
