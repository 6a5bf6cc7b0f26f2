import type { GatewayBlock } from '../../config/gateway-block.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { Abilities } from './abilities.ts';
import { referencePattern } from './references.ts';

/** What the operator of this gateway says of it, beyond where it is. */
export interface TykSettings {
  /** What tokens are signed with: Tyk takes one family of algorithms, and the keys' address does not tell which. */
  readonly jwtSigning: 'rsa' | 'ecdsa';
  /** Name of a secret → how this gateway looks it up, e.g. `env://ORDERS_SECRET`. */
  readonly secrets: Readonly<Record<string, string>>;
}

type Auth = NonNullable<GatewayBlock['auth']>;
type Problem = { readonly field: string; readonly message: string };

export interface AuthParts {
  /** Of the description's `components.securitySchemes`; absent where anybody may call. */
  readonly scheme?: JsonObject;
  /** The gateway's side of the same scheme. */
  readonly settings?: JsonObject;
  /** Consumers get their rights and limits from a policy, which is then rendered. */
  readonly policy: boolean;
  readonly problems: readonly Problem[];
}

const open: AuthParts = { policy: false, problems: [] };
const authorization = { enabled: true, name: 'Authorization' };

/**
 * Who may call, as Tyk asks for it. `limited`: consumers have a rate or a quota; `policyId`: of the policy that goes with the API.
 */
export function authOf(
  auth: Auth | undefined,
  limited: boolean,
  policyId: string,
  abilities: Abilities,
  settings: TykSettings,
): AuthParts {
  if (auth === undefined || 'none' in auth) return open;
  if ('key' in auth) {
    const scheme = { type: 'apiKey', in: 'header', name: auth.key.header ?? 'x-api-key' };
    return { scheme, settings: { enabled: true }, policy: limited, problems: [] };
  }
  if ('basic' in auth) {
    const scheme = { type: 'http', scheme: 'basic' };
    return { scheme, settings: { enabled: true, header: authorization }, policy: true, problems: [] };
  }
  if ('jwt' in auth) return jwt(auth.jwt, policyId, abilities, settings);
  if ('oauth2' in auth) return oauth2(auth.oauth2, limited, settings);
  const message = 'Tyk lets in the client certificates that are listed, not everybody whom an authority signed for';
  return { policy: false, problems: [{ field: 'auth.mtls.authorities', message }] };
}

type Jwt = Extract<Auth, { jwt: unknown }>['jwt'];

function jwt({ jwks, issuer, audience }: Jwt, policyId: string, abilities: Abilities, of: TykSettings): AuthParts {
  const claims = Object.entries({ issuer, audience }).filter(([, value]) => value !== undefined);
  const problems = abilities.can('jwtClaims')
    ? []
    : claims.map(([claim]) => ({ field: `auth.jwt.${claim}`, message: abilities.lack('jwtClaims') }));
  const settings = {
    enabled: true,
    header: authorization,
    source: new URL(jwks).href,
    signingMethod: of.jwtSigning,
    identityBaseField: 'sub',
    defaultPolicies: [policyId],
    ...(issuer !== undefined && { allowedIssuers: [issuer] }),
    ...(audience !== undefined && { allowedAudiences: [audience] }),
  };
  return { scheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, settings, policy: true, problems };
}

type OAuth2 = Extract<Auth, { oauth2: unknown }>['oauth2'];

function oauth2(asked: OAuth2, limited: boolean, { secrets }: TykSettings): AuthParts {
  const problems: Problem[] = [];
  const clientSecret = Object.hasOwn(secrets, asked.clientSecret) ? secrets[asked.clientSecret] : undefined;
  if (clientSecret === undefined || !referencePattern.test(clientSecret)) {
    const message = `the operator has not said where this gateway finds the secret ${asked.clientSecret}`;
    problems.push({ field: 'auth.oauth2.clientSecret', message });
  }
  if (asked.scopes !== undefined)
    problems.push({
      field: 'auth.oauth2.scopes',
      message: 'Tyk does not look at the scopes of a token it asked about',
    });
  if (limited)
    problems.push({ field: 'auth.oauth2', message: 'Tyk knows no rate limit or quota for tokens that it asked about' });
  const flow = { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes: {} };
  const introspection = {
    enabled: true,
    url: new URL(asked.introspection).href,
    clientId: asked.clientId,
    clientSecret: clientSecret ?? '',
    identityBaseField: 'sub',
  };
  return {
    scheme: { type: 'oauth2', flows: { authorizationCode: flow } },
    settings: { enabled: true, header: authorization, providers: [{ introspection }] },
    policy: false,
    problems,
  };
}
