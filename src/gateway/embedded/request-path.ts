/** Where a request wants to go, in the one form in which it is both matched and forwarded. */
export interface RequestTarget {
  /** From an absolute-form target; else the Host header counts. */
  readonly authority?: string;
  /** Normalised: percent-encoding in upper case and only where needed, no dot segments, no empty segments but the last. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
}

/**
 * Normalises a request target (RFC 9112 section 3.2, RFC 3986 section 6.2.2). `undefined` for one that two servers could
 * read in two ways: an encoded slash or backslash, an encoded control character, broken percent-encoding, characters that do not
 * belong in a target, dot segments that hide behind a path parameter (`..;x`).
 */
export function readTarget(target: string): RequestTarget | undefined {
  const match = /^(?:https?:\/\/([^/?#]*))?([^?]*)(\?.*)?$/i.exec(target);
  const [authority, rawPath = '', query = ''] = [match?.[1], match?.[2], match?.[3]];
  const path = authority !== undefined && rawPath === '' ? '/' : rawPath;
  if (!path.startsWith('/') || !/^[\x21-\x7e]*$/.test(target) || /[\\#]/.test(target)) return undefined;
  const decoded = decodeUnreserved(path);
  if (decoded === undefined) return undefined;
  const segments = resolve(decoded.split('/').slice(1));
  if (segments === undefined) return undefined;
  return { ...(authority !== undefined && { authority }), path: `/${segments.join('/')}`, query };
}

/** Broken encoding, and what another server could take for a separator or for nothing: slash, backslash, controls. */
const ambiguous = /%(?![0-9A-F]{2})|%(?:2F|5C|[01].|7F)/i;

function decodeUnreserved(path: string): string | undefined {
  if (ambiguous.test(path)) return undefined;
  return path.replace(/%(..)/g, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function resolve(segments: readonly string[]): string[] | undefined {
  const resolved: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (/^\.{1,2};/.test(segment)) return undefined;
    if (segment === '..') resolved.pop();
    else if (segment !== '.' && segment !== '') resolved.push(segment);
    if (last && ['', '.', '..'].includes(segment)) resolved.push('');
  }
  return resolved;
}
