import { asObject, canonicalJson, own, type Json } from '../spec/json.ts';

/** Tokens of GitHub, JSON web tokens, private keys, `Authorization` values and passwords in URLs, wherever they appear. */
export const secretShapes: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b(?:bearer|basic|token) )[\w.~+/=-]{8,}/gi,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];

const secretName = /secret|passw|token|credential|authorization|cookie|(api|private|shared|signing)[-_]?key/i;
/** Called like a secret, and says where one is. */
const aboutSecret = /(name|ref|refs|url|uri|id|header|path|file)$/i;
/** Names where the gateway itself looks it up, so it is none. */
const isReference = (text: string): boolean => /^(env|secrets|vault|consul|urn):\/\/\S+$/.test(text);

/** Whether a text is a secret by what it is called or by what it looks like. In doubt it is one. */
function isSecret(name: string, text: string): boolean {
  if (text === '' || isReference(text)) return false;
  const isCalled = secretName.test(name) && !aboutSecret.test(name);
  return isCalled || secretShapes.some((shape) => text.search(shape) >= 0);
}

/**
 * A value that somebody put on a gateway by hand, fit to be shown: secrets in it are hidden, and only whether they are the same as in
 * `other` is told.
 */
export function concealed(value: Json, other: Json | undefined, name = ''): Json {
  if (typeof value === 'string') {
    if (!isSecret(name, value)) return value;
    return value === other ? '(hidden)' : '(hidden, another one)';
  }
  if (Array.isArray(value)) {
    const others: readonly Json[] = Array.isArray(other) ? other : [];
    return value.map((item: Json, index) => concealed(item, sameIn(others, item) ?? others[index], name));
  }
  const object = asObject(value);
  if (object === undefined) return value;
  const before = asObject(other);
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, concealed(item, own(before, key), key)]));
}

function sameIn(others: readonly Json[], item: Json): Json | undefined {
  const text = canonicalJson(item);
  return others.find((other) => canonicalJson(other) === text);
}
