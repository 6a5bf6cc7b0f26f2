import type { Resource } from '../../release/manifest.ts';
import { asObject, type Json } from '../../spec/json.ts';
import type { ListedRouter } from './node.ts';
import { ruleOf } from './render.ts';

/**
 * A sentence about the first of these resources whose rule a router of somebody else has where both are reached: Traefik takes both, and
 * serves one of them.
 */
export function conflictOf(resources: readonly Resource[], routers: readonly ListedRouter[]): string | undefined {
  const holders = new Map<string, ListedRouter[]>();
  for (const router of routers) {
    const rule = ruleOf('router', router.body);
    if (rule === undefined) continue;
    const same = holders.get(rule.text);
    if (same === undefined) holders.set(rule.text, [router]);
    else same.push(router);
  }
  for (const { api, kind, body } of resources) {
    const own = asObject(body) ?? {};
    const rule = kind === 'router' ? ruleOf(kind, own) : undefined;
    const holder = rule && holders.get(rule.text)?.find((other) => meet(own['entryPoints'], other.body['entryPoints']));
    if (rule !== undefined && holder !== undefined)
      return `${rule.text} of ${api} is already the rule of the router ${holder.name} of somebody else`;
  }
  return undefined;
}

/** Without a list a router is reached by all that Traefik uses by default. */
function meet(a: Json | undefined, b: Json | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return true;
  const others = new Set<Json>(b as readonly Json[]);
  return (a as readonly Json[]).some((entryPoint) => others.has(entryPoint));
}
