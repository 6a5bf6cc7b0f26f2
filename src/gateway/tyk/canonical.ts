import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Upstream } from '../upstreams.ts';
import { withoutUnsaid } from './description.ts';
import { goDuration, secondsOf } from './durations.ts';
import { asTykKeeps } from './upstream.ts';

/** Where our mark stands in an OAS definition's `info`: Tyk keeps what it does not know there. */
export const markKey = 'x-sluice';
export const extensionKey = 'x-tyk-api-gateway';

/**
 * An OAS definition by its meaning: without the `servers` that Tyk adds, the mark, and what is as if it were not there. Tyk reads the
 * extension into fields that are zero unless they are named, and leaves zeros out when it writes.
 */
export function canonicalOas(document: JsonObject): JsonObject {
  const info = without(asObject(own(document, 'info')) ?? {}, [markKey]);
  const extension = prune(withDurations(withTargets(asObject(own(document, extensionKey)) ?? {})), asked);
  const description = asObject(withoutUnsaid({ ...without(document, ['servers', extensionKey]), info })) ?? {};
  const { components: all, security, ...rest } = description;
  const components = Object.entries(asObject(all) ?? {}).filter(([, part]) => !isEmpty(part));
  return {
    ...rest,
    ...(security !== undefined && !isEmpty(security) && { security }),
    ...(components.length > 0 && { components: Object.fromEntries(components) }),
    [extensionKey]: extension ?? {},
  };
}

function withTargets(extension: JsonObject): JsonObject {
  const upstream = asObject(own(extension, 'upstream'));
  const balancing = asObject(own(upstream, 'loadBalancing'));
  const targets = own(balancing, 'targets');
  if (!Array.isArray(targets)) return extension;
  const known: Upstream[] = [];
  for (const target of targets as readonly Json[]) {
    const [url, weight] = [own(asObject(target), 'url'), own(asObject(target), 'weight')];
    if (typeof url !== 'string' || typeof weight !== 'number') return extension;
    known.push({ url, weight });
  }
  return { ...extension, upstream: { ...upstream, loadBalancing: { ...balancing, targets: asTykKeeps(known) } } };
}

/** A classic definition or a policy: every field that is zero is one that nobody set. */
export function canonicalPlain(document: JsonObject): JsonObject {
  return asObject(prune(document, ['enabled'])) ?? {};
}

/** Fields of the extension that Tyk asks for where the rest is set up, whatever they say. `active` is all that there is to a state. */
const asked = ['active', 'enabled', 'halfOpenStateEnabled', 'value'];

/**
 * Without false, 0, empty texts, lists and objects, all the way down; undefined where nothing is left. Lists keep their places. `needed`
 * stands as it is as long as anything else does.
 */
function prune(value: Json, needed: readonly string[]): Json | undefined {
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((item: Json) => prune(item, needed) ?? item);
  const object = asObject(value);
  if (object === undefined) return value === false || value === 0 || value === '' || value === null ? undefined : value;
  const kept = Object.entries(object).flatMap(([key, item]): [string, Json][] => {
    const left = prune(item, needed);
    return left === undefined ? [] : [[key, left]];
  });
  if (kept.length === 0 && !(needed.includes('active') && own(object, 'active') === false)) return undefined;
  const said = needed.flatMap((key): [string, Json][] => {
    const item = own(object, key);
    return item === undefined ? [] : [[key, item]];
  });
  return Object.fromEntries([...said, ...kept]);
}

/** `per` in the one spelling that Tyk gives it, wherever it stands. */
function withDurations(value: Json): Json {
  if (Array.isArray(value)) return value.map(withDurations);
  const object = asObject(value);
  if (object === undefined) return value;
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [
      key,
      key === 'per' && typeof item === 'string' ? respelled(item) : withDurations(item),
    ]),
  );
}

export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function isEmpty(value: Json): boolean {
  return Object.keys(value ?? {}).length === 0;
}

function respelled(text: string): string {
  const seconds = secondsOf(text);
  return seconds === undefined ? text : goDuration(seconds);
}
