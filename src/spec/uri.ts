/** What relative references of a document without an address are resolved against. */
const NOWHERE = 'https://schema.invalid/';

/** A reference made absolute (RFC 3986, section 5), apart from its fragment; undefined where it is no URI. */
export function absolute(reference: string, base: string): { uri: string; fragment: string } | undefined {
  const hash = reference.indexOf('#');
  const path = hash === -1 ? reference : reference.slice(0, hash);
  const fragment = percentDecoded(hash === -1 ? '' : reference.slice(hash + 1));
  if (fragment === undefined) return undefined;
  if (path === '') return { uri: base, fragment };
  const address = URL.canParse(path, base) ? new URL(path, base) : undefined;
  return address === undefined ? undefined : { uri: address.href, fragment };
}

/** What the references of a document are resolved against, by the `$id` that it gives itself. */
export function rootAddress(id: string | undefined): string {
  return (id === undefined ? undefined : absolute(id, NOWHERE)?.uri) ?? NOWHERE;
}

/** A text with its percent-encoding undone (RFC 3986, section 2.1); undefined where that is broken. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
