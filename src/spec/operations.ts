import type { JsonObject } from './json.ts';

/**
 * One operation in the terms of OpenAPI 3, whatever the version of its text (2.0: body and formData parameters become a
 * request body, `produces` and `consumes` its media types, collectionFormat a style). References down to the schemas' roots are resolved;
 * schemas are not.
 */
export interface OperationView {
  /** Upper case. 3.2's `query` is `QUERY`; additionalOperations keep their own spelling. */
  readonly method: string;
  /** As written; a webhook's is `webhook:NAME`, a callback's `callback:NAME:EXPRESSION` below its operation. */
  readonly path: string;
  readonly kind: 'operation' | 'webhook' | 'callback';
  /** Of a callback: what the description calls it, which nobody sends, and the expression for its address. */
  readonly callback?: CallbackKey;
  /** The operation object; its position is the operation's. */
  readonly node: JsonObject;
  readonly pathItem: JsonObject;
  /** Path-level ones merged in, an operation's own winning. */
  readonly parameters: readonly ParameterView[];
  readonly requestBody: BodyView | undefined;
  readonly responses: readonly ResponseView[];
  /** Effective requirement: the operation's, else the document's; undefined where neither speaks. Alternatives of scheme → scopes. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[] | undefined;
  readonly securityNode: JsonObject;
  readonly callbacks: readonly OperationView[];
}

/** What a callback goes by. */
export interface CallbackKey {
  readonly name: string;
  readonly expression: string;
}

/** A parameter, or a header of a response or of a part of a form. */
export interface ParameterView {
  readonly in: 'path' | 'query' | 'querystring' | 'header' | 'cookie';
  readonly name: string;
  readonly required: boolean;
  readonly node: JsonObject;
  /** What stands in its place in the text: perhaps a reference to `node`. */
  readonly written: JsonObject;
  /** `undefined` where the parameter has `content`. */
  readonly schema?: JsonObject | boolean;
  readonly content: readonly MediaView[];
}

/** A request body. */
export interface BodyView {
  readonly required: boolean;
  readonly node: JsonObject;
  readonly written: JsonObject;
  readonly content: readonly MediaView[];
}

/** What is answered by one status, or by a range of them. */
export interface ResponseView {
  /** `200`, `2XX`, `default`, as written but upper case. */
  readonly status: string;
  readonly node: JsonObject;
  readonly written: JsonObject;
  readonly content: readonly MediaView[];
  readonly headers: readonly ParameterView[];
}

/** What a body is like in one media type. */
export interface MediaView {
  /** Lower case, parameters kept. */
  readonly type: string;
  readonly node: JsonObject;
  readonly written: JsonObject;
  readonly schema?: JsonObject | boolean;
}
