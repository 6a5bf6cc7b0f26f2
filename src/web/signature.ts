import { createHmac, timingSafeEqual } from 'node:crypto';

/** The form of `X-Hub-Signature-256` (GitHub, "Validating webhook deliveries"). */
export const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/**
 * Whether `signature` is the HMAC-SHA256 of these very bytes under one of the secrets; two while they rotate. Takes equally long
 * whatever is wrong with the signature and whichever secret is right.
 */
export function isSigned(body: Buffer, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  let isValid = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    const isEqual = given.length === expected.length && timingSafeEqual(given, expected);
    isValid = isValid || isEqual;
  }
  return isValid;
}
