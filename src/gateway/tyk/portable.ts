import type { GatewayBlock } from '../../config/gateway-block.ts';
import { duration, rate, size } from '../../config/units.ts';
import type { Resource } from '../../release/manifest.ts';
import { asObject, own, type JsonObject } from '../../spec/json.ts';
import type { Scope } from '../target.ts';
import type { Abilities } from './abilities.ts';
import { authOf, type AuthParts, type TykSettings } from './auth.ts';
import { canonicalOas, extensionKey } from './canonical.ts';
import { versionResource } from './documents.ts';
import { goDuration } from './durations.ts';
import { apiIdOf, organisation, resourceId } from './ids.ts';
import { operationsOf, unknownMethods } from './operations.ts';
import { upstreamOf } from './upstream.ts';

/** Something of an API's block that this Tyk cannot do. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

export interface PortableInput {
  readonly scope: Scope;
  readonly api: string;
  readonly gateway: GatewayBlock;
  readonly description?: JsonObject;
  readonly abilities: Abilities;
  readonly settings: TykSettings;
}

export interface Portable {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
}

/** The OAS definition that a portable block becomes, with its policy and its place among another API's versions. */
export function portable(input: PortableInput): Portable {
  const { scope, api, gateway, description, abilities, settings } = input;
  const id = apiIdOf({ owner: scope.owner, api });
  const upstream = upstreamOf(gateway, abilities);
  const isLimited = gateway.rateLimit !== undefined || gateway.quota !== undefined;
  const auth = authOf(gateway.auth, isLimited, id, abilities, settings);
  const problems = [...upstream.problems, ...auth.problems, ...inexpressible(gateway, auth, abilities, description)];
  const body = canonicalOas({
    openapi: '3.0.3',
    info: { title: titleOf(description) ?? api, version: versionOf(description) ?? '1.0.0' },
    ...securityOf(auth),
    ...definition(input, id, upstream.settings, auth),
  });
  const resources: Resource[] = [{ id: resourceId.api(id), api, kind: 'tyk/oas', body, dependsOn: [] }];
  if (auth.policy) resources.push(policyOf(id, api, gateway));
  if (gateway.version !== undefined) {
    const { of, name, header } = gateway.version;
    const base = apiIdOf({ owner: scope.owner, api: of });
    resources.push(versionResource(api, { base, id, name, header: header ?? 'x-api-version' }));
  }
  return { resources, problems };
}

function definition(input: PortableInput, id: string, upstream: JsonObject, auth: AuthParts): JsonObject {
  const { api, gateway, description } = input;
  const isVersion = gateway.version !== undefined;
  const state = { active: true, internal: isVersion || gateway.visibility === 'internal' };
  const path = isVersion ? `/${id}` : (gateway.path ?? `/${api}`).replace(/(?<=.)\/$/, '');
  const strip = gateway.stripPath ?? true;
  const limits = {
    ...(gateway.requestSize !== undefined && { requestSizeLimit: { enabled: true, value: size(gateway.requestSize) } }),
    ...(gateway.timeout !== undefined && {
      enforceTimeout: { enabled: true, value: Math.ceil(duration(gateway.timeout) / 1000) },
    }),
  };
  const { paths, middleware } = operationsOf(description, limits, strip || path === '/' ? '' : path);
  const isAnonymous = auth.settings === undefined;
  return {
    paths,
    [extensionKey]: {
      info: { id, name: api, orgId: organisation, state },
      upstream: { ...upstream, ...(isAnonymous && gateway.rateLimit !== undefined && rateOf(gateway.rateLimit)) },
      server: {
        listenPath: { value: path, strip },
        ...(auth.settings && { authentication: { enabled: true, securitySchemes: { [schemeName]: auth.settings } } }),
        ...(gateway.host !== undefined && { customDomain: { enabled: true, name: gateway.host.toLowerCase() } }),
        ...(gateway.tags !== undefined &&
          gateway.tags.length > 0 && { gatewayTags: { enabled: true, tags: [...gateway.tags] } }),
        ...ipLists(gateway.ips),
      },
      middleware: { global: { ...corsOf(gateway.cors) }, operations: middleware },
    },
  };
}

const schemeName = 'sluice';

