import type { GatewayBlock } from '../../../config/gateway-block.ts';
import { asObject, own, type JsonObject } from '../../../spec/json.ts';
import type { Bindings } from '../../traefik/portable-problems.ts';
import { renderPortable, type Thing } from '../../traefik/portable.ts';
import { at, listOf, textOf } from '../../values.ts';
import {
  baseOf,
  objectName,
  objectOf,
  tagLabels,
  type Problem,
  type RenderContext,
  type Renderer,
  type RenderedApi,
} from './renderer.ts';
import { clashes } from './weighted-services.ts';
import { backendsOf, externalServices, serviceRef, type Backend } from './upstreams.ts';

const traefikVersion = 'traefik.io/v1alpha1';

/**
 * Traefik Proxy's own kinds. What is said in its dynamic configuration is said in the same words here; only upstreams are
 * Services, and secrets are Secrets of the namespace.
 */
export const traefikProxy: Renderer = (api, gateway, context) => {
  const { name } = api.definition;
  const rendered = renderPortable(name, gateway, bindings(gateway, context), baseOf(gateway, context.apis));
  if (!rendered.ok) return { objects: [], problems: rendered.problems };
  const backends = backendsOf(gateway.upstream);
  const problems = [...inexpressible(backends), ...clashes(name, gateway, context)];
  return problems.length > 0 ? { objects: [], problems } : objects(name, gateway, rendered.things, backends, context);
};

/** Secrets are taken from the namespace by the names that the repository uses. */
function bindings({ auth }: GatewayBlock, { entryPoints }: RenderContext): Bindings {
  const named =
    auth === undefined ? [] : 'basic' in auth ? [auth.basic.users] : 'mtls' in auth ? [auth.mtls.authorities] : [];
  return {
    secrets: Object.fromEntries(named.map((name) => [name, name])),
    ...(entryPoints !== undefined && { entryPoints }),
  };
}

function inexpressible(backends: readonly Backend[]): Problem[] {
  const bases = new Set(backends.map(({ path }) => path));
  if (bases.size <= 1) return [];
  const message = 'have different base paths: in a cluster a route has one for all its Services';
  return [{ field: 'upstream', message }];
}

function objects(
  api: string,
  gateway: GatewayBlock,
  things: readonly Thing[],
  backends: readonly Backend[],
  context: RenderContext,
): RenderedApi {
  const { namespace } = context;
  const base = backends[0]?.path ?? '';
  const chain = [
    ...things.flatMap((thing) => (isUsed(thing) ? [[suffixOf(thing.name), middlewareSpec(thing.body)] as const] : [])),
    ...(base === '' ? [] : [['base', { addPrefix: { prefix: base } }] as const]),
  ];
  const transport = bodyOf(things, 'http.serversTransports');
  const options = bodyOf(things, 'tls.options');
  const name = objectName(api);
  const services = backends.map((backend) => serviceOf(api, backend, namespace));
  const many = services.length > 1;
  return {
    problems: [],
    objects: [
      ...externalServices(api, backends, namespace),
      ...(transport === undefined
        ? []
        : [objectOf(traefikVersion, 'ServersTransport', { name, namespace }, { spec: transport })]),
      ...(options === undefined
        ? []
        : [objectOf(traefikVersion, 'TLSOption', { name, namespace }, { spec: tlsSpec(options) })]),
      ...chain.map(([suffix, spec]) =>
        objectOf(traefikVersion, 'Middleware', { name: objectName(api, suffix), namespace }, { spec }),
      ),
      ...(many
        ? [objectOf(traefikVersion, 'TraefikService', { name, namespace }, { spec: { weighted: { services } } })]
        : []),
      ingressRoute(api, gateway, things, {
        namespace,
        middlewares: chain.map(([suffix]) => ({ name: objectName(api, suffix) })),
        services: many ? [{ name, kind: 'TraefikService' }] : services.map(({ weight: _, ...service }) => service),
      }),
    ],
  };
}

function serviceOf(api: string, backend: Backend, namespace: string) {
  const ref = serviceRef(api, backend, namespace);
  return {
    name: ref.name,
    ...(ref.namespace !== namespace && { namespace: ref.namespace }),
    port: backend.port,
    ...(backend.scheme === 'https' && { scheme: 'https' }),
    passHostHeader: false,
    serversTransport: objectName(api),
    weight: backend.weight,
  };
}

function ingressRoute(
  api: string,
  gateway: GatewayBlock,
  things: readonly Thing[],
  parts: {
    readonly namespace: string;
    readonly middlewares: readonly JsonObject[];
    readonly services: readonly JsonObject[];
  },
): JsonObject {
  const router = bodyOf(things, 'http.routers') ?? {};
  const [entryPoints, priority] = [own(router, 'entryPoints'), own(router, 'priority')];
  const name = objectName(api);
  const route = {
    match: textOf(own(router, 'rule')),
    kind: 'Rule',
    ...(priority !== undefined && { priority }),
    ...(parts.middlewares.length > 0 && { middlewares: parts.middlewares }),
    services: parts.services,
  };
  const metadata = { name, namespace: parts.namespace, ...tagLabels(gateway.tags) };
  return objectOf(traefikVersion, 'IngressRoute', metadata, {
    spec: {
      ...(entryPoints !== undefined && { entryPoints }),
      routes: [route],
      ...(own(router, 'tls') !== undefined && { tls: { options: { name } } }),
    },
  });
}

function bodyOf(things: readonly Thing[], section: Thing['section']): JsonObject | undefined {
  return things.find((thing) => thing.section === section)?.body;
}

/** Objects have labels for tags, so no middleware has to carry them. */
function isUsed({ section, name }: Thing): boolean {
  return section === 'http.middlewares' && suffixOf(name) !== 'tags';
}

/** `orders:rate` is `orders-rate` here. */
function suffixOf(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function middlewareSpec(body: JsonObject): JsonObject {
  const basic = asObject(own(body, 'basicAuth'));
  if (basic === undefined) return body;
  const { usersFile, ...rest } = basic;
  return { basicAuth: { ...rest, secret: usersFile ?? '' } };
}

function tlsSpec(body: JsonObject): JsonObject {
  return {
    clientAuth: {
      secretNames: listOf(at(body, 'clientAuth', 'caFiles')),
      clientAuthType: at(body, 'clientAuth', 'clientAuthType') ?? '',
    },
  };
}
