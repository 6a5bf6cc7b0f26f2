import type { GatewayBlock } from '../../../config/gateway-block.ts';
import type { JsonObject } from '../../../spec/json.ts';
import type { DesiredApi, RenderProblem, Scope } from '../../target.ts';
import { digest } from '../ownership.ts';

/** What the operator says of a target, as far as its renderer asks. */
export interface RenderOptions {
  /** Where rendered objects go: the first of the target's namespaces. */
  readonly namespace: string;
  /** Kinds without a namespace that repositories may write; absent: none. */
  readonly clusterKinds?: readonly string[];
  /** The Gateway that routes attach to; Gateway API only. */
  readonly parent?: { readonly name: string; readonly namespace?: string; readonly section?: string };
  /** Traefik's entry points by visibility. */
  readonly entryPoints?: { readonly public?: readonly string[]; readonly internal?: readonly string[] };
}

export interface RenderContext extends RenderOptions {
  readonly scope: Scope;
  /** Gateway API: what the Gateway's class says that it supports beyond the core; absent where it does not say. */
  readonly features?: ReadonlySet<string>;
  /** All that are rendered together: a version shares the listen path of another. */
  readonly apis: readonly DesiredApi[];
}

export type Problem = Omit<RenderProblem, 'api'>;

export interface RenderedApi {
  readonly objects: readonly JsonObject[];
  readonly problems: readonly Problem[];
}

/** The objects that one API's portable block becomes. Pure. */
export type Renderer = (api: DesiredApi, gateway: GatewayBlock, context: RenderContext) => RenderedApi;

/**
 * The name of an API's objects. A Service must begin with a letter, hold letters, digits and dashes only, and be 63 long at most
 * (RFC 1035 label); a name that has to be bent for that gets a hash, so that no two APIs come to the same.
 */
export function objectName(api: string, suffix = ''): string {
  const plain = /^[a-z][a-z0-9-]{0,44}$/.test(api) && !api.endsWith('-');
  const bent = `a-${api.replace(/[^a-z0-9]+/g, '-')}`.slice(0, 36).replace(/-$/, '');
  const base = plain ? api : `${bent}-${digest(api).slice(0, 8)}`;
  return suffix === '' ? base : `${base}-${suffix}`;
}

export function objectOf(
  apiVersion: string,
  kind: string,
  metadata: { readonly name: string; readonly namespace: string } & JsonObject,
  content: JsonObject,
): JsonObject {
  return { apiVersion, kind, metadata, ...content };
}

/** The block of the API that this one is a version of: they share host and listen path. */
export function baseOf(gateway: GatewayBlock, apis: readonly DesiredApi[]): GatewayBlock | undefined {
  const base = gateway.version?.of;
  return base === undefined ? undefined : apis.find(({ definition }) => definition.name === base)?.definition.gateway;
}

/** Where an API listens: the host in lower case, the path without a slash at its end. */
export function placeOf(
  api: string,
  gateway: GatewayBlock,
  apis: readonly DesiredApi[],
): { readonly host?: string; readonly path: string } {
  const base = baseOf(gateway, apis);
  const path = gateway.path ?? base?.path ?? `/${gateway.version?.of ?? api}`;
  const host = gateway.host ?? base?.host;
  return { path: path.replace(/(?<=.)\/$/, ''), ...(host !== undefined && { host: host.toLowerCase() }) };
}

/** Tags as labels, so that they can be selected by. */
export function tagLabels(tags: readonly string[] | undefined): JsonObject {
  if (tags === undefined || tags.length === 0) return {};
  return { labels: Object.fromEntries([...tags].sort().map((tag) => [`tags.sluice/${tag}`, 'true'])) };
}
