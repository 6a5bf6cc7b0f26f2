import { asObject, own, type Json, type JsonObject } from '../../../src/spec/json.ts';
import { extracted, inherited, inlined, SCHEMAS, split } from './apart.ts';
import { changed, fromEntries, parted, isRemark, schemas, without, type Rewrite } from './walk.ts';

export function isVersion(document: JsonObject, version: string): boolean {
  const openapi = own(document, 'openapi');
  return typeof openapi === 'string' && openapi.startsWith(version);
}

/** OpenAPI 3.0 → 3.1: nullable, exclusive bounds. */
const newer: Rewrite = (document) =>
  isVersion(document, '3.0')
    ? { ...schemas(document, (node) => (Object.hasOwn(node, '$ref') ? node : asOf31(node))), openapi: '3.1.0' }
    : undefined;

function asOf31(node: JsonObject): JsonObject {
  const made: Record<string, Json> = { ...without(node, 'nullable') };
  for (const [exclusive, inclusive] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const limit = made[inclusive];
    if (made[exclusive] === true && limit !== undefined) {
      made[exclusive] = limit;
      Reflect.deleteProperty(made, inclusive);
    } else if (typeof made[exclusive] === 'boolean') Reflect.deleteProperty(made, exclusive);
  }
  if (own(node, 'nullable') !== true) return made;
  const list = made['enum'];
  if (Array.isArray(list) && !list.includes(null)) made['enum'] = [...(list as readonly Json[]), null];
  if (typeof made['type'] === 'string') return { ...made, type: [made['type'], 'null'] };
  const { said, remarked } = parted(made);
  return Object.keys(said).length === 0 ? made : { ...remarked, anyOf: [said, { type: 'null' }] };
}

/** `type: [T, 'null']` → `oneOf` with null, or `anyOf`. */
function nullByChoice(keyword: 'oneOf' | 'anyOf'): Rewrite {
  return (document) =>
    onlyIn31(document, (node) => {
      const type = own(node, 'type');
      if (!Array.isArray(type) || type.length !== 2 || !type.includes('null')) return node;
      if (['enum', 'const', keyword].some((key) => Object.hasOwn(node, key))) return node;
      const { said, remarked } = parted(node);
      const other = type.find((each) => each !== 'null') as Json;
      return { ...remarked, [keyword]: [{ ...said, type: other }, { type: 'null' }] };
    });
}

function onlyIn31(document: JsonObject, change: (node: JsonObject) => Json): JsonObject | undefined {
  const current = isVersion(document, '3.0') ? newer(document) : isVersion(document, '3.1') ? document : undefined;
  return current === undefined ? undefined : schemas(current, (node) => change(node));
}

const typesByChoice: Rewrite = (document) =>
  onlyIn31(document, (node) => {
    const type = own(node, 'type');
    if (!Array.isArray(type) || type.length < 2 || Object.keys(node).some((key) => key !== 'type' && !isRemark(key))) {
      return node;
    }
    return { ...without(node, 'type'), oneOf: (type as readonly Json[]).map((each) => ({ type: each })) };
  });

const enumToConst: Rewrite = (document) =>
  onlyIn31(document, (node) => {
    const list = own(node, 'enum');
    return Array.isArray(list) && list.length === 1 ? { ...without(node, 'enum'), const: list[0] as Json } : node;
  });

/** Every schema of a property as the only member of an allOf. */
const wrapped: Rewrite = (document) =>
  schemas(document, (node) => {
    const properties = asObject(own(node, 'properties'));
    if (properties === undefined) return node;
    return {
      ...node,
      properties: fromEntries(
        Object.entries(properties).map(([name, schema]) => {
          const object = asObject(schema);
          if (object === undefined) return [name, schema];
          if (Object.hasOwn(object, '$ref')) return [name, { allOf: [object] }];
          const { said, remarked } = parted(object);
          return [name, { ...remarked, allOf: [said] }];
        }),
      ),
    };
  });

const reordered: Rewrite = (document) =>
  schemas(document, (node) =>
    fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        ['oneOf', 'anyOf', 'allOf'].includes(key) && Array.isArray(value)
          ? [...(value as readonly Json[])].reverse()
          : value,
      ]),
    ),
  );

/** Limits that every value of the enum keeps anyway. */
const limited: Rewrite = (document) =>
  schemas(document, (node) => {
    const list = own(node, 'enum');
    if (!Array.isArray(list) || Object.hasOwn(node, 'minLength') || Object.hasOwn(node, 'maxLength')) return node;
    const lengths = list.filter((value) => typeof value === 'string').map((value) => Array.from(value).length);
    if (lengths.length === 0 || own(node, 'type') !== 'string') return node;
    return { ...node, minLength: Math.min(...lengths), maxLength: Math.max(...lengths) };
  });

