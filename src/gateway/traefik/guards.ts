import type { Credential, RouteAccess } from '../../release/exposure/access.ts';
import { own, type Json, type JsonObject } from '../../spec/json.ts';
import { at, listOf, textOf } from '../values.ts';

/** One middleware of a router's chain. A cluster has the same words for it as the dynamic configuration. */
export interface Guard {
  readonly name: string;
  /** Undefined where it is of somebody else, and may do anything. */
  readonly spec: JsonObject | undefined;
}

/** The middlewares that these references lead to, in the order in which a request meets them, chains taken apart. */
export function chainOf(refs: readonly Json[], look: (ref: Json) => Guard, seen: readonly string[] = []): Guard[] {
  return refs.map(look).flatMap((guard): Guard[] => {
    const inner = at(guard.spec, 'chain', 'middlewares');
    const isOpened = inner !== undefined && !seen.includes(guard.name);
    return isOpened ? chainOf(listOf(inner), look, [...seen, guard.name]) : [guard];
  });
}

type Guarded = Pick<RouteAccess, 'auth' | 'rate' | 'requestSize' | 'allow' | 'strips' | 'operations'>;

/** What a chain asks of a request before it comes to the upstream. */
export function guarded(chain: readonly Guard[], isTls: boolean): Guarded {
  const specs = chain.map(({ spec }) => spec).filter((spec) => spec !== undefined);
  // To another scheme: nobody gets to the upstream this way.
  const isRedirect = !isTls && specs.some((spec) => own(spec, 'redirectScheme') !== undefined);
  return {
    auth: credentialOf(chain),
    ...limitsOf(specs),
    strips: stripped(specs),
    ...(isRedirect && { operations: [] }),
  };
}

const others = ['forwardAuth', 'digestAuth', 'plugin', 'chain'] as const;

function credentialOf(chain: readonly Guard[]): Credential {
  for (const { name, spec } of chain) {
    if (spec === undefined) return { kind: 'other', checks: { middleware: name } };
    const basic = own(spec, 'basicAuth');
    if (basic !== undefined) return { kind: 'basic', checks: { users: usersOf(basic) } };
    const type = others.find((other) => own(spec, other) !== undefined);
    if (type === undefined) continue;
    const by = textOf(at(spec, type, 'address'));
    return { kind: 'other', checks: { middleware: name, ...(by !== '' && { by }) } };
  }
  return { kind: 'none', checks: {} };
}

/** The place where they are kept, or their names: never what stands beside these. */
function usersOf(basic: Json): string {
  const kept = textOf(at(basic, 'secret')) || textOf(at(basic, 'usersFile'));
  const named = listOf(at(basic, 'users')).map((user) => textOf(user).split(':', 1)[0] ?? '');
  return kept || named.sort().join(', ');
}

function limitsOf(specs: readonly JsonObject[]): Pick<RouteAccess, 'rate' | 'requestSize' | 'allow'> {
  const first = (...keys: readonly string[]): Json | undefined =>
    specs.map((spec) => at(spec, ...keys)).find((value) => value !== undefined);
  const [requests, period] = [first('rateLimit', 'average'), first('rateLimit', 'period')];
  const size = first('buffering', 'maxRequestBodyBytes');
  const allow = listOf(first('ipAllowList', 'sourceRange')).map(textOf);
  return {
    // An average of 0 is no limit.
    ...(typeof requests === 'number' && requests > 0 && { rate: { requests, periodMs: milliseconds(period) } }),
    ...(typeof size === 'number' && size > 0 && { requestSize: size }),
    ...(allow.length > 0 && { allow }),
  };
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A bare number is seconds; one second where nothing is said, or in a form that nobody writes for it. */
function milliseconds(period: Json | undefined): number {
  if (typeof period === 'number') return period * 1000;
  const parts = [...textOf(period).matchAll(/(\d{1,9})(ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, amount, unit]) => total + Number(amount) * units[unit as keyof typeof units], 0);
  return sum === 0 ? 1000 : sum;
}

function stripped(specs: readonly JsonObject[]): string {
  const [prefix] = specs.flatMap((spec) => listOf(at(spec, 'stripPrefix', 'prefixes')));
  return textOf(prefix);
}

/** What TLS options ask of a client; undefined where they let in who shows no certificate, or any. */
export function certificateOf(options: Json | undefined): Credential | undefined {
  const asked = at(options, 'clientAuth');
  if (at(asked, 'clientAuthType') !== 'RequireAndVerifyClientCert') return undefined;
  const authorities = [...listOf(at(asked, 'secretNames')), ...listOf(at(asked, 'caFiles'))].map(textOf);
  return { kind: 'mtls', checks: { authorities: authorities.join(' ') } };
}

/** Where connections are taken that Traefik does not look into: who may connect and where, and the rule in its own words. */
export interface Stream {
  /** `TCP HostSNI(…)`, or `UDP`. */
  readonly what: string;
  readonly guards: readonly (JsonObject | undefined)[];
  readonly certificate: Credential | undefined;
}

export function streamOf(
  { what, guards, certificate }: Stream,
  route: Pick<RouteAccess, 'id' | 'api' | 'entrances'>,
): RouteAccess {
  const allow = listOf(guards.map((spec) => at(spec, 'ipAllowList', 'sourceRange')).find(Array.isArray)).map(textOf);
  return {
    ...route,
    path: route.entrances === undefined ? what : `${what} on ${route.entrances.join(', ')}`,
    match: 'opaque',
    strips: '',
    auth: certificate ?? { kind: 'none', checks: {} },
    ...(allow.length > 0 && { allow }),
  };
}
