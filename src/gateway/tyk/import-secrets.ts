import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { escapeToken } from '../../spec/pointer.ts';
import { credentialsIn, type FoundCredential } from '../credentials.ts';
import type { ImportedSecret } from '../importer.ts';
import { extensionKey } from './canonical.ts';
import type { Collection } from './node.ts';
import { referencePattern, withReferences } from './references.ts';

export type Masked =
  | { readonly ok: true; readonly body: JsonObject; readonly secrets: readonly ImportedSecret[] }
  | { readonly ok: false; readonly why: string };

/** Names of fields that hold whatever a plugin makes of it, in lower case: what is secret there nobody can tell. */
const freeForm = new Set(['configdata', 'metadata', 'plugindata', 'pluginconfig', 'customplugins', 'custommiddleware']);

/**
 * The document with a reference in the place of every credential. Tyk looks references up in definitions and not in policies, so that a
 * policy with a credential cannot be in a file. `used` are the names that are given already.
 */
export function masked(title: string, collection: Collection, body: JsonObject, used: Set<string>): Masked {
  const part = collection === 'apis/oas' ? { [extensionKey]: own(body, extensionKey) ?? {} } : body;
  const doubtful = freeFormIn(part);
  if (doubtful !== undefined)
    return { ok: false, why: `${doubtful} may hold secrets that nobody but its plugin knows` };
  const found = [...credentialsIn(part, (text) => referencePattern.test(text)), ...signingKeys(part)].filter(
    ({ place }, index, all) => all.findIndex((other) => other.place === place) === index,
  );
  const [first] = found;
  if (collection === 'policies' && first !== undefined)
    return { ok: false, why: `${first.place} is ${first.what}, and Tyk looks up no references in a policy` };
  const secrets = found.map(({ place, name }) => ({ title, place, reference: `env://${variable(title, name, used)}` }));
  const references = Object.fromEntries(secrets.map(({ place, reference }) => [place, reference]));
  return { ok: true, body: asObject(withReferences(body, references)) ?? {}, secrets };
}

/** With `hmac` what tokens are checked with is also what they are signed with. */
function signingKeys(value: Json, place = ''): FoundCredential[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, i) => signingKeys(item, `${place}/${i}`));
  const object = asObject(value);
  if (object === undefined) return [];
  const methods = [own(object, 'signingMethod'), own(object, 'jwt_signing_method')];
  const isShared = methods.some((method) => typeof method === 'string' && method.toLowerCase() === 'hmac');
  return Object.entries(object).flatMap(([key, item]) => {
    const at = `${place}/${escapeToken(key)}`;
    const isKey = isShared && ['source', 'jwt_source'].includes(key) && typeof item === 'string';
    if (isKey && item !== '' && !referencePattern.test(item)) return [{ place: at, name: key, what: 'a shared key' }];
    return signingKeys(item, at);
  });
}

function freeFormIn(value: Json, place = ''): string | undefined {
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? (value as readonly Json[]).map((item, index) => [String(index), item] as const)
    : Object.entries(asObject(value) ?? {});
  for (const [key, item] of entries) {
    const isFree = freeForm.has(key.toLowerCase().replaceAll('_', ''));
    const filled = typeof item === 'object' && item !== null && Object.keys(item).length > 0;
    const found = isFree && filled ? `${place}/${key}` : freeFormIn(item, `${place}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `ORDERS_CLIENT_SECRET`, and with a number where it is taken. */
function variable(title: string, name: string, used: Set<string>): string {
  const words = `${title} ${name.replace(/([a-z0-9])([A-Z])/g, '$1 $2')}`;
  const base = words
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? base : `${base}_${count}`;
    if (used.has(candidate)) continue;
    used.add(candidate);
    return /^[0-9]/.test(candidate) ? `API_${candidate}` : candidate;
  }
}
