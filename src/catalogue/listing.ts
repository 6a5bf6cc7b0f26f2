import { effectiveApis, environmentOrder, nativeFiles } from '../config/effective.ts';
import type { SluiceConfig } from '../config/sluice-config.ts';
import type { Credential, RouteAccess } from '../release/exposure/access.ts';
import { portableAccess } from '../release/exposure/portable.ts';

/** What the configuration says of one API: who owns it, who may see it, where it is called. */
export interface Listing {
  readonly name: string;
  readonly owners: readonly string[];
  readonly visibility: 'public' | 'internal';
  readonly calls: readonly Call[];
  readonly dependsOn: readonly string[];
  /** The APIs that depend on it. */
  readonly usedBy: readonly string[];
}

/** One place where it answers, as a caller needs it; never an upstream, a list of addresses or the name of a secret. */
export interface Call {
  readonly environment: string;
  readonly target: string;
  /** With the target's own address where that is known, else from its root: `/orders`. */
  readonly address: string;
  /** What a request must carry besides, such as `x-api-version: v2`. */
  readonly when?: string;
  readonly credential: { readonly kind: Credential['kind']; readonly checks: Readonly<Record<string, string>> };
  readonly rateLimit?: string;
  readonly quota?: string;
  readonly requestSize?: string;
}

/** Of what a credential is checked for, what its owner has to know. */
const SAID = ['header', 'issuer', 'audience', 'scopes'] as const;

export interface ListingOptions {
  /** Only these environments; otherwise all that are configured. */
  readonly environments?: readonly string[];
  /** Where a target's traffic enters, by its name, as far as it is known. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Every configured API, in the order of their names. One that is internal in one environment is so in all. */
export function listings(config: SluiceConfig, { environments, addresses }: ListingOptions): Listing[] {
  const shown = environmentOrder(config).filter((name) => environments?.includes(name) ?? true);
  const places = new Map(shown.map((environment) => [environment, callsIn(config, environment, addresses)]));
  const apis = config.apis ?? [];
  const internal = internalApis(config);
  return apis
    .map(({ name, owners, dependsOn }): Listing => ({
      name,
      owners: owners ?? [],
      visibility: internal.has(name) ? 'internal' : 'public',
      calls: shown.flatMap((environment) => places.get(environment)?.get(name) ?? []),
      dependsOn: [...(dependsOn ?? [])].sort(),
      usedBy: apis.flatMap((other) => (other.dependsOn?.includes(name) === true ? [other.name] : [])).sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What everybody may see: no internal API, and none named by those that are left. */
export function forEverybody(all: readonly Listing[]): Listing[] {
  const shown = all.filter(({ visibility }) => visibility === 'public');
  const names = new Set(shown.map(({ name }) => name));
  const known = (list: readonly string[]): string[] => list.filter((name) => names.has(name));
  return shown.map((listing) => ({
    ...listing,
    dependsOn: known(listing.dependsOn),
    usedBy: known(listing.usedBy),
  }));
}

/** By the block itself too, where no environment deploys it. */
function internalApis(config: SluiceConfig): Set<string> {
  const own = (config.apis ?? []).map(({ name, gateway }) => ({
    name,
    visibility: gateway?.visibility ?? config.defaults?.gateway.visibility,
  }));
  const effective = environmentOrder(config).flatMap((environment) =>
    effectiveApis(config, environment).map(({ name, gateway }) => ({ name, visibility: gateway?.visibility })),
  );
  return new Set([...own, ...effective].filter(({ visibility }) => visibility === 'internal').map(({ name }) => name));
}

function callsIn(
  config: SluiceConfig,
  environment: string,
  addresses: ReadonlyMap<string, string>,
): Map<string, Call[]> {
  const targets = config.environments?.[environment]?.targets ?? [];
  const blocks = new Map(effectiveApis(config, environment).map(({ name, gateway }) => [name, gateway]));
  const calls = new Map<string, Call[]>();
  for (const route of portableAccess(effectiveApis(config, environment), new Map())) {
    const block = blocks.get(route.api);
    const limits = {
      ...(block?.rateLimit !== undefined && { rateLimit: block.rateLimit }),
      ...(block?.quota !== undefined && { quota: block.quota }),
      ...(block?.requestSize !== undefined && { requestSize: block.requestSize }),
    };
    // Of what is written for one gateway in its own words the portable block says too little.
    const portable = targets.filter((target) => nativeFiles(config, route.api, target).length === 0);
    const here = portable.map((target) => ({
      environment,
      target,
      address: addressOf(route, addresses.get(target)),
      ...(route.when !== undefined && { when: route.when }),
      credential: { kind: route.auth.kind, checks: said(route.auth) },
      ...limits,
    }));
    calls.set(route.api, [...(calls.get(route.api) ?? []), ...here]);
  }
  return calls;
}

function said({ checks }: Credential): Readonly<Record<string, string>> {
  return Object.fromEntries(
    SAID.flatMap((name): [string, string][] => {
      const value = checks[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What listens to a host of its own is not reached by the gateway's. */
function addressOf({ host, path }: RouteAccess, url: string | undefined): string {
  if (url === undefined) return `${host ?? ''}${path}`;
  const base = new URL(url);
  if (host !== undefined) base.hostname = host;
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${path === '/' ? '/' : path}`;
}
