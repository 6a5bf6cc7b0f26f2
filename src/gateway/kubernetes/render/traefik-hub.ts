import type { GatewayBlock } from '../../../config/gateway-block.ts';
import { duration, rate } from '../../../config/units.ts';
import { asObject, canonicalJson, own, type JsonObject } from '../../../spec/json.ts';
import type { DesiredApi } from '../../target.ts';
import { refOf } from '../object.ts';
import { at, textOf } from '../../values.ts';
import { objectName, objectOf, type Problem, type RenderContext, type Renderer } from './renderer.ts';
import { traefikProxy } from './traefik-proxy.ts';

const version = 'hub.traefik.io/v1alpha1';

/**
 * Traefik Hub's managed APIs: an API with its plan and its place in the catalogue, above a route of Traefik Proxy's kinds that is linked
 * to it. Who calls is asked for by Hub, so a managed API is never open to everybody.
 */
export const traefikHub: Renderer = (api, gateway, context) => {
  const { name } = api.definition;
  const routed = withoutHubs(gateway);
  const route = traefikProxy(api, routed, context);
  const problems = [...inexpressible(api, gateway, context), ...route.problems];
  const { cors } = gateway;
  if (problems.length > 0) return { objects: [], problems };
  const { namespace } = context;
  const metadata = { name: objectName(name), namespace };
  const versions = versionsOf(name, context.apis);
  const isVersion = gateway.version !== undefined;
  const described = { title: titleOf(api), ...(cors !== undefined && { cors: corsOf(cors) }) };
  const plan = planOf(name, gateway);
  const link = isVersion || versions.length > 0 ? 'hub.traefik.io/api-version' : 'hub.traefik.io/api';
  const items = {
    apis: [{ name: metadata.name }],
    everyone: true,
    ...(plan !== undefined && { apiPlan: { name: metadata.name } }),
  };
  return {
    problems: [],
    objects: [
      ...(link === 'hub.traefik.io/api-version'
        ? [objectOf(version, 'APIVersion', metadata, { spec: { release: releaseOf(api, gateway), ...described } })]
        : []),
      ...(isVersion
        ? []
        : [
            objectOf(version, 'API', metadata, {
              spec: versions.length > 0 ? { title: titleOf(api), versions } : described,
            }),
          ]),
      ...(plan === undefined ? [] : [objectOf(version, 'APIPlan', metadata, { spec: plan })]),
      ...(isVersion || gateway.visibility === 'internal'
        ? []
        : [objectOf(version, 'APICatalogItem', metadata, { spec: items })]),
      ...authObjects(name, context),
      ...route.objects.map((object) => linked(object, link, metadata.name)),
    ],
  };
};

/** The block of the route below a managed API: what Hub itself does is left out. */
function withoutHubs(gateway: GatewayBlock): GatewayBlock {
  const hubs = new Set(['auth', 'rateLimit', 'quota', 'cors', 'validateRequests', 'visibility']);
  return Object.fromEntries(Object.entries(gateway).filter(([field]) => !hubs.has(field)));
}

function inexpressible(api: DesiredApi, gateway: GatewayBlock, { apis }: RenderContext): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string): void => void problems.push({ field, message });
  authProblems(gateway.auth, apis, add);
  if (gateway.validateRequests === true) {
    add(
      'validateRequests',
      'Traefik Hub fetches the description by itself, from an address that the portable block does not say; a native API object can',
    );
  }
  if (gateway.rateLimit !== undefined && rate(gateway.rateLimit).periodMs > 3_600_000) {
    add('rateLimit', 'Traefik Hub counts over an hour at most; quota counts over longer times');
  }
  const limited = gateway.rateLimit !== undefined || gateway.quota !== undefined;
  if (limited && gateway.visibility === 'internal') {
    add('visibility', 'Traefik Hub limits whoever subscribes, and nobody can subscribe to what is in no catalogue');
  }
  if (limited && gateway.version !== undefined) {
    add(
      gateway.rateLimit === undefined ? 'quota' : 'rateLimit',
      `Traefik Hub limits an API with all its versions: say it at ${gateway.version.of}`,
    );
  }
  const isVersioned = gateway.version !== undefined || versionsOf(api.definition.name, apis).length > 0;
  if (isVersioned && !semver.test(releaseOf(api, gateway))) {
    const field = gateway.version === undefined ? 'spec' : 'version.name';
    add(
      field,
      `${releaseOf(api, gateway) || 'no version'} is no release to Traefik Hub: expected a semantic version such as 2.0.0`,
    );
  }
  return problems;
}

