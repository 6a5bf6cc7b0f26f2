import type { GatewayBlock } from '../../src/config/gateway-block.ts';

const upstream = 'http://one.example';
const jwks = 'https://id.example/jwks';

interface Asked {
  /** What an error of review names where the ability is lacking: this field or one inside it. */
  readonly field: string;
  readonly block: GatewayBlock;
}

/** Ability → a block that asks for it and for nothing else. */
export const asked = {
  weights: {
    field: 'upstream',
    block: {
      upstream: [
        { url: upstream, weight: 3 },
        { url: 'http://two.example', weight: 1 },
      ],
    },
  },
  rateLimit: { field: 'rateLimit', block: { upstream, rateLimit: '3/minute' } },
  requestSize: { field: 'requestSize', block: { upstream, requestSize: '1MiB' } },
  quota: { field: 'quota', block: { upstream, auth: { key: {} }, quota: '1000/day' } },
  key: { field: 'auth.key', block: { upstream, auth: { key: {} } } },
  jwt: { field: 'auth.jwt', block: { upstream, auth: { jwt: { jwks } } } },
  jwtClaims: { field: 'auth.jwt', block: { upstream, auth: { jwt: { jwks, issuer: 'https://id.example' } } } },
  basic: { field: 'auth.basic', block: { upstream, auth: { basic: { users: 'shop-users' } } } },
  oauth2: {
    field: 'auth.oauth2',
    block: {
      upstream,
      auth: { oauth2: { introspection: 'https://id.example/ask', clientId: 'shop', clientSecret: 'shop-client' } },
    },
  },
  mtls: { field: 'auth.mtls', block: { upstream, auth: { mtls: { authorities: 'partners' } } } },
  cors: { field: 'cors', block: { upstream, cors: { origins: ['https://app.example'] } } },
  ips: { field: 'ips', block: { upstream, ips: { allow: ['10.0.0.0/8'] } } },
  retries: { field: 'retries', block: { upstream, retries: 2 } },
  tags: { field: 'tags', block: { upstream, tags: ['edge'] } },
  internal: { field: 'visibility', block: { upstream, visibility: 'internal' } },
} as const satisfies Record<string, Asked>;

/**
 * What a kind of target can do. `jwtClaims`: it looks at a token's issuer and audience. Not asked for in the block: `atomic`, a crash in
 * the middle of a write leaves the old state or the new one; `retryAfter`, an answer of 429 says when to come back; `usage`, it counts; `taken`,
 * it tells where everybody else listens.
 */
export type Ability = keyof typeof asked | 'atomic' | 'retryAfter' | 'usage' | 'taken';

/** What a review has to refuse where these are lacking. */
export function askedFor(lacks: readonly Ability[]): { readonly ability: Ability; readonly asked: Asked }[] {
  return lacks.flatMap((ability) =>
    ability in asked ? [{ ability, asked: asked[ability as keyof typeof asked] }] : [],
  );
}
