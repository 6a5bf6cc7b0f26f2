import { parse } from 'yaml';
import type { Description } from '../../src/spec/description.ts';
import { asObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { described } from '../spec/files.ts';

/** A description from one text, at `api.yaml`. */
export function describeText(text: string): Description {
  return described({ 'api.yaml': text });
}

export function describeObject(object: JsonObject): Description {
  return describeText(JSON.stringify({ openapi: '3.1.0', info: { title: 'Test', version: '1' }, ...object }));
}

function mapping(text: string): JsonObject {
  const value = asObject(parse(text) as Json);
  if (value === undefined) throw new Error(`not a mapping: ${text}`);
  return value;
}

/** The schema as body, property, parameter, parameter's property, response, response's property and header, in JSON and as text. */
export function everywhere(schema: Json): JsonObject {
  const json = (content: Json): JsonObject => ({ content: { 'application/json': { schema: content } } });
  const xml = (content: Json): JsonObject => ({ content: { 'application/xml': { schema: content } } });
  const inside = { type: 'object', properties: { inner: schema } };
  const parameter = { name: 'p', in: 'query', schema };
  const wide = { name: 'w', in: 'query', schema: inside };
  const header = { name: 'X-P', in: 'header', schema };
  const wideHeader = { name: 'X-W', in: 'header', schema: inside };
  const response = { description: 'ok', headers: { 'X-H': { schema } }, ...json(schema) };
  const operation = (content: JsonObject, answer: JsonObject): JsonObject => ({
    parameters: [parameter, wide, header, wideHeader],
    requestBody: content,
    responses: { '200': answer },
  });
  return {
    paths: {
      '/outer': { post: operation(json(schema), response) },
      '/inner': { post: operation(json(inside), { description: 'ok', ...json(inside) }) },
      '/outer/text': { post: operation(xml(schema), { description: 'ok', ...xml(schema) }) },
      '/inner/text': { post: operation(xml(inside), { description: 'ok', ...xml(inside) }) },
    },
  };
}

/** The whole description that an example means. */
export function exampleDescription(of: 'schema' | 'operation' | 'document', text: string): Description {
  if (of === 'schema') return describeObject(everywhere(parse(text) as Json));
  const value = mapping(text);
  if (of === 'operation') return describeObject({ paths: { '/things/{id}': { post: value } } });
  return describeObject(value);
}