const semver = /^v?\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** An APIAuth holds for a whole namespace, so all APIs there must ask for the same. */
function authProblems(
  auth: GatewayBlock['auth'],
  apis: readonly DesiredApi[],
  add: (field: string, message: string) => void,
): void {
  const way = Object.keys(auth ?? { none: {} }).join();
  if (auth === undefined || !('key' in auth || 'jwt' in auth)) {
    add(`auth.${way}`, 'Traefik Hub lets nobody call a managed API without a key or a token: say auth.key or auth.jwt');
    return;
  }
  if ('jwt' in auth && auth.jwt.audience !== undefined)
    add('auth.jwt.audience', 'Traefik Hub does not look at the audience of a token');
  if ('jwt' in auth && !auth.jwt.jwks.startsWith('https:'))
    add('auth.jwt.jwks', 'Traefik Hub fetches keys by https only');
  const first = authOwner(apis);
  if (first !== undefined && canonicalJson(authSpec(auth)) !== canonicalJson(authSpec(first.auth))) {
    add(
      `auth.${way}`,
      `Traefik Hub knows one way of authenticating for each namespace, and ${first.api} asks for another`,
    );
  }
}

type Auth = NonNullable<GatewayBlock['auth']>;

/** The first API by name that asks for a way that Hub knows: the object that holds for all of them is its. */
function authOwner(apis: readonly DesiredApi[]): { readonly api: string; readonly auth: Auth } | undefined {
  return apis
    .flatMap(({ definition: { name, gateway } }) => {
      const auth = gateway?.auth;
      return auth !== undefined && ('key' in auth || 'jwt' in auth) ? [{ api: name, auth }] : [];
    })
    .sort((a, b) => (a.api < b.api ? -1 : 1))[0];
}

function authObjects(api: string, { apis, namespace }: RenderContext): JsonObject[] {
  const owner = authOwner(apis);
  if (owner?.api !== api) return [];
  return [objectOf(version, 'APIAuth', { name: 'default-auth', namespace }, { spec: authSpec(owner.auth) })];
}

function authSpec(auth: Auth): JsonObject {
  if ('key' in auth) return { isDefault: true, apiKey: { keySource: { header: auth.key.header ?? 'x-api-key' } } };
  if (!('jwt' in auth)) return {};
  const { jwks, issuer } = auth.jwt;
  const trusted = { jwksUrl: jwks, ...(issuer !== undefined && { issuer }) };
  return { isDefault: true, jwt: { appIdClaim: 'sub', trustedIssuers: [trusted] } };
}

/** Versions of an API, itself first; empty where it has none but itself. */
function versionsOf(api: string, apis: readonly DesiredApi[]): JsonObject[] {
  const others = apis
    .filter(({ definition }) => definition.gateway?.version?.of === api)
    .map(({ definition }) => definition.name);
  return others.length === 0 ? [] : [api, ...others.sort()].map((name) => ({ name: objectName(name) }));
}

function releaseOf(api: DesiredApi, gateway: GatewayBlock): string {
  return gateway.version?.name ?? textOf(at(api.description, 'info', 'version'));
}

function titleOf(api: DesiredApi): string {
  return textOf(at(api.description, 'info', 'title')) || api.definition.name;
}

const hours = { hour: 1, day: 24, week: 168, month: 720 } as const;

/** A month is thirty days. */
function planOf(api: string, { rateLimit, quota }: GatewayBlock): JsonObject | undefined {
  if (rateLimit === undefined && quota === undefined) return undefined;
  const limit = rateLimit === undefined ? undefined : rate(rateLimit);
  const [amount = '', unit = ''] = quota?.split('/') ?? [];
  return {
    title: api,
    ...(limit !== undefined && {
      rateLimit: { limit: limit.requests, period: `${limit.periodMs / 1000}s`, bucket: 'subscription' },
    }),
    ...(quota !== undefined && {
      quota: { limit: Number(amount), period: `${hours[unit as keyof typeof hours]}h`, bucket: 'subscription' },
    }),
  };
}

function corsOf(cors: NonNullable<GatewayBlock['cors']>): JsonObject {
  return {
    allowOriginsList: cors.origins,
    allowMethodsList: cors.methods ?? ['GET', 'HEAD', 'POST'],
    ...(cors.headers !== undefined && { allowHeadersList: cors.headers }),
    ...(cors.expose !== undefined && { exposeHeadersList: cors.expose }),
    ...(cors.credentials !== undefined && { allowCredentials: cors.credentials }),
    ...(cors.maxAge !== undefined && { maxAge: Math.floor(duration(cors.maxAge) / 1000) }),
  };
}

function linked(object: JsonObject, key: string, name: string): JsonObject {
  if (refOf(object).kind !== 'IngressRoute') return object;
  const metadata = asObject(own(object, 'metadata')) ?? {};
  const annotations = { ...asObject(own(metadata, 'annotations')), [key]: name };
  return { ...object, metadata: { ...metadata, annotations } };
}
