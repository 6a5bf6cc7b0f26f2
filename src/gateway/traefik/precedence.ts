import type { RouteAccess } from '../../release/exposure/access.ts';
import type { Json } from '../../spec/json.ts';
import { placesOfRule } from './rule-places.ts';

/** The routes that one router makes, and how early Traefik asks it. */
export interface Ranked {
  readonly routes: readonly RouteAccess[];
  readonly priority: number;
}

/** `route` without its place: the rule says where that is. */
export function ranked(rule: string, priority: Json | undefined, route: Omit<RouteAccess, 'path' | 'match'>): Ranked {
  return {
    routes: placesOfRule(rule).map((place) => ({ ...route, ...place })),
    priority: typeof priority === 'number' && priority !== 0 ? priority : Buffer.byteLength(rule),
  };
}

/** Traefik asks the highest priority first, the longer rule where none is said; of two that are equal, chance decides. */
export function inOrder(all: readonly Ranked[]): RouteAccess[] {
  const id = ({ routes }: Ranked): string => routes[0]?.id ?? '';
  return [...all].sort((a, b) => b.priority - a.priority || (id(a) < id(b) ? -1 : 1)).flatMap(({ routes }) => routes);
}
