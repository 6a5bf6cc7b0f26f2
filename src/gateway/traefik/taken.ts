import type { RouteAccess } from '../../release/exposure/access.ts';
import type { Taken } from '../../release/exposure/traps.ts';
import { own } from '../../spec/json.ts';
import { textOf } from '../values.ts';
import { entranceOf } from './access.ts';
import type { ListedRouter } from './node.ts';
import { placesOfRule } from './rule-places.ts';

/**
 * Where the routers of everybody else listen, as far as their rules can be read: whole paths, without a condition. Traefik's own are its
 * operator's and stand at entry points of their own.
 */
export function takenBy(routers: readonly ListedRouter[], isOurs: (name: string) => boolean): Taken[] {
  return routers
    .filter(({ name }) => !isOurs(name) && !name.endsWith('@internal'))
    .flatMap(({ name, body }) => {
      const { entrances } = entranceOf(body, {});
      const tls = own(body, 'tls') !== undefined;
      return placesOfRule(textOf(own(body, 'rule')))
        .filter(isWhole)
        .map(({ host, path }) => ({
          ...(host !== undefined && { host }),
          path,
          ...(entrances && { entrances }),
          tls,
          by: `the router ${name}`,
        }));
    });
}

function isWhole({ match, methods, when }: Pick<RouteAccess, 'match' | 'methods' | 'when'>): boolean {
  return (match === 'prefix' || match === 'text-prefix') && methods === undefined && when === undefined;
}
