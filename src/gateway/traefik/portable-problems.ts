import type { GatewayBlock } from '../../config/gateway-block.ts';
import { duration } from '../../config/units.ts';
import type { RenderProblem } from '../target.ts';
import { upstreamsOf } from '../upstreams.ts';

/** What the operator binds: names that a repository may use to what they are on this Traefik. */
export interface Bindings {
  /** Entry points for APIs of each visibility; absent: those that Traefik uses by default, and no internal ones. */
  readonly entryPoints?:
    { readonly public?: readonly string[] | undefined; readonly internal?: readonly string[] | undefined } | undefined;
  /** Secret → the file that holds it where Traefik runs. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

type Problem = Omit<RenderProblem, 'api'>;

/** What Traefik cannot express, what it would take and do something else with, and what the operator has not bound. */
export function portableProblems(gateway: GatewayBlock, bindings: Bindings): readonly Problem[] {
  return [...inexpressible(gateway, bindings), ...unusable(gateway), ...unboundSecrets(gateway, bindings)];
}

function inexpressible(gateway: GatewayBlock, { entryPoints }: Bindings): Problem[] {
  const problems: Problem[] = [];
  const way = Object.keys(gateway.auth ?? { none: {} }).join();
  if (['key', 'jwt', 'oauth2'].includes(way)) {
    const message = 'Traefik Proxy knows none, basic and mtls only; Traefik Hub and Tyk know this one';
    problems.push({ field: `auth.${way}`, message });
  }
  if (gateway.quota !== undefined)
    problems.push({ field: 'quota', message: 'Traefik Proxy counts nothing over longer times; rateLimit it knows' });
  if (gateway.validateRequests === true)
    problems.push({ field: 'validateRequests', message: 'Traefik Proxy does not read descriptions' });
  if (gateway.ips?.deny !== undefined)
    problems.push({
      field: 'ips.deny',
      message: 'Traefik Proxy has no list of addresses to refuse; ips.allow it knows',
    });
  if (gateway.visibility === 'internal' && entryPoints?.internal === undefined) {
    const message = 'the operator names no entry points for internal APIs (entryPoints.internal of the target)';
    problems.push({ field: 'visibility', message });
  }
  return problems;
}

const hostName = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;
const plainPath = /^(\/|(\/[A-Za-z0-9._~-]+)+\/?)$/;

function unusable(gateway: GatewayBlock): Problem[] {
  const { host, path = '/', version, timeout } = gateway;
  const checks: readonly (readonly [isBad: boolean, field: string, message: string])[] = [
    [gateway.upstream === undefined, 'upstream', 'is missing: nothing says where requests go'],
    [host !== undefined && !hostName.test(host.toLowerCase()), 'host', 'expected a host name without a port'],
    [!plainPath.test(path) || /\/\.{1,2}(\/|$)/.test(path), 'path', 'expected a path without empty, . and .. segments'],
    [
      version?.header?.includes('`') === true,
      'version.header',
      'holds a character that Traefik’s rules have no escape for',
    ],
    [timeout !== undefined && duration(timeout) === 0, 'timeout', 'expected more than 0: to Traefik 0 is no limit'],
    [
      gateway.auth !== undefined && 'mtls' in gateway.auth && host === undefined,
      'auth.mtls',
      'needs host: without one Traefik asks nobody for a certificate, it chooses TLS options by host',
    ],
  ];
  const found = checks.filter(([isBad]) => isBad).map(([, field, message]) => ({ field, message }));
  return [...found, ...upstreamProblems(gateway.upstream)];
}

function upstreamProblems(upstream: GatewayBlock['upstream']): Problem[] {
  const all = upstreamsOf(upstream);
  const weights =
    all.length > 0 && all.every(({ weight }) => weight === 0)
      ? [{ field: 'upstream', message: 'expected a weight above 0: otherwise Traefik answers 503' }]
      : [];
  const addresses = all.flatMap(({ url }) => {
    const { username, password, search, hash } = new URL(url);
    const isPlain = [username, password, search, hash].every((part) => part === '');
    return isPlain
      ? []
      : [{ field: 'upstream', message: 'expected an address without credentials, query or fragment' }];
  });
  return [...weights, ...addresses];
}

/** Names of secrets that the operator has not bound, with the field that names each. */
function unboundSecrets(gateway: GatewayBlock, bindings: Bindings): Problem[] {
  const { auth } = gateway;
  const named: [string, string][] = [];
  if (auth !== undefined && 'basic' in auth) named.push(['auth.basic.users', auth.basic.users]);
  if (auth !== undefined && 'mtls' in auth) named.push(['auth.mtls.authorities', auth.mtls.authorities]);
  return named
    .filter(([, name]) => !Object.hasOwn(bindings.secrets ?? {}, name))
    .map(([field, name]) => ({
      field,
      message: `the operator has not bound the secret ${name} (secrets of the target)`,
    }));
}

/** One address or several, in one form. */
