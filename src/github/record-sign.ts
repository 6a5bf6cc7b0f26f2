/** Pure: the signature that only Sluice can make, by a key that comes from the App's private key. */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto';

export interface SigningKey {
  /** First 16 hexadecimal digits of the public key's SHA-256. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** New entries are signed by the first; those of an App key that is rotated away are still believed. */
export interface RecordKeys {
  readonly sign: SigningKey;
  readonly accept: readonly SigningKey[];
}

/** An Ed25519 seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same key for the same App key, in any of its PEM spellings; HKDF-SHA256 (RFC 5869). */
export function deriveSigningKey(privateKeyPem: string): SigningKey {
  const secret = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'sluice record v1', 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
  return { id, privateKey, publicKey };
}

/** Base64. */
export function signText(key: SigningKey, text: string): string {
  return sign(null, Buffer.from(text), key.privateKey).toString('base64');
}

export function isSignedBy(key: SigningKey, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key.publicKey, Buffer.from(signature, 'base64'));
}
