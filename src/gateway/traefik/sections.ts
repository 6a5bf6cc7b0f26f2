import { asObject, type Json } from '../../spec/json.ts';

/** A part of the dynamic configuration that holds things by name, and where these name others. */
export interface Section {
  /** In people's words; the kind of its resources. */
  readonly kind: string;
  /** Path inside one thing, `*` for each member of a list → the section that is named there. */
  readonly references: Readonly<Record<string, SectionName>>;
  /** Where Traefik's API lists them; some it does not tell of. */
  readonly listed: boolean;
}

export const sectionNames = [
  'http.routers',
  'http.services',
  'http.middlewares',
  'http.serversTransports',
  'tcp.routers',
  'tcp.services',
  'tcp.middlewares',
  'tcp.serversTransports',
  'udp.routers',
  'udp.services',
  'tls.options',
] as const;

export type SectionName = (typeof sectionNames)[number];

export const sections: Readonly<Record<SectionName, Section>> = {
  'http.routers': {
    kind: 'router',
    references: {
      service: 'http.services',
      'middlewares.*': 'http.middlewares',
      'tls.options': 'tls.options',
      'parentRefs.*': 'http.routers',
    },
    listed: true,
  },
  'http.services': {
    kind: 'service',
    references: {
      'middlewares.*': 'http.middlewares',
      'loadBalancer.serversTransport': 'http.serversTransports',
      'weighted.services.*.name': 'http.services',
      'highestRandomWeight.services.*.name': 'http.services',
      'mirroring.service': 'http.services',
      'mirroring.mirrors.*.name': 'http.services',
      'failover.service': 'http.services',
      'failover.fallback': 'http.services',
    },
    listed: true,
  },
  'http.middlewares': {
    kind: 'middleware',
    references: { 'chain.middlewares.*': 'http.middlewares', 'errors.service': 'http.services' },
    listed: true,
  },
  'http.serversTransports': { kind: 'serversTransport', references: {}, listed: false },
  'tcp.routers': {
    kind: 'tcpRouter',
    references: { service: 'tcp.services', 'middlewares.*': 'tcp.middlewares', 'tls.options': 'tls.options' },
    listed: true,
  },
  'tcp.services': {
    kind: 'tcpService',
    references: {
      'loadBalancer.serversTransport': 'tcp.serversTransports',
      'weighted.services.*.name': 'tcp.services',
    },
    listed: true,
  },
  'tcp.middlewares': { kind: 'tcpMiddleware', references: {}, listed: true },
  'tcp.serversTransports': { kind: 'tcpServersTransport', references: {}, listed: false },
  'udp.routers': { kind: 'udpRouter', references: { service: 'udp.services' }, listed: true },
  'udp.services': {
    kind: 'udpService',
    references: { 'weighted.services.*.name': 'udp.services' },
    listed: true,
  },
  'tls.options': { kind: 'tlsOption', references: {}, listed: false },
};

export function sectionOfKind(kind: string): SectionName | undefined {
  return sectionNames.find((name) => sections[name].kind === kind);
}

/** The same body with every name that it refers to exchanged. */
export function mapReferences(
  section: SectionName,
  body: Json,
  change: (name: string, of: SectionName) => string,
): Json {
  return Object.entries(sections[section].references).reduce<Json>(
    (changed, [path, of]) => mapAt(changed, path.split('.'), (name) => change(name, of)),
    body,
  );
}

/** What one thing names: other things of the same file, and things of others where there is an `@`. */
export function referencesOf(section: SectionName, body: Json): { readonly of: SectionName; readonly name: string }[] {
  const found: { of: SectionName; name: string }[] = [];
  mapReferences(section, body, (name, of) => {
    found.push({ of, name });
    return name;
  });
  return found;
}

function mapAt(value: Json, path: readonly string[], change: (name: string) => string): Json {
  const [head, ...rest] = path;
  if (head === undefined) return typeof value === 'string' ? change(value) : value;
  if (head === '*')
    return Array.isArray(value) ? (value as readonly Json[]).map((each) => mapAt(each, rest, change)) : value;
  const object = asObject(value);
  const inner = object !== undefined && Object.hasOwn(object, head) ? object[head] : undefined;
  return inner === undefined ? value : { ...object, [head]: mapAt(inner, rest, change) };
}
