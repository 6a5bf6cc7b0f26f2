import type { RouteAccess } from '../../../release/exposure/access.ts';
import type { Json } from '../../../spec/json.ts';
import { at, textOf } from '../../values.ts';

type Upstream = NonNullable<RouteAccess['upstreams']>[number];

/** A Service as a route names it, by the address that it has in the cluster; where no weight is said, all weigh the same. */
export function serviceUpstream(ref: Json, namespace: string): Upstream {
  const [port, weight] = [at(ref, 'port'), at(ref, 'weight')];
  const place = `${textOf(at(ref, 'name'))}.${textOf(at(ref, 'namespace')) || namespace}.svc`;
  return {
    url: `http://${place}${typeof port === 'number' ? `:${port}` : ''}`,
    ...(typeof weight === 'number' && { weight }),
  };
}
