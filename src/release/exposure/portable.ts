import type { GatewayBlock } from '../../config/gateway-block.ts';
import type { ApiDefinition } from '../../config/sluice-config.ts';
import { quota, rate, size } from '../../config/units.ts';
import type { JsonObject } from '../../spec/json.ts';
import { outlineOperations } from '../../spec/outline-operations.ts';
import { below, byPrecedence, type Credential, type RouteAccess } from './access.ts';

/**
 * What portable blocks ask for, as any gateway should do it: for a target that cannot tell its own resources' access. Without the
 * description's operations a route is everything below its path.
 */
export function portableAccess(
  apis: readonly ApiDefinition[],
  outlines: ReadonlyMap<string, JsonObject>,
): readonly RouteAccess[] {
  const blocks = new Map(apis.map(({ name, gateway }) => [name, gateway]));
  return byPrecedence(
    apis.flatMap(({ name, gateway }) =>
      gateway === undefined ? [] : [route(name, gateway, blocks, outlines.get(name))],
    ),
  );
}

function route(
  api: string,
  gateway: GatewayBlock,
  blocks: ReadonlyMap<string, GatewayBlock | undefined>,
  outline: JsonObject | undefined,
): RouteAccess {
  const { version, upstream } = gateway;
  // A version listens where the API that it is a version of does.
  const place = version === undefined ? gateway : (blocks.get(version.of) ?? gateway);
  const path = (place.path ?? `/${version?.of ?? api}`).replace(/(?<=.)\/$/, '');
  const strips = (gateway.stripPath ?? true) && path !== '/' ? path : '';
  return {
    id: `portable/${api}`,
    api,
    ...(place.host !== undefined && { host: place.host.toLowerCase() }),
    ...(version && { when: `${version.header ?? 'x-api-version'}: ${version.name}` }),
    path,
    match: 'prefix',
    strips,
    auth: credential(gateway.auth),
    ...limits(gateway),
    ...(outline && {
      operations: outlineOperations(outline).map((one) => ({ method: one.method, path: below(strips, one.path) })),
    }),
    ...(upstream !== undefined && { upstreams: typeof upstream === 'string' ? [{ url: upstream }] : upstream }),
  };
}

type Limits = Pick<RouteAccess, 'rate' | 'quota' | 'requestSize' | 'allow' | 'deny' | 'visibility'>;

function limits(gateway: GatewayBlock): Limits {
  const { ips, visibility } = gateway;
  return {
    ...(gateway.rateLimit !== undefined && { rate: rate(gateway.rateLimit) }),
    ...(gateway.quota !== undefined && { quota: quota(gateway.quota) }),
    ...(gateway.requestSize !== undefined && { requestSize: size(gateway.requestSize) }),
    ...(ips?.allow && { allow: ips.allow }),
    ...(ips?.deny && { deny: ips.deny }),
    ...(visibility && { visibility }),
  };
}

function credential(auth: GatewayBlock['auth']): Credential {
  if (auth === undefined || 'none' in auth) return { kind: 'none', checks: {} };
  if ('key' in auth) return { kind: 'key', checks: { header: (auth.key.header ?? 'x-api-key').toLowerCase() } };
  if ('basic' in auth) return { kind: 'basic', checks: { users: auth.basic.users } };
  if ('mtls' in auth) return { kind: 'mtls', checks: { authorities: auth.mtls.authorities } };
  if ('oauth2' in auth) {
    const { introspection, scopes } = auth.oauth2;
    return { kind: 'oauth2', checks: { introspection, ...(scopes && { scopes: [...scopes].sort().join(' ') }) } };
  }
  const { jwks, issuer, audience } = auth.jwt;
  return {
    kind: 'jwt',
    checks: { keys: jwks, ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) },
  };
}