const renamed: Rewrite = (document) => {
  if (!Object.hasOwn(document, 'openapi')) return undefined;
  const text = JSON.stringify(document).replaceAll(`"${SCHEMAS}`, `"${SCHEMAS}Renamed`);
  const copy = JSON.parse(text) as JsonObject;
  const components = asObject(own(copy, 'components')) ?? {};
  const declared = Object.entries(asObject(own(components, 'schemas')) ?? {});
  const named = fromEntries(declared.map(([name, schema]) => [`Renamed${name}`, schema]));
  return { ...copy, components: { ...components, schemas: named } };
};

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The parameters of a path's only operation, said of the path. */
const pathLevel: Rewrite = (document) =>
  changed(document, 'pathItem', (node) => {
    const methods = METHODS.filter((method) => Object.hasOwn(node, method));
    const [method] = methods;
    const operation = asObject(method === undefined ? undefined : own(node, method));
    const parameters = own(operation, 'parameters');
    if (method === undefined || methods.length > 1 || operation === undefined || parameters === undefined) return node;
    if (Object.hasOwn(node, 'parameters') || Object.hasOwn(node, '$ref')) return node;
    return { ...node, parameters, [method]: without(operation, 'parameters') };
  });

const turned: Rewrite = (document) => {
  const turn = (value: Json): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => turn(item));
    const object = asObject(value);
    if (object === undefined) return value;
    return fromEntries(
      Object.entries(object)
        .reverse()
        .map(([key, item]) => [key, turn(item)]),
    );
  };
  return turn(document) as JsonObject;
};

export const rewrites: Readonly<Record<string, Rewrite>> = {
  'OpenAPI 3.0 as 3.1': newer,
  'null by oneOf': nullByChoice('oneOf'),
  'null by anyOf': nullByChoice('anyOf'),
  'types by oneOf': typesByChoice,
  'enum of one as const': enumToConst,
  'allOf around one': wrapped,
  'allOf of two halves': split,
  'half from a component': inherited,
  'extracted references': extracted,
  'inlined references': inlined,
  'members in another order': reordered,
  'limits that an enum keeps': limited,
  'renamed schemas': renamed,
  'parameters of the path': pathLevel,
  'keys in another order': turned,
};

/** Those of which nothing at all is told, whatever they are applied to. */
export const silent: ReadonlySet<string> = new Set([
  ...['allOf of two halves', 'half from a component', 'extracted references', 'inlined references'],
  ...['members in another order', 'parameters of the path', 'keys in another order'],
]);

/**
 * All paths below a prefix, which stands before them or in the addresses of servers: of the document, or of each path and of the
 * operations that have their own.
 */
export function prefixed(document: JsonObject, where: 'paths' | 'servers' | 'own servers'): JsonObject {
  const paths = Object.entries(asObject(own(document, 'paths')) ?? {});
  const usual = serversIn(document) ?? [{ url: 'https://api.test' }];
  if (where === 'servers') return { ...document, servers: usual.map(withPrefix) };
  const moved = paths.map(([path, item]): [string, Json] => {
    const node = asObject(item);
    if (!path.startsWith('/') || node === undefined) return [path, item];
    return where === 'paths' ? [`/moved${path}`, item] : [path, servedBelow(node, usual)];
  });
  return { ...document, servers: usual, paths: fromEntries(moved) };
}

function serversIn(holder: JsonObject): readonly Json[] | undefined {
  const servers = own(holder, 'servers');
  return Array.isArray(servers) && servers.length > 0 ? (servers as readonly Json[]) : undefined;
}

function withPrefix(server: Json): Json {
  const object = asObject(server) ?? {};
  const url = own(object, 'url');
  return { ...object, url: `${typeof url === 'string' ? url.replace(/\/$/, '') : ''}/moved` };
}

function servedBelow(item: JsonObject, usual: readonly Json[]): JsonObject {
  const members = Object.entries(item).map(([key, value]): [string, Json] => {
    const operation = asObject(value);
    const servers = operation && serversIn(operation);
    return [key, servers === undefined ? value : { ...operation, servers: servers.map(withPrefix) }];
  });
  return { ...fromEntries(members), servers: (serversIn(item) ?? usual).map(withPrefix) };
}
