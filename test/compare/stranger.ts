import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * A validator of somebody else: knows of a description what its text says, and of OpenAPI what the specifications say, and shares no
 * code with the comparison.
 */
export class Stranger {
  readonly #text: unknown;
  readonly #ajv: Readonly<Record<'request' | 'response', Ajv2020>>;

  constructor(text: unknown) {
    this.#text = text;
    const version = String((text as { openapi?: unknown }).openapi);
    this.#ajv = { request: prepared(text, version, 'readOnly'), response: prepared(text, version, 'writeOnly') };
  }

  /** Whether the schema at a pointer accepts a value in messages of one direction; null: there is no schema. */
  accepts(pointer: string | null, value: unknown, surface: 'request' | 'response'): boolean {
    if (pointer === null) return true;
    const steps = pointer.slice(pointer.indexOf('#') + 1);
    const schema = this.#at(steps);
    if (typeof schema === 'boolean') return schema;
    if (typeof schema !== 'object' || schema === null) throw new Error(`${pointer} leads to no schema`);
    const fragment = steps.split('/').map(encodeURIComponent).join('/');
    return this.#ajv[surface].validate({ $ref: `https://api.test/#${fragment}` }, value);
  }

  /** Where the parameters of that name of an operation stand: `query`, `header` and so on. */
  partsOf(method: string, path: string, name: string): string[] {
    const paths = (this.#text as { paths?: Record<string, Item> }).paths ?? {};
    const item = paths[path] ?? {};
    const own = item[method.toLowerCase()] as Item | undefined;
    return [...(item.parameters ?? []), ...(own?.parameters ?? [])]
      .map((parameter) => (parameter.$ref === undefined ? parameter : (this.#at(parameter.$ref.slice(1)) as Parameter)))
      .filter((parameter) => parameter.name === name)
      .map((parameter) => parameter.in ?? '');
  }

  #at(steps: string): unknown {
    return steps
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], this.#text);
  }
}

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
}

interface Item {
  readonly parameters?: readonly Parameter[];
  readonly [key: string]: unknown;
}

function prepared(text: unknown, version: string, hidden: 'readOnly' | 'writeOnly'): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(translated(text, text, version.startsWith('3.0'), hidden) as object, 'https://api.test/');
  return ajv;
}

type Node = Record<string, unknown>;

/** What OpenAPI means by schemas beyond JSON Schema 2020-12, said in JSON Schema 2020-12. */
function translated(value: unknown, root: unknown, isOld: boolean, hidden: string): unknown {
  if (Array.isArray(value)) return value.map((item) => translated(item, root, isOld, hidden));
  if (typeof value !== 'object' || value === null) return value;
  const node = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, translated(item, root, isOld, hidden)]),
  );
  // A property that does not travel is not asked for (OpenAPI 3.0.3, Schema Object: readOnly, writeOnly).
  if (Array.isArray(node.required) && typeof node.properties === 'object' && node.properties !== null) {
    const properties = node.properties as Record<string, Node | undefined>;
    node.required = node.required.filter((name) => followed(properties[String(name)], root)?.[hidden] !== true);
  }
  return isOld ? modern(node) : node;
}

function followed(node: Node | undefined, root: unknown): Node | undefined {
  const reference = node?.$ref;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return node;
  return reference
    .slice(2)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (value as Node)[step], root) as Node;
}

/** OpenAPI 3.0.3, Reference Object and Schema Object. */
function modern(node: Node): Node {
  if (typeof node.$ref === 'string') return { $ref: node.$ref };
  const { nullable, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = node;
  return {
    ...rest,
    ...(nullable === true && typeof node.type === 'string' && { type: [node.type, 'null'] }),
    ...(minimum !== undefined && { [exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum !== undefined && { [exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum']: maximum }),
  };
}
