import { asObject, own, type Json, type JsonObject } from './json.ts';

/**
 * The objects that are named by `$anchor` or `$dynamicAnchor`; of several with one name the first in the text. What belongs to somebody
 * else is not entered.
 */
export function anchorsIn(root: Json, isForeign: (object: JsonObject) => boolean): ReadonlyMap<string, JsonObject> {
  const anchors = new Map<string, JsonObject>();
  for (const object of objectsIn(root, isForeign)) {
    for (const name of [own(object, '$anchor'), own(object, '$dynamicAnchor')]) {
      if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, object);
    }
  }
  return anchors;
}

/** The objects with a `$dynamicAnchor`, each with its name. */
export function dynamicAnchorsIn(root: Json): (readonly [name: string, object: JsonObject])[] {
  return [...objectsIn(root, () => false)].flatMap((object): [string, JsonObject][] => {
    const name = own(object, '$dynamicAnchor');
    return typeof name === 'string' ? [[name, object]] : [];
  });
}

/** Each once, however many aliases lead to it. */
function* objectsIn(root: Json, isForeign: (object: JsonObject) => boolean): Generator<JsonObject> {
  const seen = new Set<Json>();
  const waiting = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const object = asObject(value);
    if (object !== undefined && object !== root && isForeign(object)) continue;
    if (object !== undefined) yield object;
    for (const child of Object.values(value).reverse()) waiting.push(child);
  }
}
