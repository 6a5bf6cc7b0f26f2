import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { changed, fromEntries } from './walk.ts';

/** What a second description stands below: `/second/…` its paths, `Second…` what it declares. */
const PREFIX = 'Second';
const PATH = '/second';

/** Whether two descriptions can stand in one: nothing is said of a whole document, no name is one for all of it. */
export function isComposable(document: JsonObject): boolean {
  const text = JSON.stringify(document);
  return (
    Object.keys(document).every((key) => ['openapi', 'info', 'paths', 'components'].includes(key)) &&
    Object.keys(asObject(own(document, 'paths')) ?? {}).every((path) => path.startsWith('/')) &&
    !/"(\$id|\$anchor|\$dynamicAnchor|\$recursiveAnchor)":/.test(text) &&
    !/"\$ref":"#\/(?!components\/)/.test(text)
  );
}

/** One description with what both say, the paths and components of the second under names of their own. */
export function composed(first: JsonObject, second: JsonObject): JsonObject {
  const other = renamed(second);
  return {
    ...first,
    paths: { ...asObject(own(first, 'paths')), ...asObject(own(other, 'paths')) },
    components: merged(asObject(own(first, 'components')) ?? {}, asObject(own(other, 'components')) ?? {}),
  };
}

/** A path of the second description in the composed one; a callback's is a name. */
export function placed(path: string): string {
  return path.startsWith('/') ? `${PATH}${path}` : path;
}

function merged(first: JsonObject, second: JsonObject): JsonObject {
  const kinds = new Set([...Object.keys(first), ...Object.keys(second)]);
  return fromEntries(
    [...kinds].map((kind) => [kind, { ...asObject(own(first, kind)), ...asObject(own(second, kind)) }]),
  );
}

function renamed(document: JsonObject): JsonObject {
  const text = JSON.stringify(document)
    .replaceAll(/"#\/components\/(\w+)\//g, `"#/components/$1/${PREFIX}`)
    .replaceAll('"operationId":"', `"operationId":"${PREFIX}`);
  const copy = changed(JSON.parse(text) as JsonObject, 'operation', withOwnSchemes);
  const paths = Object.entries(asObject(own(copy, 'paths')) ?? {});
  const components = Object.entries(asObject(own(copy, 'components')) ?? {});
  return {
    ...copy,
    paths: fromEntries(paths.map(([path, item]) => [placed(path), item])),
    components: fromEntries(components.map(([kind, declared]) => [kind, keysRenamed(declared)])),
  };
}

/** Security requirements name their schemes by key. */
function withOwnSchemes(operation: JsonObject): JsonObject {
  const security = own(operation, 'security');
  return Array.isArray(security)
    ? { ...operation, security: (security as readonly Json[]).map(keysRenamed) }
    : operation;
}

function keysRenamed(value: Json): Json {
  return fromEntries(Object.entries(asObject(value) ?? {}).map(([key, item]) => [`${PREFIX}${key}`, item]));
}
