import type { Allowance, Credential, RouteAccess } from '../../../release/exposure/access.ts';
import type { Json, JsonObject } from '../../../spec/json.ts';
import { at, listOf, textOf } from '../../values.ts';
import { refOf } from '../object.ts';

/** What Traefik Hub asks at the routes of a managed API, and whether a catalogue has it; nothing of a route that it does not manage. */
export function managed(
  route: JsonObject,
  bodies: readonly JsonObject[],
): Partial<Pick<RouteAccess, 'auth' | 'rate' | 'quota' | 'visibility'>> {
  const own = bodies.filter((body) => refOf(body).namespace === refOf(route).namespace);
  const api = apiOf(route, own);
  if (api === undefined) return {};
  const listings = own.filter(
    (body) => refOf(body).kind === 'APICatalogItem' && isNamed(at(body, 'spec', 'apis'), api),
  );
  const plans = listings.flatMap((listing) => named(own, 'APIPlan', textOf(at(listing, 'spec', 'apiPlan', 'name'))));
  const [rate, quota] = ['rateLimit', 'quota'].map((field) => widest(plans.map((plan) => at(plan, 'spec', field))));
  return {
    auth: credentialOf(own),
    ...(rate && { rate }),
    ...(quota && { quota }),
    ...(listings.length === 0 && { visibility: 'internal' }),
  };
}

/** The API that a route belongs to, itself or by one of its versions. */
function apiOf(route: JsonObject, own: readonly JsonObject[]): string | undefined {
  const annotations = at(route, 'metadata', 'annotations');
  const name = textOf(at(annotations, 'hub.traefik.io/api'));
  const version = textOf(at(annotations, 'hub.traefik.io/api-version'));
  if (name !== '' || version === '') return name === '' ? undefined : name;
  const holder = own.find((body) => refOf(body).kind === 'API' && isNamed(at(body, 'spec', 'versions'), version));
  return holder === undefined ? version : refOf(holder).name;
}

function isNamed(list: Json | undefined, name: string): boolean {
  return listOf(list).some((item) => at(item, 'name') === name);
}

function named(own: readonly JsonObject[], kind: string, name: string): JsonObject[] {
  return own.filter((body) => refOf(body).kind === kind && refOf(body).name === name);
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
function credentialOf(own: readonly JsonObject[]): Credential {
  const spec = at(
    own.find((body) => refOf(body).kind === 'APIAuth'),
    'spec',
  );
  const header = textOf(at(spec, 'apiKey', 'keySource', 'header'));
  if (header !== '') return { kind: 'key', checks: { header: header.toLowerCase() } };
  const [issuer] = listOf(at(spec, 'jwt', 'trustedIssuers'));
  if (issuer === undefined) return { kind: 'other', checks: { by: 'Traefik Hub' } };
  const name = textOf(at(issuer, 'issuer'));
  return { kind: 'jwt', checks: { keys: textOf(at(issuer, 'jwksUrl')), ...(name !== '' && { issuer: name }) } };
}
