import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** Issues tokens and serves the keys to check them with. */
export interface Issuer {
  readonly jwks: string;
  /** Valid for a minute unless `expires` says otherwise; signed by a key that nobody serves where `forged`. */
  token(claims: JWTPayload, options?: { readonly expires?: string; readonly forged?: boolean }): Promise<string>;
  close(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  const [served, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const body = JSON.stringify({ keys: [{ ...(await exportJWK(served.publicKey)), kid: 'k1', alg: 'ES256' }] });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    jwks: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    token: (claims, { expires = '1m', forged = false } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setExpirationTime(expires)
        .sign(forged ? other.privateKey : served.privateKey),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
