import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { escapeToken } from '../../spec/pointer.ts';

/** How a definition names a value that the gateway looks up when it loads it. */
export const referencePattern = /^(env|secrets|vault|consul):\/\/\S+$/;

/** JSON pointer → reference, for every text in it that is one. */
export function referencesIn(value: Json, pointer = ''): Record<string, string> {
  if (typeof value === 'string') return referencePattern.test(value) ? { [pointer]: value } : {};
  const entries = Array.isArray(value) ? value.map((item: Json, index) => [String(index), item] as const) : [];
  const all = [...entries, ...Object.entries(asObject(value) ?? {})];
  return Object.assign({}, ...all.map(([key, item]) => referencesIn(item, `${pointer}/${escapeToken(key)}`))) as Record<
    string,
    string
  >;
}

/**
 * The value with these references where Tyk has put what they stand for: it answers with the plain secret, which must go no further.
 */
export function withReferences(value: Json, references: JsonObject, pointer = ''): Json {
  const reference = own(references, pointer);
  if (typeof reference === 'string') return reference;
  if (Array.isArray(value)) return value.map((item: Json, i) => withReferences(item, references, `${pointer}/${i}`));
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [
      key,
      withReferences(item, references, `${pointer}/${escapeToken(key)}`),
    ]),
  );
}

const secretFields = new Set(['secret', 'clientsecret', 'sharedsecret', 'password', 'privatekey']);

/** Pointers of fields that hold a secret in plain text. */
export function plainSecrets(value: Json, pointer = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => plainSecrets(item, `${pointer}/${index}`));
  return Object.entries(asObject(value) ?? {}).flatMap(([key, item]) => {
    const place = `${pointer}/${escapeToken(key)}`;
    const isSecret = secretFields.has(key.toLowerCase().replaceAll('_', ''));
    if (isSecret && typeof item === 'string' && item !== '' && !referencePattern.test(item)) return [place];
    return plainSecrets(item, place);
  });
}
