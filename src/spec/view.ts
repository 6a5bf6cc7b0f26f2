import { entriesOf, listOf, membersOf, objectAt, wholeAt, type Referred } from './at.ts';
import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import { METHODS, METHODS_BEFORE_3_2 } from './methods.ts';
import { once } from './once.ts';
import type { BodyView, CallbackKey, OperationView, ParameterView, ResponseView } from './operations.ts';
import { schemeName } from './security.ts';
import { body3, mergedParameters, parameter3, responses3 } from './view-parts.ts';
import { body2, parameters2, responses2 } from './view-v2.ts';

type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** Callbacks of callbacks of callbacks are not looked into: by reference they can multiply without end. */
const CALLBACK_DEPTH = 2;

/** Where an operation is being read: a callback may lead back to its own operation. */
interface Context {
  readonly path: string;
  readonly kind: OperationView['kind'];
  readonly callback?: CallbackKey;
  readonly above: ReadonlySet<JsonObject>;
}

/** Each method of a path item with its operation, where one is. */
export function methodsOf(description: Description, pathItem: JsonObject): [method: string, operation: Json][] {
  const fixed = description.version === '3.2' ? METHODS : METHODS_BEFORE_3_2;
  const found = fixed.flatMap((name): [string, Json][] => {
    const value = own(pathItem, name);
    return value === undefined ? [] : [[name.toUpperCase(), value]];
  });
  return description.version === '3.2'
    ? [...found, ...membersOf(wholeAt(description, own(pathItem, 'additionalOperations')))]
    : found;
}

function securityOf(value: Json | undefined): Security | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value).map((alternative) =>
    Object.fromEntries(
      Object.entries(asObject(alternative) ?? {}).map(([key, scopes]) => [
        schemeName(key),
        listOf(scopes).filter((scope) => typeof scope === 'string'),
      ]),
    ),
  );
}

function callbacksOf(description: Description, operation: JsonObject, above: ReadonlySet<JsonObject>): OperationView[] {
  if (above.size > CALLBACK_DEPTH) return [];
  return membersOf(wholeAt(description, own(operation, 'callbacks'))).flatMap(([name, raw]) =>
    entriesOf(wholeAt(description, raw)).flatMap(([expression, item]) =>
      operationsOf(description, item, {
        path: `callback:${name}:${expression}`,
        kind: 'callback',
        callback: { name, expression },
        above,
      }),
    ),
  );
}

/** Its parts are read when they are asked for: most operations of a large description are the same on both sides of a comparison. */
class Operation implements OperationView {
  readonly method: string;
  readonly path: string;
  readonly kind: OperationView['kind'];
  readonly callback?: CallbackKey;
  readonly node: JsonObject;
  readonly pathItem: JsonObject;
  readonly #description: Description;
  readonly #above: ReadonlySet<JsonObject>;
  #referred: readonly Referred[] | undefined;
  #parameters: readonly ParameterView[] | undefined;
  #requestBody: { readonly view: BodyView | undefined } | undefined;
  #responses: readonly ResponseView[] | undefined;
  #callbacks: readonly OperationView[] | undefined;

  constructor(description: Description, method: string, node: JsonObject, pathItem: JsonObject, context: Context) {
    this.method = method;
    this.path = context.path;
    this.kind = context.kind;
    if (context.callback !== undefined) this.callback = context.callback;
    this.node = node;
    this.pathItem = pathItem;
    this.#description = description;
    this.#above = context.above;
  }

  get parameters(): readonly ParameterView[] {
    return (this.#parameters ??= this.#isOld
      ? parameters2(this.#merged)
      : this.#merged.map((each) => parameter3(this.#description, each)).filter((each) => each !== undefined));
  }

  get requestBody(): BodyView | undefined {
    this.#requestBody ??= {
      view: this.#isOld
        ? body2(this.#description, this.node, this.#merged)
        : body3(this.#description, own(this.node, 'requestBody')),
    };
    return this.#requestBody.view;
  }

  get responses(): readonly ResponseView[] {
    return (this.#responses ??= this.#isOld
      ? responses2(this.#description, this.node)
      : responses3(this.#description, own(this.node, 'responses')));
  }

  get security(): Security | undefined {
    return securityOf(own(this.securityNode, 'security'));
  }

  get securityNode(): JsonObject {
    return Array.isArray(own(this.node, 'security')) ? this.node : this.#description.root;
  }

  get callbacks(): readonly OperationView[] {
    return (this.#callbacks ??= callbacksOf(this.#description, this.node, new Set([...this.#above, this.node])));
  }

  get #isOld(): boolean {
    return this.#description.version === '2.0';
  }

  get #merged(): readonly Referred[] {
    return (this.#referred ??= mergedParameters(this.#description, this.pathItem, this.node));
  }
}

function operationsOf(description: Description, item: Json, context: Context): OperationView[] {
  const pathItem = wholeAt(description, item);
  if (pathItem === undefined) return [];
  return methodsOf(description, pathItem).flatMap(([method, value]): OperationView[] => {
    const node = objectAt(description, value);
    if (node === undefined || context.above.has(node)) return [];
    return [new Operation(description, method, node, pathItem, context)];
  });
}

/** All operations of the paths, then those of the webhooks, in the order of the text. Made once for a description. */
export const operations = once((description: Description): readonly OperationView[] => [
  ...entriesOf(wholeAt(description, own(description.root, 'paths'))).flatMap(([path, item]) =>
    operationsOf(description, item, { path, kind: 'operation', above: new Set() }),
  ),
  ...membersOf(wholeAt(description, own(description.root, 'webhooks'))).flatMap(([name, item]) =>
    operationsOf(description, item, { path: `webhook:${name}`, kind: 'webhook', above: new Set() }),
  ),
]);
