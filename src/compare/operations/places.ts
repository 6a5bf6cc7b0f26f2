import { listOf, objectAt, wholeAt } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import type { OperationView, ParameterView, ResponseView } from '../../spec/operations.ts';
import type { Spot } from '../schemas/schema-view.ts';
import type { Side } from '../side.ts';

/** The operation with its key in the path item, where it has one there. */
export function operationSpot(side: Side, view: OperationView): Spot {
  const key = view.method.toLowerCase();
  return own(view.pathItem, key) === view.node ? { side, node: view.pathItem, key } : { side, node: view.node };
}

/** Webhooks come and go as a whole: one change for each, however many methods it has. */
export function webhooksOf({ description }: Side): JsonObject | undefined {
  return wholeAt(description, own(description.root, 'webhooks'));
}

/** A part of the operation named by what it is, for fingerprints: the same wherever the part is written. */
export function partSpot(side: Side, view: OperationView, ...part: readonly string[]): Spot {
  return { side, node: view.node, key: part.join(' ') };
}

function parameterName(parameter: ParameterView): string {
  return `${parameter.in}:${parameter.name}`;
}

/** Whether the parameter stands at the path, for all of its operations. */
export function isOfPath(
  { description }: Side,
  { node, pathItem }: OperationView,
  { in: place, name }: ParameterView,
): boolean {
  const key = JSON.stringify([place, name]);
  const listedAt = listedIn(description);
  return listedAt(pathItem).has(key) && !listedAt(node).has(key);
}

/** The parameters that an operation or a path lists, by place and name. */
const listedIn = once((description: Description) =>
  once((holder: JsonObject): ReadonlySet<string> => {
    const parameters = listOf(own(holder, 'parameters')).map((raw) => objectAt(description, raw));
    return new Set(parameters.map((each) => JSON.stringify([own(each, 'in'), own(each, 'name')])));
  }),
);

/** A parameter that comes or goes: of the operation, or of its path, where it is one cause for all of its operations. */
export function parameterCause(side: Side, view: OperationView, parameter: ParameterView): Spot {
  const node = isOfPath(side, view, parameter) ? view.pathItem : view.node;
  return { side, node, key: `parameters ${parameterName(parameter)}` };
}

/** A response with its status as key where it stands in the operation itself. */
export function responseSpot(side: Side, view: OperationView, response: ResponseView): Spot {
  const responses = own(view.node, 'responses');
  if (typeof responses !== 'object' || responses === null || Array.isArray(responses))
    return { side, node: response.node };
  const key = writtenAs(responses).get(response.status.toLowerCase());
  return key === undefined ? { side, node: response.node } : { side, node: responses, key };
}

/** What lies deepest on a way of keys, as far as it is there. */
export function deepestSpot(side: Spot['side'], node: JsonObject, keys: readonly string[]): Spot {
  let spot: Spot = { side, node };
  let at: JsonObject | undefined = node;
  for (const key of keys) {
    const value = own(at, key);
    if (at === undefined || value === undefined) break;
    spot = { side, node: at, key };
    at = asObject(value);
  }
  return spot;
}

/** One of an operation's tags, or what holds them. */
export function tagSpot(side: Side, node: JsonObject, tag: string): Spot {
  const list = own(node, 'tags');
  const index = Array.isArray(list) ? indexesIn(list).get(tag) : undefined;
  return Array.isArray(list) && index !== undefined ? { side, node: list, key: index } : { side, node, key: 'tags' };
}

/** Where in a list each item stands first. */
export const indexesIn = once((list: readonly Json[]): ReadonlyMap<Json, number> => {
  const found = new Map<Json, number>();
  for (const [index, item] of list.entries()) if (!found.has(item)) found.set(item, index);
  return found;
});

/** One entry of a map that the node holds under `keyword`, or the node. */
export function entrySpot(side: Side, node: object, keyword: string, key: string): Spot {
  const map = (node as Readonly<Record<string, unknown>>)[keyword];
  if (typeof map !== 'object' || map === null) return { side, node };
  const written = writtenAs(map).get(key.toLowerCase());
  return written === undefined ? { side, node, key: keyword } : { side, node: map, key: written };
}

/** The first key of those that differ in their case only, by its lower case. */
const writtenAs = once((map: object): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const key of Object.keys(map)) if (!found.has(key.toLowerCase())) found.set(key.toLowerCase(), key);
  return found;
});
