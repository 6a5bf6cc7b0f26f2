import type { CallbackKey, OperationView } from '../spec/operations.ts';

/**
 * Where requests are sent, as exactly as the server says it: `https://a.example/v1/pets`, `//a.example/v1/pets` where it names no scheme,
 * `/v1/pets` where it is relative; then with less and less of that. Of scheme and host the case is no matter, nor is the scheme's own port
 * (RFC 3986, section 6.2).
 */
export type Address = readonly [exact: string, ...vaguer: string[]];

const OWN_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', ':80'],
  ['https', ':443'],
]);

/** @param url without a slash at the end. */
export function addressOf(url: string, { path }: OperationView): Address {
  const [, scheme = '', host = '', below = ''] =
    /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(url) ?? [];
  const steps = below.split('/').filter((step) => step !== '');
  const relative = steps.map((step) => `/${step}`).join('') + anonymous(path);
  if (host === '') return [relative];
  const [kind, name] = [scheme.toLowerCase(), host.toLowerCase()];
  const port = OWN_PORTS.get(kind) ?? '';
  const anyScheme = `//${name.endsWith(port) ? name.slice(0, name.length - port.length) : name}${relative}`;
  return kind === '' ? [anyScheme, relative] : [`${kind}:${anyScheme}`, anyScheme, relative];
}

/** `{id}` and `{petId}` are the same place in a path. */
export function anonymous(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}');
}

/** Tells whether requests are still sent to an address, as far as both sides say which it is. */
export class Reached {
  readonly #exact: ReadonlySet<string>;
  readonly #vague: ReadonlySet<string>;

  constructor(addresses: readonly Address[]) {
    this.#exact = new Set(addresses.map(([exact]) => exact));
    this.#vague = new Set(addresses.flat());
  }

  has(address: Address): boolean {
    return this.#vague.has(address[0]) || address.some((each) => this.#exact.has(each));
  }
}

/**
 * What a callback's address is made of, the same for `$request.body#/url` and `{$request.body#/url}`; names of headers are the same in
 * other letters (OpenAPI 3.1, Runtime Expressions).
 */
export function addressIn({ expression }: CallbackKey): string {
  const [, inner = expression] = /^\{([^{}]*)\}$/.exec(expression) ?? [];
  return inner.replaceAll(/\$(?:request|response)\.header\.[^{}]*/g, (text) => text.toLowerCase());
}
