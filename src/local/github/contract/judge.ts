import type { AnySchema, ErrorObject } from 'ajv';
import { answerOf, bodyOf, parametersOf, payloadOf } from './description.ts';
import type { OperationObject } from './description.ts';
import { headerErrors } from './headers.ts';
import { routeOf } from './routes.ts';
import { bodyErrors, queryErrors } from './rules.ts';
import { closedSchema, openSchema, Validators } from './schemas.ts';

export interface Violation {
  /** The operationId, `webhook EVENT.ACTION`, or method and path where GitHub has no such operation. */
  readonly operation: string;
  readonly where: 'operation' | 'headers' | 'path' | 'query' | 'body' | 'answer' | 'payload';
  /** One line each, beginning with the JSON pointer of the place. Never empty. */
  readonly errors: readonly string[];
}

export interface Judge {
  /**
   * What GitHub would refuse or silently ignore in a request. `path` has neither host nor query. `body` is the parsed
   * JSON, undefined where none was sent. Header names are in lower case.
   */
  judgeRequest(
    method: string,
    path: string,
    query: Readonly<Record<string, unknown>>,
    body: unknown,
    headers: Readonly<Record<string, unknown>>,
  ): Violation[];
  /** Where an answer is not as GitHub describes it. `body` is the parsed JSON, undefined where there was none. */
  judgeResponse(method: string, path: string, status: number, body: unknown): Violation[];
  /** Where a webhook's payload is not as GitHub describes it. */
  judgeWebhook(event: string, action: string | null, payload: unknown): Violation[];
}

/** Refusals and failures that any operation may answer with; their bodies carry more than the description says. */
const ANYWHERE = new Set([400, 401, 403, 404, 422, 429, 500, 502, 503]);
const SHOWN_ERRORS = 10;

function readable({ instancePath, message, params }: ErrorObject): string {
  const { unevaluatedProperty, additionalProperty, allowedValues } = params as Record<string, unknown>;
  const unknown = unevaluatedProperty ?? additionalProperty;
  if (typeof unknown === 'string') return `${instancePath}/${unknown}: GitHub has no such property`;
  const choices = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${instancePath || '/'}: ${message ?? 'is refused'}${choices}`;
}

function parametersSchema(operation: OperationObject, place: 'path' | 'query'): AnySchema {
  const parameters = parametersOf(operation, place);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, closedSchema(schema ?? {})])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
}

class GitHubJudge implements Judge {
  readonly #validators = new Validators();

  judgeRequest(...[method, path, query, body, headers]: Parameters<Judge['judgeRequest']>): Violation[] {
    const route = routeOf(method, path);
    if (!route) return [unknownOperation(method, path)];
    const { operation, parameters } = route;
    const id = operation.operationId;
    const found: [Violation['where'], string[]][] = [
      ['headers', headerErrors(headers, body)],
      ['path', this.#parameters(operation, 'path', parameters)],
      ['query', [...this.#parameters(operation, 'query', query), ...queryErrors(query)]],
      ['body', [...this.#body(operation, body), ...bodyErrors(id, body)]],
    ];
    return found.filter(([, errors]) => errors.length > 0).map(([where, errors]) => ({ operation: id, where, errors }));
  }

  judgeResponse(method: string, path: string, status: number, body: unknown): Violation[] {
    const operation = routeOf(method, path)?.operation;
    if (!operation) return status === 404 ? [] : [unknownOperation(method, path)];
    const errors = this.#answer(operation, status, body);
    return errors.length === 0 ? [] : [{ operation: operation.operationId, where: 'answer', errors }];
  }

  judgeWebhook(event: string, action: string | null, payload: unknown): Violation[] {
    const operation = `webhook ${event}${action === null ? '' : `.${action}`}`;
    const schema = payloadOf(event, action);
    if (!schema)
      return [{ operation, where: 'operation', errors: ['/: not among the webhooks in contract/operations.ts'] }];
    const errors = this.#errors(operation, payload, () => openSchema(schema));
    return errors.length === 0 ? [] : [{ operation, where: 'payload', errors }];
  }

  #errors(key: string, value: unknown, schema: () => AnySchema, coerce = false): string[] {
    const validate = this.#validators.of(key, schema, coerce);
    return validate(value) ? [] : [...new Set((validate.errors ?? []).map(readable))].slice(0, SHOWN_ERRORS);
  }

  #parameters(
    operation: OperationObject,
    place: 'path' | 'query',
    values: Readonly<Record<string, unknown>>,
  ): string[] {
    const key = `${operation.operationId} ${place}`;
    return this.#errors(key, { ...values }, () => parametersSchema(operation, place), true);
  }

  #body(operation: OperationObject, body: unknown): string[] {
    const described = bodyOf(operation);
    if (!described) return isEmpty(body) ? [] : ['/: GitHub reads no body here'];
    if (body === undefined) return described.required ? ['/: the body is missing'] : [];
    return this.#errors(`${operation.operationId} body`, body, () => closedSchema(described.schema));
  }

  #answer(operation: OperationObject, status: number, body: unknown): string[] {
    const schema = answerOf(operation, status);
    if (schema === undefined && !ANYWHERE.has(status)) return [`/: GitHub never answers ${status} here`];
    if (status >= 400) return hasMessage(body) ? [] : [`/message: an answer of ${status} says why`];
    if (schema === undefined || schema === 'none') {
      return isEmpty(body) || status >= 300 ? [] : [`/: an answer of ${status} has no body`];
    }
    return this.#errors(`${operation.operationId} ${status}`, body, () => closedSchema(schema));
  }
}

function unknownOperation(method: string, path: string): Violation {
  return {
    operation: `${method.toUpperCase()} ${path}`,
    where: 'operation',
    errors: ['/: not among the operations in contract/operations.ts'],
  };
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || body === '';
}

function hasMessage(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string';
}

/** GitHub's own description of its REST API as the judge of what is sent to it and of what it is said to answer. */
export function createJudge(): Judge {
  return new GitHubJudge();
}
