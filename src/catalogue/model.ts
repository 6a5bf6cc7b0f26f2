/** What a description says of one API, as far as it is shown: plain data, every text as it was written and cut to a bound. */
export interface ApiModel {
  /** Absent: it has none, and goes by its name. */
  readonly title?: string;
  /** `info.version`. */
  readonly version?: string;
  /** Of OpenAPI, as written. */
  readonly openapi: string;
  readonly summary?: string;
  /** CommonMark, as all descriptions here. */
  readonly description?: string;
  /** Addresses that the description names itself. */
  readonly servers: readonly string[];
  /** The security schemes that what is shown asks for. */
  readonly credentials: readonly CredentialModel[];
  readonly operations: readonly OperationModel[];
  /** Schemas that have a name, in the order in which they are met. */
  readonly schemas: readonly SchemaModel[];
  /** What of it is not shown, in sentences: it is too large. */
  readonly left: readonly string[];
}

export interface OperationModel {
  /** Its anchor on the page. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly kind: 'operation' | 'webhook';
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** `YYYY-MM-DD`. */
  readonly sunset?: string;
  /** Absent: stable, or a level that nobody knows. */
  readonly stability?: 'draft' | 'alpha' | 'beta';
  readonly parameters: readonly FieldModel[];
  readonly body?: {
    readonly required: boolean;
    readonly description?: string;
    readonly content: readonly MediaModel[];
  };
  readonly responses: readonly ResponseModel[];
  /** Alternatives, each of schemes with their scopes; absent: the description does not say. */
  readonly security?: readonly (readonly SchemeUse[])[];
}

export interface SchemeUse {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

export interface ResponseModel {
  /** `200`, `2XX`, `default`. */
  readonly status: string;
  readonly description?: string;
  readonly headers: readonly FieldModel[];
  readonly content: readonly MediaModel[];
}

/** A parameter or a header. */
export interface FieldModel {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly shape: Shape;
}

export interface MediaModel {
  readonly type: string;
  readonly shape?: Shape;
}

export interface CredentialModel {
  readonly name: string;
  /** Such as `An API key in the header X-Key.` */
  readonly said: string;
  readonly description?: string;
}

export interface SchemaModel {
  readonly id: string;
  readonly name: string;
  /** Absent: not shown, the page has no room for it. */
  readonly shape?: Shape;
}

/** A schema as a person reads it. */
export interface Shape {
  /** `string`, `object`, `array`, `anything`, or several with `or` between them; of a named one its name. */
  readonly type: string;
  /** The named schema that it is, by its anchor. */
  readonly ref?: string;
  readonly description?: string;
  /** Keywords with their values, as JSON. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly members: readonly MemberModel[];
  readonly items?: Shape;
  /** Compositions: `one of`, `any of`, `all of`, `not`, `in this order`. */
  readonly choices: readonly { readonly word: string; readonly shapes: readonly Shape[] }[];
}

export interface MemberModel {
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly shape: Shape;
}
