import { byPrecedence, type RouteAccess } from '../../../release/exposure/access.ts';
import type { Manifest } from '../../../release/manifest.ts';
import { asObject } from '../../../spec/json.ts';
import { inOrder } from '../../traefik/precedence.ts';
import { lookupIn } from '../object.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { httpRoutes } from './http-routes.ts';
import { hubIn } from './hub.ts';
import { ingressRoutes, streamRoutes } from './ingress-routes.ts';
import { tykRoutes } from './tyk.ts';

/**
 * Where the routes of a cluster answer and who may call them, by the gateway that reads them: IngressRoutes by Traefik's priorities,
 * HTTPRoutes by the precedence of Gateway API, Tyk Operator's definitions as Tyk has it.
 */
export function access(
  options: Pick<RenderOptions, 'entryPoints'>,
  { target, resources }: Manifest,
): readonly RouteAccess[] {
  const bodies = resources.map(({ body }) => asObject(body) ?? {});
  const known = { find: lookupIn(bodies), hub: hubIn(bodies), ...options };
  return [
    ...inOrder(resources.flatMap((resource) => ingressRoutes(resource, known))),
    ...resources.flatMap((resource) => streamRoutes(resource, known)),
    ...byPrecedence(resources.flatMap(httpRoutes)),
    ...tykRoutes({ target, resources }),
  ];
}
