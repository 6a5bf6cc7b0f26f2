import { own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import type { MediaView } from '../../../src/spec/operations.ts';
import { operations } from '../../../src/spec/view.ts';
import { describeDocument } from './documents.ts';
import { fromEntries, schemas, without } from './walk.ts';

type Surface = 'request' | 'response';

/** Where the bodies of one kind of an operation are in the exchanged description. */
export function placeOf(
  surface: Surface,
  { method, path }: { readonly method: string; readonly path: string },
): string {
  return `/${surface}/${method}${path.replaceAll('{', ':').replaceAll('}', '')}`;
}

/** Each body that was sent is answered, and the other way round; what travels in one direction only travels in the other. */
export function exchanged(document: JsonObject): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const { method, path, requestBody, responses } of operations(describeDocument(document))) {
    for (const media of requestBody?.content ?? []) {
      paths[`${placeOf('request', { method, path })}/${media.type}`] = { post: { responses: { '200': body(media) } } };
    }
    for (const { status, content } of responses) {
      for (const media of content) {
        const place = `${placeOf('response', { method, path })}/${media.type}/${status}`;
        paths[place] = { post: { requestBody: body(media), responses: {} } };
      }
    }
  }
  return schemas({ ...without(document, 'paths', 'webhooks', 'security'), paths }, turned);
}

function body({ type, schema }: MediaView): JsonObject {
  return { description: 'a body', content: { [type]: schema === undefined ? {} : { schema } } };
}

function turned(node: JsonObject): JsonObject {
  const other: Readonly<Record<string, string>> = { readOnly: 'writeOnly', writeOnly: 'readOnly' };
  return fromEntries(Object.entries(node).map(([key, value]): [string, Json] => [other[key] ?? key, value]));
}

/** Without what readers of a response hold against nobody (docs/conventions.md), so that both directions mean the same. */
export function opened(document: JsonObject): JsonObject {
  return schemas(document, (node) => {
    const closing = ['additionalProperties', 'unevaluatedProperties'].filter((key) => own(node, key) === false);
    return without(node, 'x-extensible-enum', ...closing);
  });
}

/** With choices that take what satisfies several of their members: in a request that is refused, in a response it is nothing new. */
export function overlapping(document: JsonObject): JsonObject {
  return schemas(document, (node) => {
    const chosen = own(node, 'oneOf');
    return chosen === undefined ? node : { allOf: [without(node, 'oneOf'), { anyOf: chosen }] };
  });
}
