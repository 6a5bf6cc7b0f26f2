import type { GatewayBlock } from '../../../config/gateway-block.ts';
import { duration } from '../../../config/units.ts';
import { normalized } from '../traefik-names.ts';
import type { Problem, RenderContext } from './renderer.ts';
import { backendsOf, serviceRef, type Backend } from './upstreams.ts';

/**
 * Traefik knows a Service among weights by namespace, name and port, whoever weighs it: of two that reach it in different ways it keeps
 * one way for both, without a word.
 */
export function clashes(api: string, gateway: GatewayBlock, context: RenderContext): Problem[] {
  const own = weighted(api, gateway, context);
  const others = context.apis
    .filter(({ definition }) => definition.name !== api)
    .flatMap(({ definition: { name, gateway: block } }) => (block === undefined ? [] : weighted(name, block, context)));
  const found = own.flatMap((one, index) =>
    [...own.slice(0, index), ...others].flatMap((other) =>
      one.service === other.service && one.way !== other.way ? [problem(one, other)] : [],
    ),
  );
  return found.slice(0, 1);
}

interface Weighed {
  readonly api: string;
  readonly backend: Backend;
  /** As Traefik knows it. */
  readonly service: string;
  /** What Traefik keeps once. */
  readonly way: string;
}

function weighted(api: string, { upstream, timeout }: GatewayBlock, { namespace }: RenderContext): Weighed[] {
  const backends = backendsOf(upstream);
  if (backends.length < 2) return [];
  const limit = timeout === undefined ? 'the usual timeout' : `a timeout of ${duration(timeout)} ms`;
  return backends.map((backend) => {
    const ref = serviceRef(api, backend, namespace);
    return {
      api,
      backend,
      service: normalized(`${ref.namespace}-${ref.name}-${backend.port}`),
      way: `${backend.scheme} and ${limit}`,
    };
  });
}

function problem(one: Weighed, other: Weighed): Problem {
  const place = `${one.backend.host}:${one.backend.port}`;
  const message = `Traefik keeps one way to a Service that is weighed: ${place} is reached by ${one.way} here and by ${other.way} in ${other.api}. Make them the same, or name another Service`;
  return { field: 'upstream', message };
}
