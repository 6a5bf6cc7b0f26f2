import type { Allowance, Credential, RouteAccess } from '../../../release/exposure/access.ts';
import type { Json, JsonObject } from '../../../spec/json.ts';
import { at, listOf, textOf } from '../../values.ts';
import { refOf } from '../object.ts';

/** What Traefik Hub's objects say of APIs; names are `NAMESPACE/NAME`. */
export interface Hub {
  /** Version → the API that has it. */
  readonly apis: ReadonlyMap<string, string>;
  /** API → where catalogues list it. */
  readonly listings: ReadonlyMap<string, readonly JsonObject[]>;
  readonly plans: ReadonlyMap<string, JsonObject>;
  /** Namespace → the one way in which it asks. */
  readonly auths: ReadonlyMap<string, JsonObject>;
}

export function hubIn(bodies: readonly JsonObject[]): Hub {
  const apis = new Map<string, string>();
  const listings = new Map<string, JsonObject[]>();
  const plans = new Map<string, JsonObject>();
  const auths = new Map<string, JsonObject>();
  for (const body of bodies) {
    const { kind, namespace, name } = refOf(body);
    if (kind === 'APIPlan') plans.set(`${namespace}/${name}`, body);
    if (kind === 'APIAuth' && !auths.has(namespace)) auths.set(namespace, body);
    if (kind === 'API')
      for (const version of namesIn(at(body, 'spec', 'versions'))) apis.set(`${namespace}/${version}`, name);
    if (kind !== 'APICatalogItem') continue;
    for (const api of namesIn(at(body, 'spec', 'apis'))) {
      const listed = listings.get(`${namespace}/${api}`);
      if (listed === undefined) listings.set(`${namespace}/${api}`, [body]);
      else listed.push(body);
    }
  }
  return { apis, listings, plans, auths };
}

function namesIn(list: Json | undefined): readonly string[] {
  return listOf(list).map((item) => textOf(at(item, 'name')));
}

/** What Traefik Hub asks at the routes of a managed API, and whether a catalogue has it; nothing of a route that it does not manage. */
export function managed(
  route: JsonObject,
  hub: Hub,
): Partial<Pick<RouteAccess, 'auth' | 'rate' | 'quota' | 'visibility'>> {
  const { namespace } = refOf(route);
  const api = apiOf(route, hub);
  if (api === undefined) return {};
  const listings = hub.listings.get(`${namespace}/${api}`) ?? [];
  const plans = listings.flatMap(
    (listing) => hub.plans.get(`${namespace}/${textOf(at(listing, 'spec', 'apiPlan', 'name'))}`) ?? [],
  );
  const [rate, quota] = ['rateLimit', 'quota'].map((field) => widest(plans.map((plan) => at(plan, 'spec', field))));
  return {
    auth: credentialOf(hub.auths.get(namespace)),
    ...(rate && { rate }),
    ...(quota && { quota }),
    ...(listings.length === 0 && { visibility: 'internal' }),
  };
}

/** The API that a route belongs to, itself or by one of its versions. */
function apiOf(route: JsonObject, { apis }: Hub): string | undefined {
  const annotations = at(route, 'metadata', 'annotations');
  const name = textOf(at(annotations, 'hub.traefik.io/api'));
  const version = textOf(at(annotations, 'hub.traefik.io/api-version'));
  if (name !== '' || version === '') return name === '' ? undefined : name;
  return apis.get(`${refOf(route).namespace}/${version}`) ?? version;
}

/** Of several plans the one that lets through most: whoever calls can have it. */
function widest(limits: readonly (Json | undefined)[]): Allowance | undefined {
  const allowed = limits.flatMap((limit) => allowanceOf(limit) ?? []);
  return allowed.sort((a, b) => b.requests / b.periodMs - a.requests / a.periodMs)[0];
}

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

function allowanceOf(limit: Json | undefined): Allowance | undefined {
  const requests = at(limit, 'limit');
  const parts = [...(textOf(at(limit, 'period')) || '1s').matchAll(/(\d{1,9})([smh])/g)];
  const periodMs = parts.reduce((sum, [, n, unit]) => sum + Number(n) * units[unit as keyof typeof units], 0);
  return typeof requests === 'number' && periodMs > 0 ? { requests, periodMs } : undefined;
}

/** Of the one way that a namespace asks by. */
function credentialOf(auth: JsonObject | undefined): Credential {
  const spec = at(auth, 'spec');
  const header = textOf(at(spec, 'apiKey', 'keySource', 'header'));
  if (header !== '') return { kind: 'key', checks: { header: header.toLowerCase() } };
  const [issuer] = listOf(at(spec, 'jwt', 'trustedIssuers'));
  if (issuer === undefined) return { kind: 'other', checks: { by: 'Traefik Hub' } };
  const name = textOf(at(issuer, 'issuer'));
  return { kind: 'jwt', checks: { keys: textOf(at(issuer, 'jwksUrl')), ...(name !== '' && { issuer: name }) } };
}
