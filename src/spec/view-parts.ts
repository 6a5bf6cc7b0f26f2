import { entriesOf, listOf, membersOf, referredAt, schemaAt, wholeAt, type Referred } from './at.ts';
import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import type { BodyView, MediaView, ParameterView, ResponseView } from './operations.ts';

type Place = ParameterView['in'];
const PLACES: ReadonlySet<string> = new Set(['path', 'query', 'querystring', 'header', 'cookie']);

function isPlace(text: Json | undefined): text is Place {
  return typeof text === 'string' && PLACES.has(text);
}

/** An optional schema as a member that is absent rather than undefined. */
export function withSchema(schema: JsonObject | boolean | undefined): { schema?: JsonObject | boolean } {
  return schema === undefined ? {} : { schema };
}

function content(description: Description, value: Json | undefined): MediaView[] {
  return membersOf(wholeAt(description, value)).flatMap(([type, raw]): MediaView[] => {
    const found = referredAt(description, raw);
    if (found === undefined) return [];
    const schema = schemaAt(description, own(found.node, 'schema'));
    return [{ type: type.toLowerCase(), ...found, ...withSchema(schema) }];
  });
}

function parameterOrHeader(description: Description, found: Referred, place: Place, name: string): ParameterView {
  const { node } = found;
  const media = content(description, own(node, 'content'));
  const schema = media.length > 0 ? undefined : schemaAt(description, own(node, 'schema'));
  const required = place === 'path' || own(node, 'required') === true;
  return { in: place, name, required, ...found, ...withSchema(schema), content: media };
}

/** Media types and security speak of these: as parameters they are to be ignored (OpenAPI 3.1, Parameter Object: name; Response Object: headers). */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

/** A parameter of OpenAPI 3; undefined: it is none, or one that is to be ignored. */
export function parameter3(description: Description, found: Referred): ParameterView | undefined {
  const place = own(found.node, 'in');
  const name = own(found.node, 'name');
  if (!isPlace(place) || typeof name !== 'string') return undefined;
  if (place === 'header' && SAID_ELSEWHERE.has(name.toLowerCase())) return undefined;
  return parameterOrHeader(description, found, place, name);
}

/** Of a response, or of a part of a form. */
export function headers(description: Description, value: Json | undefined): ParameterView[] {
  return membersOf(wholeAt(description, value)).flatMap(([name, raw]): ParameterView[] => {
    const found = referredAt(description, raw);
    if (found === undefined || name.toLowerCase() === 'content-type') return [];
    return [parameterOrHeader(description, found, 'header', name)];
  });
}

/** A request body of OpenAPI 3. */
export function body3(description: Description, value: Json | undefined): BodyView | undefined {
  const found = referredAt(description, value);
  if (found === undefined) return undefined;
  const { node } = found;
  return { required: own(node, 'required') === true, ...found, content: content(description, own(node, 'content')) };
}

/** The responses of an operation of OpenAPI 3, in the order of the text. */
export function responses3(description: Description, value: Json | undefined): ResponseView[] {
  return entriesOf(wholeAt(description, value)).flatMap(([status, raw]): ResponseView[] => {
    const found = referredAt(description, raw);
    if (found === undefined) return [];
    const { node } = found;
    return [
      {
        status: statusOf(status),
        ...found,
        content: content(description, own(node, 'content')),
        headers: headers(description, own(node, 'headers')),
      },
    ];
  });
}

/** `2xx` → `2XX`; `default` is a word of its own. */
export function statusOf(text: string): string {
  return text === 'default' ? text : text.toUpperCase();
}

/** Path-level parameters with an operation's own in front: the same name in the same place is the operation's. */
export function mergedParameters(description: Description, pathItem: JsonObject, operation: JsonObject): Referred[] {
  const merged = new Map<string, Referred>();
  for (const holder of [pathItem, operation]) {
    for (const raw of listed(own(holder, 'parameters'))) {
      const found = referredAt(description, raw);
      if (found !== undefined) merged.set(nameOf(found.node), found);
    }
  }
  return [...merged.values()];
}

/** In headers upper and lower case are the same (RFC 9110, section 5.1); what a body is called means nothing (OpenAPI 2.0, Parameter Object). */
function nameOf(parameter: JsonObject): string {
  const [place, name] = [own(parameter, 'in'), own(parameter, 'name')];
  if (place === 'body') return place;
  return JSON.stringify([place, place === 'header' && typeof name === 'string' ? name.toLowerCase() : name]);
}

/** A reference in the place of the whole list can lead to one parameter only. */
function listed(value: Json | undefined): readonly Json[] {
  return asObject(value) === undefined ? listOf(value) : [value ?? null];
}
