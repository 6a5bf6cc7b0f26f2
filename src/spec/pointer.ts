/** A key as it stands in a JSON pointer (RFC 6901, section 3). */
export function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The tokens of a JSON pointer (RFC 6901). */
export function tokens(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
