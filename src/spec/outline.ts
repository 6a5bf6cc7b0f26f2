import { entriesOf, membersOf, objectAt, wholeAt } from './at.ts';
import type { Description } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import { METHODS } from './methods.ts';
import { flowName } from './security.ts';
import { methodsOf } from './view.ts';

function picked(node: JsonObject | undefined, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key): [string, Json][] => {
      const value = own(node, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function scheme3(scheme: JsonObject): JsonObject {
  const flow = own(scheme, 'flow');
  if (own(scheme, 'type') === 'basic') return { type: 'http', scheme: 'basic' };
  if (typeof flow !== 'string') return scheme;
  const parts = picked(scheme, ['authorizationUrl', 'tokenUrl', 'scopes']);
  return { type: 'oauth2', flows: { [flowName(flow)]: parts } };
}

function securitySchemes(description: Description): JsonObject {
  const { root, version } = description;
  const isOld = version === '2.0';
  const holder = isOld ? root : wholeAt(description, own(root, 'components'));
  const entries = membersOf(wholeAt(description, own(holder, isOld ? 'securityDefinitions' : 'securitySchemes')));
  return Object.fromEntries(
    entries.flatMap(([name, raw]): [string, Json][] => {
      const scheme = objectAt(description, raw);
      return scheme === undefined ? [] : [[name, isOld ? scheme3(scheme) : scheme]];
    }),
  );
}

function paths(description: Description): JsonObject {
  return Object.fromEntries(
    entriesOf(wholeAt(description, own(description.root, 'paths'))).map(([path, item]) => {
      const pathItem = wholeAt(description, item);
      const methods = pathItem === undefined ? [] : methodsOf(description, pathItem);
      const operations = methods.map(([method, raw]): [string, Json] => {
        const key = FIXED.has(method) ? method.toLowerCase() : method;
        return [key, picked(objectAt(description, raw), ['operationId', 'security', 'deprecated'])];
      });
      return [path, Object.fromEntries(operations)];
    }),
  );
}

const FIXED: ReadonlySet<string> = new Set(METHODS.map((method) => method.toUpperCase()));

/**
 * A description without its schemas, in the form of OpenAPI 3 whatever its version: openapi, info.title, info.version,
 * paths → method → { operationId, security, deprecated }, security, components.securitySchemes.
 */
export function outline(description: Description): JsonObject {
  const { root } = description;
  const version = own(root, 'openapi') ?? own(root, 'swagger') ?? description.version;
  return {
    openapi: String(typeof version === 'object' ? description.version : version),
    info: picked(asObject(own(root, 'info')), ['title', 'version']),
    paths: paths(description),
    ...picked(root, ['security']),
    components: { securitySchemes: securitySchemes(description) },
  };
}
