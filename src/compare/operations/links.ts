import { membersOf, objectAt, wholeAt } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import { tokens } from '../../spec/pointer.ts';
import { percentDecoded } from '../../spec/uri.ts';
import { operations } from '../../spec/view.ts';
import { anonymous } from './addresses.ts';

/** What can be done next with a response (OpenAPI 3.1, Link Object). */
export interface Link {
  readonly name: string;
  readonly node: JsonObject;
  /** The operation that it leads to, `GET /pets/{}`; as it is written, where that is none of this description. */
  readonly target: string;
  /** The operation as it is written. */
  readonly written: string;
  /** What is sent there, as one text. */
  readonly sends: string;
}

/** The links of a response. */
export function linksOf(description: Description, response: JsonObject): Link[] {
  return membersOf(wholeAt(description, own(response, 'links'))).flatMap(([name, value]): Link[] => {
    const node = objectAt(description, value);
    if (node === undefined) return [];
    const sends = canonicalJson([own(node, 'parameters') ?? {}, own(node, 'requestBody') ?? null]);
    const written = canonicalJson([own(node, 'operationId') ?? null, own(node, 'operationRef') ?? null]);
    return [{ name, node, target: targetOf(description, node), written, sends }];
  });
}

function targetOf(description: Description, link: JsonObject): string {
  const [id, reference] = [own(link, 'operationId'), own(link, 'operationRef')];
  if (typeof id === 'string') return namesById(description).get(id) ?? id;
  return typeof reference === 'string' ? (nameAt(reference) ?? reference) : '';
}

/** By operationId. */
const namesById = once((description: Description): ReadonlyMap<Json, string> => {
  const named = operations(description).map(({ node, method, path }): [Json, string] => [
    own(node, 'operationId') ?? null,
    nameOf(method, path),
  ]);
  return new Map(named);
});

/** `#/paths/~1pets~1{id}/get`, in the same file. */
function nameAt(reference: string): string | undefined {
  if (!reference.startsWith('#/')) return undefined;
  const pointer = reference.slice(1);
  const [section, path, method, ...rest] = tokens(percentDecoded(pointer) ?? pointer);
  const isWhole = section === 'paths' && path !== undefined && method !== undefined && rest.length === 0;
  return isWhole ? nameOf(method, path) : undefined;
}

function nameOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${anonymous(path)}`;
}
