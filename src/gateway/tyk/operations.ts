import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';

/** What is set up for each operation, besides that it is let through. */
export interface OperationLimits {
  readonly requestSizeLimit?: JsonObject;
  readonly enforceTimeout?: JsonObject;
}

export interface RenderedOperations {
  readonly paths: JsonObject;
  /** Operation → its part of the gateway's middleware. */
  readonly middleware: JsonObject;
}

/** Requests that bring a body. Where Tyk limits its size it wants to be told it, and refuses any other request for saying nothing. */
const withBody: readonly string[] = ['post', 'put', 'patch'];

/** The methods that OpenAPI 3.0 knows, and Tyk with it. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/**
 * The operations of a description's outline: what is described is let through, anything else is forbidden. Without a description
 * everything is let through, and what has limits has them below `/`, which Tyk matches as the beginning of every path. `kept`: the
 * listen path where the upstream sees it, and so the description has it; Tyk matches what comes after it.
 */
export function operationsOf(
  description: JsonObject | undefined,
  limits: OperationLimits,
  kept: string,
): RenderedOperations {
  const isLimited = Object.keys(limits).length > 0;
  const found = description === undefined ? (isLimited ? everything : []) : describedIn(description, kept);
  const paths: Record<string, Record<string, Json>> = {};
  const middleware: Record<string, Json> = {};
  const taken = new Set<string>();
  for (const { path, method, id } of found) {
    const operationId = unique(id ?? `${method} ${path}`, taken);
    (paths[path] ??= {})[method] = {
      operationId,
      ...parametersOf(path),
      responses: { default: { description: 'As described.' } },
    };
    const { requestSizeLimit, enforceTimeout } = limits;
    middleware[operationId] = {
      ...(description && { allow: { enabled: true } }),
      ...(requestSizeLimit && withBody.includes(method) && { requestSizeLimit }),
      ...(enforceTimeout && { enforceTimeout }),
    };
  }
  return { paths, middleware };
}

/** Methods of operations that OpenAPI 3.0, and so Tyk, has no word for. */
export function unknownMethods(description: JsonObject): string[] {
  return operationsIn(description)
    .filter(({ method }) => !methods.some((known) => known === method))
    .map(({ path, method }) => `${method} ${path}`);
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly id?: string;
}

const everything: readonly Operation[] = methods.map((method) => ({ path: '/', method }));

function describedIn(description: JsonObject, kept: string): Operation[] {
  return operationsIn(description)
    .filter(({ method }) => methods.some((known) => known === method))
    .filter(({ path }) => path === kept || path.startsWith(`${kept}/`))
    .map((operation) => ({ ...operation, path: operation.path.slice(kept.length) || '/' }));
}

function operationsIn(description: JsonObject): Operation[] {
  return Object.entries(asObject(own(description, 'paths')) ?? {})
    .filter(([path]) => path.startsWith('/'))
    .flatMap(([path, item]) =>
      Object.entries(asObject(item) ?? {}).flatMap(([method, operation]): Operation[] => {
        const body = asObject(operation);
        const id = own(body, 'operationId');
        if (body === undefined || method.startsWith('x-')) return [];
        return [{ path, method, ...(typeof id === 'string' && id !== '' && { id }) }];
      }),
    );
}

/** Tyk refuses a path with a place for something that nothing declares. */
function parametersOf(path: string): JsonObject {
  const names = [...new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name))];
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ in: 'path', name, required: true, schema: { type: 'string' } })) };
}

/** Tyk finds an operation by its id alone, so each has its own. */
function unique(id: string, taken: Set<string>): string {
  let candidate = id;
  for (let more = 2; taken.has(candidate); more += 1) candidate = `${id} ${more}`;
  taken.add(candidate);
  return candidate;
}
