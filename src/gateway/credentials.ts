import { asObject, own, type Json } from '../spec/json.ts';
import { escapeToken } from '../spec/pointer.ts';

/** Names, in lower case and without dash and underscore, whose texts let somebody in. */
const names =
  /(secret|password|passwd|pwd|passphrase|passcode|privatekey|apikey|accesskey|sharedkey|signingkey|encryptionkey|token|credentials?|authorization|cookie)$/;

const shapes: readonly (readonly [shape: RegExp, what: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/^(basic|bearer|digest)\s+\S{6,}/i, 'a value of an Authorization header'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./, 'a token'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s?#@]*@/i, 'an address with a user'],
  [/[?&]([\w-]*(key|token|secret|password|signature)|sig|auth)=[^&]/i, 'an address with a credential'],
  [/^[^\s:]+:(\$(apr1|2[abxy]|1|5|6|argon2\w*)\$|\{SHA\})/, 'a user with the hash of a password'],
];

/** A text that lets somebody in, or may: where it stands and what it is. */
export interface FoundCredential {
  /** JSON pointer. */
  readonly place: string;
  /** The last name on the way to it. */
  readonly name: string;
  readonly what: string;
}

/**
 * Texts that hold a credential: by the name that they stand under, by the name of a header beside them, or by what they look like.
 * `isReference` says what only names one. Better one too many than one too few.
 */
export function credentialsIn(
  value: Json,
  isReference: (text: string, name: string) => boolean,
  place = '',
  name = '',
): FoundCredential[] {
  if (typeof value === 'string') {
    const what = isReference(value, name) ? undefined : whatIs(value, name);
    return what === undefined ? [] : [{ place, name, what }];
  }
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, index) =>
      credentialsIn(item, isReference, `${place}/${index}`, name),
    );
  const object = asObject(value);
  const header = own(object, 'name') ?? own(object, 'key');
  return Object.entries(object ?? {}).flatMap(([key, item]) => {
    const called = key === 'value' && typeof header === 'string' ? header : key;
    return credentialsIn(item, isReference, `${place}/${escapeToken(key)}`, called);
  });
}

function whatIs(text: string, name: string): string | undefined {
  if (text === '') return undefined;
  if (names.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))) return `the value of ${name}`;
  return shapes.find(([shape]) => shape.test(text))?.[1];
}
