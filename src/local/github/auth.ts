/** Who asks: JWTs of Apps, installation tokens, people's tokens. */
import { createPublicKey, randomBytes } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Actor } from './actor.ts';
import type { App, Token } from './model.ts';
import { Refusal } from './refusal.ts';
import { isoSeconds } from './world.ts';
import type { World } from './world.ts';

const MAX_JWT_SECONDS = 600;
const CLOCK_TOLERANCE_SECONDS = 60;

/** Throws `Refusal` 401 for a credential that is not good; none at all is anonymous. */
export async function authenticate(world: World, authorization: string | undefined): Promise<Actor> {
  if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
  const credential = credentialOf(authorization);
  if (credential === undefined) throw new Refusal(401, 'Bad credentials');
  if (credential.split('.').length === 3) return { kind: 'app', app: await appOf(world, credential) };
  const token = world.store.tokens.find(({ value }) => value === credential);
  if (!token || isExpired(world, token)) throw new Refusal(401, 'Bad credentials');
  return actorOf(world, token);
}

/** The token of `Bearer X`, `token X`, or of Basic authentication, where it may be the password or the name. */
function credentialOf(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S+)$/.exec(authorization) ?? [];
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [name, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  return password === '' || password === 'x-oauth-basic' ? name : password;
}

function isExpired(world: World, { expiresAt }: Token): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= world.now().getTime();
}

function actorOf(world: World, { grant }: Token): Actor {
  if (grant.kind === 'user') return { kind: 'user', account: world.store.accounts.must(grant.userId) };
  const installation = world.store.installations.get(grant.installationId);
  if (!installation) throw new Refusal(401, 'Bad credentials');
  const { permissions, repositoryIds } = grant;
  return {
    kind: 'installation',
    app: world.store.apps.must(installation.appId),
    installation,
    permissions,
    repositoryIds,
  };
}

async function appOf(world: World, jwt: string): Promise<App> {
  const app = claimedApp(world, jwt);
  const now = world.now();
  const seconds = now.getTime() / 1000;
  const { payload } = await jwtVerify(jwt, createPublicKey(app.publicKeyPem), {
    algorithms: ['RS256'],
    currentDate: now,
  }).catch((error: unknown) => {
    if (error instanceof errors.JWTExpired)
      throw new Refusal(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    throw new Refusal(401, 'A JSON web token could not be decoded');
  });
  if (payload.exp === undefined || payload.exp > seconds + MAX_JWT_SECONDS)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (payload.iat === undefined || payload.iat > seconds + CLOCK_TOLERANCE_SECONDS)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  return app;
}

function claimedApp(world: World, jwt: string): App {
  const undecodable = new Refusal(401, 'A JSON web token could not be decoded');
  try {
    const { iss } = decodeJwt<{ iss?: unknown }>(jwt);
    const app = world.store.apps.find(({ id, clientId }) => String(iss) === String(id) || iss === clientId);
    if (app) return app;
  } catch {
    throw undecodable;
  }
  throw new Refusal(401, 'Integration not found');
}

function newToken(world: World, prefix: string, expiresAt: string | null, grant: Token['grant']): Token {
  const value = `${prefix}${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;
  return world.store.tokens.insert({ id: world.store.nextId(), value, expiresAt, grant });
}

export type InstallationGrant = Token['grant'] & { readonly kind: 'installation' };

export function newInstallationToken(
  world: World,
  grant: InstallationGrant,
): Token & { readonly grant: InstallationGrant } {
  const expiresAt = isoSeconds(new Date(world.now().getTime() + world.tokenLifetimeMs));
  for (const old of world.store.tokens.filter((token) => isExpired(world, token))) world.store.tokens.delete(old.id);
  return { ...newToken(world, 'ghs_', expiresAt, grant), grant };
}

/** A personal access token that never expires. */
export function newUserToken(world: World, userId: number): Token {
  return newToken(world, 'ghp_', null, { kind: 'user', userId });
}
