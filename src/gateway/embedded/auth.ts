import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Refusal } from './answer.ts';
import type { RouteBody } from './route.ts';

/** A consumer's key, known to the gateway by its hash only. */
export interface ConsumerKey {
  readonly consumer: string;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Who calls, as far as it is known; the remote address counts where it is not. */
export type Admission =
  { readonly ok: true; readonly consumer?: string } | { readonly ok: false; readonly refusal: Refusal };

/** Public-key signatures only: a shared secret has no place in a key set, and `none` is no signature (RFC 8725 section 3.1). */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

type JwtAuth = Extract<RouteBody['auth'], { type: 'jwt' }>;

/** Checks API keys and bearer tokens. Key sets are fetched when first needed and shared by all routes that name them. */
export class Authenticator {
  private readonly keys: readonly { readonly consumer: string; readonly digest: Buffer }[];
  private readonly keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

  constructor(keys: readonly ConsumerKey[]) {
    this.keys = keys.map(({ consumer, sha256 }) => ({ consumer, digest: Buffer.from(sha256, 'hex') }));
  }

  async admit(request: IncomingMessage, auth: RouteBody['auth']): Promise<Admission> {
    if (auth.type === 'none') return { ok: true };
    return auth.type === 'key' ? this.byKey(request, auth.header) : await this.byToken(request, auth);
  }

  /** Forgets the key sets that no route names any more. */
  keepKeySets(urls: ReadonlySet<string>): void {
    for (const url of this.keySets.keys()) if (!urls.has(url)) this.keySets.delete(url);
  }

  private byKey(request: IncomingMessage, header: string): Admission {
    const given = request.headersDistinct[header.toLowerCase()];
    const challenge = { 'www-authenticate': `ApiKey header="${header}"` };
    if (given?.length !== 1) return unauthorized(`Send your key in the header ${header}.`, challenge);
    const digest = createHash('sha256')
      .update(given[0] ?? '')
      .digest();
    // Every key is compared, so that the time says nothing about which one nearly fitted.
    const found = this.keys.filter((key) => timingSafeEqual(key.digest, digest)).at(0);
    return found === undefined
      ? unauthorized(`The key in the header ${header} is not known here.`, challenge)
      : { ok: true, consumer: `key:${found.consumer}` };
  }

  private async byToken(request: IncomingMessage, auth: JwtAuth): Promise<Admission> {
    const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return unauthorized('Send a bearer token.', { 'www-authenticate': 'Bearer' });
    try {
      const { payload } = await jwtVerify(token, this.keySet(auth.jwks), {
        algorithms,
        requiredClaims: ['exp'],
        ...(auth.issuer !== undefined && { issuer: auth.issuer }),
        ...(auth.audience !== undefined && { audience: auth.audience }),
      });
      return { ok: true, ...consumerOf(payload) };
    } catch (error) {
      return isTokensFault(error)
        ? unauthorized('The bearer token is not valid here.', { 'www-authenticate': 'Bearer error="invalid_token"' })
        : { ok: false, refusal: keysUnavailable };
    }
  }

  private keySet(url: string): ReturnType<typeof createRemoteJWKSet> {
    const known = this.keySets.get(url) ?? createRemoteJWKSet(new URL(url), { timeoutDuration: 3000 });
    this.keySets.set(url, known);
    return known;
  }
}

const keysUnavailable: Refusal = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'The keys that tokens are checked with could not be fetched. Try again.',
  headers: { 'retry-after': '5' },
};

function consumerOf(payload: JWTPayload): { consumer?: string } {
  return payload.sub === undefined ? {} : { consumer: `jwt:${payload.iss ?? ''}|${payload.sub}` };
}

function isTokensFault(error: unknown): boolean {
  return [
    errors.JWTClaimValidationFailed,
    errors.JWTExpired,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => error instanceof kind);
}

function unauthorized(detail: string, headers: Record<string, string>): Admission {
  return { ok: false, refusal: { status: 401, title: 'Unauthorized', detail, headers } };
}
