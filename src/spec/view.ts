import { entriesOf, listOf, membersOf, objectAt, wholeAt } from './at.ts';
import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import type { OperationView } from './operations.ts';
import { body3, mergedParameters, parameter3, responses3 } from './view-parts.ts';
import { body2, parameters2, responses2 } from './view-v2.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** Callbacks of callbacks of callbacks are not looked into: by reference they can multiply without end. */
const CALLBACK_DEPTH = 2;

/** Where an operation is being read: a callback may lead back to its own operation. */
interface Context {
  readonly path: string;
  readonly kind: OperationView['kind'];
  readonly above: ReadonlySet<JsonObject>;
}

/** Each method of a path item with its operation, where one is. */
export function methodsOf(description: Description, pathItem: JsonObject): [method: string, operation: Json][] {
  const fixed = description.version === '3.2' ? [...METHODS, 'query' as const] : METHODS;
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
      Object.entries(asObject(alternative) ?? {}).map(([scheme, scopes]) => [
        scheme,
        listOf(scopes).filter((scope) => typeof scope === 'string'),
      ]),
    ),
  );
}

function callbacksOf(description: Description, operation: JsonObject, above: ReadonlySet<JsonObject>): OperationView[] {
  if (above.size > CALLBACK_DEPTH) return [];
  return membersOf(wholeAt(description, own(operation, 'callbacks'))).flatMap(([name, raw]) =>
    entriesOf(wholeAt(description, raw)).flatMap(([expression, item]) =>
      operationsOf(description, item, { path: `callback:${name}:${expression}`, kind: 'callback', above }),
    ),
  );
}

function parts(description: Description, pathItem: JsonObject, node: JsonObject) {
  const parameters = mergedParameters(description, pathItem, node);
  if (description.version === '2.0') {
    return {
      parameters: parameters2(parameters),
      requestBody: body2(description, node, parameters),
      responses: responses2(description, node),
    };
  }
  return {
    parameters: parameters.map((each) => parameter3(description, each)).filter((each) => each !== undefined),
    requestBody: body3(description, own(node, 'requestBody')),
    responses: responses3(description, own(node, 'responses')),
  };
}

function operationsOf(description: Description, item: Json, context: Context): OperationView[] {
  const pathItem = wholeAt(description, item);
  if (pathItem === undefined) return [];
  return methodsOf(description, pathItem).flatMap(([method, value]): OperationView[] => {
    const node = objectAt(description, value);
    if (node === undefined || context.above.has(node)) return [];
    const { requestBody, parameters, responses } = parts(description, pathItem, node);
    const ownSecurity = securityOf(own(node, 'security'));
    const security = ownSecurity ?? securityOf(own(description.root, 'security'));
    return [
      {
        method,
        path: context.path,
        kind: context.kind,
        node,
        pathItem,
        parameters,
        ...(requestBody && { requestBody }),
        responses,
        ...(security && { security }),
        securityNode: ownSecurity === undefined ? description.root : node,
        callbacks: callbacksOf(description, node, new Set([...context.above, node])),
      },
    ];
  });
}

const views = new WeakMap<Description, readonly OperationView[]>();

/** All operations of the paths, then those of the webhooks, in the order of the text. Made once for a description. */
export function operations(description: Description): readonly OperationView[] {
  const known = views.get(description);
  if (known !== undefined) return known;
  const { root } = description;
  const view = [
    ...entriesOf(wholeAt(description, own(root, 'paths'))).flatMap(([path, item]) =>
      operationsOf(description, item, { path, kind: 'operation', above: new Set() }),
    ),
    ...membersOf(wholeAt(description, own(root, 'webhooks'))).flatMap(([name, item]) =>
      operationsOf(description, item, { path: `webhook:${name}`, kind: 'webhook', above: new Set() }),
    ),
  ];
  views.set(description, view);
  return view;
}
