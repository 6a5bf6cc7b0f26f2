import { listOf, membersOf } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';

/**
 * Allowed in any case, and on top for each operation: each takes a kilobyte. GitHub's descriptions have 11 for each operation, Stripe's 6;
 * three headers of each of ten answers are 60.
 */
const ALLOWED = 100_000;
const ALLOWED_PER_OPERATION = 60;

/**
 * Bounds how often parameters, media types, headers, links, servers and ways of security that several operations refer to are compared again: a
 * thousand headers of one response in a thousand operations are a million. Who is met for the first time always counts.
 */
export class SharedParts {
  readonly #met = new Set<object>();
  readonly #base: JsonObject;
  readonly #head: JsonObject;
  #operations = 0;
  #again = 0;

  constructor(base: Description, head: Description) {
    this.#base = base.root;
    this.#head = head.root;
  }

  /** Whether the operation may be compared; once one may not, none that comes after. */
  allows(before: OperationView, after: OperationView): boolean {
    if (this.#isFull) return false;
    this.#operations += 1;
    for (const part of [...partsOf(before, this.#base), ...partsOf(after, this.#head)]) {
      if (this.#met.has(part)) this.#again += 1;
      this.#met.add(part);
    }
    return !this.#isFull;
  }

  get #isFull(): boolean {
    return this.#again > ALLOWED + ALLOWED_PER_OPERATION * this.#operations;
  }
}

function* partsOf(view: OperationView, root: JsonObject): Generator<object> {
  const { node, pathItem, securityNode, parameters, requestBody, responses } = view;
  const bodies = [...parameters, requestBody, ...responses].flatMap((each) => each?.content ?? []);
  for (const part of [...parameters, ...bodies, ...responses.flatMap(({ headers }) => headers)]) yield part.node;
  for (const body of bodies) yield* encodedIn(body.node);
  for (const response of responses) yield* objectsIn(own(response.node, 'links'));
  const servers = [node, pathItem, root]
    .map((holder) => listOf(own(holder, 'servers')))
    .find(({ length }) => length > 0);
  for (const part of [...listOf(own(securityNode, 'security')), ...(servers ?? [])])
    if (typeof part === 'object' && part !== null) yield part;
}

/** The parts of a form that are written in ways of their own, and their headers. */
function encodedIn(media: JsonObject): JsonObject[] {
  const parts = objectsIn(own(media, 'encoding'));
  return [...parts, ...parts.flatMap((part) => objectsIn(own(part, 'headers')))];
}

function objectsIn(map: Json | undefined): JsonObject[] {
  return membersOf(map).flatMap(([, each]): JsonObject[] => {
    const object = asObject(each);
    return object === undefined ? [] : [object];
  });
}
