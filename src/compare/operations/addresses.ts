import type { CallbackKey } from '../../spec/operations.ts';

/**
 * Where requests are sent, as exactly as the server says it: `https://a.example/v1/pets`, `//a.example/v1/pets` where it names no scheme,
 * `/v1/pets` where it is relative; then with less and less of that. Of scheme and host the case is no matter, nor is the scheme's own port
 * (RFC 3986, section 6.2). What is open in it, a variable of the server or a parameter of the path, is `{}`; an address that begins with it
 * may have any host.
 */
export type Address = readonly [exact: string, ...vaguer: string[]];

const OWN_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', ':80'],
  ['https', ':443'],
]);

/** @param url without a slash at the end. */
export function addressOf(url: string, path: string): Address {
  const [, scheme = '', host = '', below = ''] =
    /^(?:([a-z{][a-z0-9+.{}-]*):(?=\/\/))?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(anonymous(url)) ?? [];
  const steps = below.split('/').filter((step) => step !== '');
  const relative = steps.map((step) => `/${step}`).join('') + anonymous(path);
  if (host === '') return [below.startsWith('{}') ? relative.slice(1) : relative];
  const [kind, name] = [scheme.toLowerCase(), host.toLowerCase()];
  const port = OWN_PORTS.get(kind) ?? '';
  const anyScheme = `//${name.endsWith(port) ? name.slice(0, name.length - port.length) : name}${relative}`;
  return kind === '' ? [anyScheme, relative] : [`${kind}:${anyScheme}`, anyScheme, relative];
}

/** `{id}` and `{petId}` are the same place in a path. */
export function anonymous(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}');
}

/** So many open addresses are tried on each that is not found as it is, and none of those that are longer than anybody's. */
const MOST_OPEN = 64;
const LONGEST = 2000;

/** Tells whether requests are still sent to an address, as far as both sides say which it is. */
export class Reached {
  readonly #exact: ReadonlySet<string>;
  readonly #vague: ReadonlySet<string>;
  readonly #open: readonly Steps[];

  constructor(addresses: readonly Address[]) {
    this.#exact = new Set(addresses.map(([exact]) => exact));
    this.#vague = new Set(addresses.flat());
    this.#open = addresses.filter(isOpen).slice(0, MOST_OPEN).map(stepsOf);
  }

  has(address: Address): boolean {
    const [exact] = address;
    if (this.#vague.has(exact) || address.some((each) => this.#exact.has(each))) return true;
    if (this.#open.length === 0 || exact.length > LONGEST) return false;
    const steps = stepsOf(address);
    return this.#open.some(
      (open) => open.some((each) => covers(each, steps[0])) || steps.some((each) => covers(open[0], each)),
    );
  }
}

function isOpen([exact]: Address): boolean {
  return exact.includes('{}') && exact.length <= LONGEST;
}

/** An address by what stands between its slashes. */
type Steps = readonly [exact: readonly string[], ...vaguer: (readonly string[])[]];

function stepsOf([exact, ...vaguer]: Address): Steps {
  return [exact.split('/'), ...vaguer.map((each) => each.split('/'))];
}

/**
 * Whether an address, which may be open too, is one of those that another stands for: in that one `{}` is any text without a slash. Both
 * by what stands between their slashes.
 */
export function covers(open: readonly string[], address: readonly string[]): boolean {
  const [first = ''] = open;
  const steps = first.startsWith('{}') && first !== '{}:' ? address.slice(-open.length) : address;
  return open.length === steps.length && open.every((place, at) => fits(place, steps[at] ?? ''));
}

/** From the left each text at its first place: no other choice leaves more for the rest. */
function fits(place: string, step: string): boolean {
  if (!place.includes('{}')) return place === step;
  const [first = '', ...rest] = place.split('{}');
  const last = rest.pop() ?? '';
  if (!step.startsWith(first) || !step.endsWith(last)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = step.indexOf(text, at + 1);
    if (found === -1) return false;
    at = found + text.length;
  }
  return at < step.length - last.length;
}

/**
 * What a callback's address is made of, the same for `$request.body#/url` and `{$request.body#/url}`; names of headers are the same in
 * other letters (OpenAPI 3.1, Runtime Expressions).
 */
export function addressIn({ expression }: CallbackKey): string {
  const [, inner = expression] = /^\{([^{}]*)\}$/.exec(expression) ?? [];
  return inner.replaceAll(/\$(?:request|response)\.header\.[^{}]*/g, (text) => text.toLowerCase());
}
