import { below, byPrecedence, type Credential, type RouteAccess } from '../../release/exposure/access.ts';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { routeSchema, type RouteBody } from './route.ts';

/**
 * Who may call what, in the order in which the gateway looks: a host's own routes before those for any host, the longest listen path
 * first. What is no route of this version (nodes that differ, a manifest of before) says nothing.
 */
export function access({ resources }: Manifest): readonly RouteAccess[] {
  return byPrecedence(resources.flatMap(routeAccess));
}

function routeAccess({ id, api, body }: Resource): RouteAccess[] {
  const parsed = routeSchema.safeParse(body);
  if (!parsed.success) return [];
  const { host, path, stripPath, upstreams, auth, rateLimit, requestSize, operations } = parsed.data;
  const strips = stripPath && path !== '/' ? path : '';
  return [
    {
      id,
      api,
      ...(host !== undefined && { host }),
      path,
      match: 'prefix',
      strips,
      auth: credential(auth),
      ...(rateLimit && { rate: rateLimit }),
      ...(requestSize !== undefined && { requestSize }),
      ...(operations && {
        operations: operations.map((one) => ({ method: one.method, path: below(strips, one.path) })),
      }),
      upstreams,
    },
  ];
}

function credential(auth: RouteBody['auth']): Credential {
  switch (auth.type) {
    case 'none':
      return { kind: 'none', checks: {} };
    case 'key':
      return { kind: 'key', checks: { header: auth.header } };
    case 'jwt':
      return {
        kind: 'jwt',
        checks: {
          keys: auth.jwks,
          ...(auth.issuer !== undefined && { issuer: auth.issuer }),
          ...(auth.audience !== undefined && { audience: auth.audience }),
        },
      };
  }
}
