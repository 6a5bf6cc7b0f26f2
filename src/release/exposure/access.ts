/** How a caller proves who it is. */
export interface Credential {
  /** `other`: a way that cannot be told from the configuration, such as a plugin of the user's own. */
  readonly kind: 'none' | 'key' | 'basic' | 'jwt' | 'oauth2' | 'mtls' | 'other';
  /** What is asked of the credential besides, by name: `issuer`, `audience`, `scopes`, `keys`. Never a secret's value. */
  readonly checks: Readonly<Record<string, string>>;
}

/** So many requests of one consumer in so many milliseconds. */
export interface Allowance {
  readonly requests: number;
  readonly periodMs: number;
}

/** One operation as clients call it: upper-case method, path with `{parameters}` from the gateway's root. */
export interface ServedOperation {
  readonly method: string;
  readonly path: string;
}

/**
 * One place where a gateway answers: which requests it takes there, who may make them, and how often. A target derives a list of
 * these from its resources, what wins first: a request belongs to the first route of the list that takes it.
 */
export interface RouteAccess {
  /** Of the resource that makes it. */
  readonly id: string;
  readonly api: string;
  /** Lower case; `*.acme.example` for any below it; absent: any host. */
  readonly host?: string;
  /** From the gateway's root, with `{parameters}` where the gateway knows them; of an `opaque` one its text. */
  readonly path: string;
  /**
   * `exact`: this path; `prefix`: it and whole segments below it; `text-prefix`: every path that begins with this text; `opaque`: a rule
   * that cannot be read, such as a regular expression, which is compared with itself only.
   */
  readonly match: 'exact' | 'prefix' | 'text-prefix' | 'opaque';
  /** Upper case; absent: all. A request with another method goes on to the next route. */
  readonly methods?: readonly string[];
  /** What else a request must carry to come here, such as `x-api-version: v2`. */
  readonly when?: string;
  /** The doors of the gateway that it is reached through, such as Traefik's entry points; absent: every one. */
  readonly entrances?: readonly string[];
  /** Only over TLS, or only without it; absent: either way. */
  readonly tls?: boolean;
  /** All that may be called here, the rest being refused; absent: anything below the path. */
  readonly operations?: readonly ServedOperation[];
  /** What is taken off a path before the upstream sees it, `/orders` or empty: a description speaks of what is left. */
  readonly strips: string;
  readonly auth: Credential;
  readonly rate?: Allowance;
  readonly quota?: Allowance;
  /** Bytes of a request body. */
  readonly requestSize?: number;
  /** Addresses and ranges (RFC 4632, RFC 4291); absent: everybody, nobody. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly visibility?: 'public' | 'internal';
  /** Where requests go; absent where the resources do not say it. */
  readonly upstreams?: readonly { readonly url: string; readonly weight?: number }[];
}

/**
 * The precedence that most gateways share: a route for one host before one for several and that before one for all, an exact path
 * before a longer prefix before a shorter one, a condition or a list of methods before none.
 */
export function byPrecedence(routes: readonly RouteAccess[]): RouteAccess[] {
  const hostRank = ({ host }: RouteAccess): number => (host === undefined ? 2 : host.startsWith('*') ? 1 : 0);
  return [...routes].sort(
    (a, b) =>
      hostRank(a) - hostRank(b) ||
      Number(b.match === 'exact') - Number(a.match === 'exact') ||
      b.path.length - a.path.length ||
      Number(a.when === undefined) - Number(b.when === undefined) ||
      Number(a.methods === undefined) - Number(b.methods === undefined) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Whether one request can come to both: through one door, and with or without TLS as both ask. */
export function sharesEntrance(
  a: Pick<RouteAccess, 'entrances' | 'tls'>,
  b: Pick<RouteAccess, 'entrances' | 'tls'>,
): boolean {
  if (a.tls !== undefined && b.tls !== undefined && a.tls !== b.tls) return false;
  if (a.entrances === undefined || b.entrances === undefined) return true;
  return a.entrances.some((entrance) => b.entrances?.includes(entrance));
}

/** A path below another, one slash between them: `/shop` and `/` make `/shop`. */
export function below(prefix: string, path: string): string {
  const base = prefix.replace(/\/+$/, '');
  if (path === '/' || path === '') return base === '' ? '/' : base;
  return `${base}${path}`;
}