function securityOf({ scheme }: AuthParts): JsonObject {
  if (scheme === undefined) return {};
  return { components: { securitySchemes: { [schemeName]: scheme } }, security: [{ [schemeName]: [] }] };
}

/** For all callers together: where nobody says who they are, they are one. */
function rateOf(text: string): JsonObject {
  const { requests, periodMs } = rate(text);
  return { rateLimit: { enabled: true, rate: requests, per: goDuration(periodMs / 1000) } };
}

function corsOf(cors: GatewayBlock['cors']): JsonObject {
  if (cors === undefined) return {};
  return {
    cors: {
      enabled: true,
      allowedOrigins: cors.origins,
      allowedMethods: cors.methods ?? ['GET', 'HEAD', 'POST'],
      ...(cors.headers !== undefined && { allowedHeaders: cors.headers }),
      ...(cors.expose !== undefined && { exposedHeaders: cors.expose }),
      allowCredentials: cors.credentials ?? false,
      ...(cors.maxAge !== undefined && { maxAge: Math.floor(duration(cors.maxAge) / 1000) }),
    },
  };
}

function ipLists(ips: GatewayBlock['ips']): JsonObject {
  if (ips === undefined) return {};
  return { ipAccessControl: { enabled: true, allow: ips.allow ?? [], block: ips.deny ?? [] } };
}

const quotaSeconds = { hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 };

/** What consumers of the API are given: keys name it, and tokens get it by default. */
function policyOf(id: string, api: string, { rateLimit, quota }: GatewayBlock): Resource {
  const limit = rateLimit === undefined ? undefined : rate(rateLimit);
  const [most = '', unit] = quota?.split('/') ?? [];
  const body = {
    id,
    name: api,
    org_id: organisation,
    active: true,
    ...(limit && { rate: limit.requests, per: limit.periodMs / 1000 }),
    quota_max: quota === undefined ? -1 : Number(most),
    ...(quota !== undefined && { quota_renewal_rate: quotaSeconds[unit as keyof typeof quotaSeconds] }),
    access_rights: { [id]: { api_id: id, api_name: api, versions: ['Default'] } },
  };
  return { id: resourceId.policy(id), api, kind: 'tyk/policy', body, dependsOn: [resourceId.api(id)] };
}

function inexpressible(
  gateway: GatewayBlock,
  auth: AuthParts,
  abilities: Abilities,
  description: JsonObject | undefined,
): Problem[] {
  const { quota, ips, cors, timeout } = gateway;
  const says: readonly (readonly [said: boolean, field: string, message: string])[] = [
    [(gateway.retries ?? 0) > 0, 'retries', 'Tyk does not try a failed request again'],
    [
      gateway.validateRequests === true,
      'validateRequests',
      'needs the schemas of the description: use a native definition with validateRequest',
    ],
    [ips !== undefined && !abilities.can('ipLists'), 'ips', abilities.lack('ipLists')],
    [quota !== undefined && !abilities.can('quota'), 'quota', abilities.lack('quota')],
    [
      quota !== undefined && auth.settings === undefined,
      'quota',
      'Tyk counts a quota for each consumer, and nobody says who they are: ask for a key or a token',
    ],
    [timeout !== undefined && !isWholeSeconds(timeout), 'timeout', 'Tyk counts whole seconds, one at least'],
    [cors?.maxAge !== undefined && duration(cors.maxAge) % 1000 !== 0, 'cors.maxAge', 'Tyk counts whole seconds'],
  ];
  const unknown = description === undefined ? [] : unknownMethods(description);
  return [
    ...says.flatMap(([said, field, message]) => (said ? [{ field, message }] : [])),
    ...unknown.map((operation) => ({ field: 'spec', message: `${operation}: Tyk has no word for this method` })),
  ];
}

function isWholeSeconds(text: string): boolean {
  return duration(text) > 0 && duration(text) % 1000 === 0;
}

function titleOf(description: JsonObject | undefined): string | undefined {
  return infoText(description, 'title');
}

function versionOf(description: JsonObject | undefined): string | undefined {
  return infoText(description, 'version');
}

function infoText(description: JsonObject | undefined, key: string): string | undefined {
  const value = own(asObject(own(description, 'info')), key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
