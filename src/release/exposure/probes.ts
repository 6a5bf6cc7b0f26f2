import type { JsonObject } from '../../spec/json.ts';
import { outlineOperations, type OutlineOperation } from '../../spec/outline-operations.ts';
import { below, type RouteAccess, type ServedOperation } from './access.ts';

/** A kind of request, as far as a gateway tells requests apart. */
export interface Probe {
  readonly api: string;
  /** Absent: some host that no route names. */
  readonly host?: string;
  /** `*`: any, the odd ones too. */
  readonly method: string;
  /** A parameter stands for a value that no literal segment of a route equals. */
  readonly path: string;
  readonly when?: string;
  readonly entrances?: readonly string[];
  readonly tls?: boolean;
  /** Everything below the path, described or not; otherwise the path alone. */
  readonly everything: boolean;
  /** What is left beside the operations that are known. */
  readonly isRest?: true;
  /** Of a rule that cannot be read: it only ever meets the same rule. */
  readonly opaque: boolean;
  /** As a description names it, without what the gateway takes off. */
  readonly label: string;
}

/** API → the outline of its description. */
export type Outlines = ReadonlyMap<string, JsonObject>;

/**
 * The requests that a list of routes is made for: each operation that the gateway knows, else each one that is described, and everything
 * else below the path.
 */
export function probesOf(routes: readonly RouteAccess[], outlines: Outlines): Probe[] {
  const described = new Map([...outlines].map(([api, outline]) => [api, outlineOperations(outline)]));
  return routes.flatMap((route) => {
    const shared = sharedBy(route);
    if (route.operations !== undefined) {
      return route.operations.map((operation) => ({ ...shared, ...operation, ...labelled(route.strips, operation) }));
    }
    const known = shared.opaque ? [] : described.get(route.api)?.flatMap((one) => describedProbe(route, shared, one));
    return [...(known ?? []), ...wholeRoute(route, shared, known !== undefined && known.length > 0)];
  });
}

type Shared = Pick<Probe, 'api' | 'opaque' | 'host' | 'when' | 'entrances' | 'tls'>;

function sharedBy({ api, match, host, when, entrances, tls }: RouteAccess): Shared {
  return {
    api,
    opaque: match === 'opaque',
    ...(host !== undefined && { host }),
    ...(when !== undefined && { when }),
    ...(entrances && { entrances }),
    ...(tls !== undefined && { tls }),
  };
}

function labelled(strips: string, { method, path }: ServedOperation): Pick<Probe, 'everything' | 'label'> {
  return { everything: false, label: `${method} ${described(strips, path)}` };
}

/** An operation of the description, where this route is the one that it is made for. */
function describedProbe(route: RouteAccess, shared: Shared, { method, path: template }: OutlineOperation): Probe[] {
  const operation = { method, path: below(route.strips, template) };
  return holds(route, operation) ? [{ ...shared, ...operation, ...labelled(route.strips, operation) }] : [];
}

function holds({ match, path, methods }: RouteAccess, operation: ServedOperation): boolean {
  if (methods?.includes(operation.method) === false) return false;
  if (match === 'exact') return operation.path === path;
  return (
    operation.path.startsWith(path) &&
    (match === 'text-prefix' || /^(\/|$)/.test(operation.path.slice(path.replace(/\/$/, '').length)))
  );
}

function wholeRoute({ path, match, methods = ['*'] }: RouteAccess, shared: Shared, isRest: boolean): Probe[] {
  if (isRest && match === 'exact') return [];
  const what = match === 'exact' || shared.opaque ? path : `${isRest ? 'anything else' : 'everything'} below ${path}`;
  return methods.map((method) => ({
    ...shared,
    method,
    path,
    everything: match !== 'exact',
    ...(isRest && { isRest }),
    label: `${method === '*' ? '' : `${method} `}${what}`,
  }));
}

/** A client's path as the description has it. */
function described(strips: string, path: string): string {
  if (strips === '' || !path.startsWith(strips)) return path;
  const rest = path.slice(strips.length);
  return rest === '' ? '/' : rest;
}
