import document from './description.json' with { type: 'json' };
import type { OperationId } from './operations.ts';

export type Schema = Readonly<Record<string, unknown>>;

interface Reference {
  readonly $ref: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface RequestBody extends Content {
  readonly required?: boolean;
}

export interface OperationObject {
  readonly operationId: OperationId;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, Content | Reference>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: Pick<OperationObject, 'requestBody'> }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Content>>;
  };
}

/** GitHub's own OpenAPI 3.0 description, cut down by `npm run github-contract`. */
export const description = document as unknown as Description;

function nameOf({ $ref }: Reference): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

function resolved<T extends object>(value: T | Reference, components: Readonly<Record<string, T>>): T {
  if (!('$ref' in value)) return value;
  const found = components[nameOf(value)];
  if (!found) throw new Error(`GitHub's description has no component ${value.$ref}`);
  return found;
}

export function parametersOf(operation: OperationObject, place: 'path' | 'query'): readonly Parameter[] {
  return (operation.parameters ?? [])
    .map((parameter) => resolved(parameter, description.components.parameters))
    .filter((parameter) => parameter.in === place);
}

/** Answers that the description tells by an older copy of its own component. */
const CORRECTED: Readonly<Record<string, Schema>> = {
  'apps/list-installations 200': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
};

/** The JSON schema of an answer: 'none' where GitHub sends no JSON body, undefined for a status that is not described. */
export function answerOf(operation: OperationObject, status: number): Schema | 'none' | undefined {
  const corrected = CORRECTED[`${operation.operationId} ${status}`];
  if (corrected) return corrected;
  const answer = operation.responses[String(status)];
  if (!answer) return undefined;
  return resolved(answer, description.components.responses).content?.['application/json']?.schema ?? 'none';
}

export function bodyOf(
  operation: Pick<OperationObject, 'requestBody'>,
): { readonly schema: Schema; readonly required: boolean } | undefined {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  return schema && { schema, required: operation.requestBody.required === true };
}

/** The schema of a webhook's payload, for example `pull_request` and `opened`. */
export function payloadOf(event: string, action: string | null): Schema | undefined {
  const name = [event, action ?? ''].filter(Boolean).join('-').replaceAll('_', '-');
  const webhook = description['x-webhooks'][name];
  return webhook && bodyOf(webhook.post)?.schema;
}
