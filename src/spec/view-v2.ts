import { entriesOf, listOf, membersOf, referredAt, schemaAt, wholeAt, type Referred } from './at.ts';
import { derived } from './derived.ts';
import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import type { BodyView, MediaView, ParameterView, ResponseView } from './operations.ts';
import { once } from './once.ts';
import { statusOf, withSchema } from './view-parts.ts';

/** What a 2.0 parameter or header says of its values, beside what it says of itself. */
const SCHEMA_KEYS: ReadonlySet<string> = new Set([
  ...['type', 'format', 'items', 'default', 'enum', 'pattern', 'multipleOf', 'uniqueItems'],
  ...['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'maxItems', 'minItems'],
]);

/** OpenAPI 2.0 collectionFormat in the terms of 3.x (style of the Parameter Object); tsv has no counterpart. */
const STYLES: Readonly<Record<string, JsonObject>> = {
  csv: { style: 'form', explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  tsv: { style: 'tabDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

const PLACES = ['path', 'query', 'header'] as const;

/** The schema within a 2.0 parameter or header, one node for one node: identity is meaning here too. `type: file` is a string of bytes. */
const inlineSchema = once((node: JsonObject): JsonObject => {
  const entries = Object.entries(node).filter(([key]) => SCHEMA_KEYS.has(key));
  const isFile = own(node, 'type') === 'file';
  const schema = { ...Object.fromEntries(entries), ...(isFile && { type: 'string', format: 'binary' }) };
  return derived(schema, { node, members: [node] });
});

/** A response that is a file (OpenAPI 2.0, Response Object: a schema of `type: file`), as a string of bytes. */
const fileResponse = once((node: JsonObject): JsonObject => {
  const written = asObject(own(node, 'schema')) ?? node;
  const schema = derived({ ...written, type: 'string', format: 'binary' }, { node: written, members: [written] });
  return derived({ ...node, schema }, { node, members: [node] });
});

function withSchemaOf3(response: JsonObject): JsonObject {
  return own(asObject(own(response, 'schema')), 'type') === 'file' ? fileResponse(response) : response;
}

/** The collectionFormat of a parameter or header as a style. */
function styleOf(node: JsonObject): JsonObject | undefined {
  const format = own(node, 'collectionFormat');
  const inQuery = own(node, 'in') === 'query' || own(node, 'in') === 'formData';
  const delimited = typeof format === 'string' && format !== 'csv';
  if (own(node, 'type') !== 'array' || (!inQuery && !delimited)) return undefined;
  return STYLES[typeof format === 'string' ? format : 'csv'];
}

/** The parameter without its schema, its collectionFormat as a style too. */
const withoutSchema = once((node: JsonObject): JsonObject => {
  const entries = Object.entries(node).filter(([key]) => !SCHEMA_KEYS.has(key));
  return derived({ ...Object.fromEntries(entries), ...styleOf(node) }, { node, members: [node] });
});

/** The parameters of OpenAPI 2.0 that are no part of a body. */
export function parameters2(parameters: readonly Referred[]): ParameterView[] {
  return parameters.flatMap(({ node, written }): ParameterView[] => {
    const name = own(node, 'name');
    const place = PLACES.find((each) => each === own(node, 'in'));
    if (place === undefined || typeof name !== 'string') return [];
    const required = place === 'path' || own(node, 'required') === true;
    return [{ in: place, name, required, ...inline({ node, written }) }];
  });
}

function mediaTypes(root: JsonObject, operation: JsonObject, key: 'consumes' | 'produces', fallback: string): string[] {
  const named = listOf(own(operation, key) ?? own(root, key)).filter((type) => typeof type === 'string');
  return (named.length > 0 ? named : [fallback]).map((type) => type.toLowerCase());
}

/** The media types stand where the body or response does: it is no further way to them. */
function media(types: readonly string[], node: JsonObject, schema: JsonObject | boolean | undefined): MediaView[] {
  return types.map((type) => ({ type, node, written: node, ...withSchema(schema) }));
}

function inline({ node, written }: Referred): Pick<ParameterView, 'node' | 'written' | 'schema' | 'content'> {
  return { node: withoutSchema(node), written, schema: inlineSchema(node), content: [] };
}

/** The request body that the `body` parameter or the form parameters of OpenAPI 2.0 make. */
export function body2(
  description: Description,
  operation: JsonObject,
  parameters: readonly Referred[],
): BodyView | undefined {
  const body = parameters.find(({ node }) => own(node, 'in') === 'body');
  if (body !== undefined) {
    const { node } = body;
    const types = mediaTypes(description.root, operation, 'consumes', 'application/json');
    const schema = schemaAt(description, own(node, 'schema'));
    return { required: own(node, 'required') === true, ...body, content: media(types, node, schema) };
  }
  const fields = parameters.map(({ node }) => node).filter((node) => own(node, 'in') === 'formData');
  return fields.length === 0 ? undefined : formBody(description, operation, fields);
}

function formBody(description: Description, operation: JsonObject, fields: readonly JsonObject[]): BodyView {
  const named = fields.flatMap((node): [string, JsonObject][] => {
    const name = own(node, 'name');
    return typeof name === 'string' ? [[name, node]] : [];
  });
  const properties = Object.fromEntries(named.map(([name, node]) => [name, inlineSchema(node) as Json]));
  const holder = { node: operation, moved: new Map(named) };
  const required = requiredFields(operation, named);
  const schema: JsonObject = derived(
    { type: 'object', properties: derived(properties, holder), ...(required.length > 0 && { required }) },
    { node: operation },
  );
  const hasFile = fields.some((node) => own(node, 'type') === 'file');
  const usual = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const types = mediaTypes(description.root, operation, 'consumes', usual).filter((type) => isForm(type));
  const encoding = encodingOf(named);
  const node = derived({ ...(encoding && { encoding }) }, { node: operation });
  return {
    required: required.length > 0,
    node,
    written: node,
    content: media(types.length > 0 ? types : [usual], node, schema),
  };
}

/** How lists among the fields are written, in the terms of 3.x, and which fields may be sent without a value: of that 3.x has no word. */
function encodingOf(named: readonly (readonly [string, JsonObject])[]): JsonObject | undefined {
  const styled = named.flatMap(([name, node]): [string, JsonObject][] => {
    const style = styleOf(node);
    const empty = own(node, 'allowEmptyValue') === true ? { allowEmptyValue: true } : undefined;
    if (style === undefined && empty === undefined) return [];
    const format = own(node, 'collectionFormat');
    const said = format === undefined ? undefined : { collectionFormat: format };
    return [[name, derived({ ...style, ...said, ...empty }, { node, members: [node] })]];
  });
  return styled.length === 0 ? undefined : Object.fromEntries(styled);
}

/** Their names, each where its field stands. */
function requiredFields(operation: JsonObject, named: readonly (readonly [string, JsonObject])[]): string[] {
  const required = named.filter(([, node]) => own(node, 'required') === true);
  const moved = new Map(required.map(([, node], index) => [String(index), node]));
  return derived(
    required.map(([name]) => name),
    { node: operation, moved },
  );
}

function isForm(type: string): boolean {
  return type.startsWith('multipart/') || type.startsWith('application/x-www-form-urlencoded');
}

function headers2(description: Description, value: Json | undefined): ParameterView[] {
  return membersOf(wholeAt(description, value)).flatMap(([name, raw]): ParameterView[] => {
    const found = referredAt(description, raw);
    return found === undefined ? [] : [{ in: 'header', name, required: false, ...inline(found) }];
  });
}

/** The responses of an operation of OpenAPI 2.0, each with the media types that the operation produces. */
export function responses2(description: Description, operation: JsonObject): ResponseView[] {
  const types = mediaTypes(description.root, operation, 'produces', 'application/json');
  return entriesOf(wholeAt(description, own(operation, 'responses'))).flatMap(([status, raw]): ResponseView[] => {
    const found = referredAt(description, raw);
    if (found === undefined) return [];
    const { node } = found;
    const holder = withSchemaOf3(node);
    const schema = schemaAt(description, own(holder, 'schema'));
    const content = schema === undefined ? [] : media(types, holder, schema);
    return [{ status: statusOf(status), ...found, content, headers: headers2(description, own(node, 'headers')) }];
  });
}
