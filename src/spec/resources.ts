import { anchorsIn } from './anchors.ts';
import { asObject, isContainer, own, type Json, type JsonObject } from './json.ts';
import { atPointer } from './reference.ts';
import type { Source } from './source.ts';
import { absolute, rootAddress } from './uri.ts';

/** What stands below these is data; where they are names that somebody chose, it is not. */
const DATA: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'const', 'enum']);
const MAPS: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas'],
]);

/**
 * What fragments are looked up in: a whole file, or a schema in it that has an address of its own (JSON Schema 2020-12 core, section
 * 8.2). An anchor belongs to the nearest one around it.
 */
export class Resource {
  readonly source: Source;
  readonly uri: string;
  readonly #root: Json;
  readonly #isAnother: (object: JsonObject) => boolean;
  #anchors: ReadonlyMap<string, JsonObject> | undefined;

  constructor(source: Source, uri: string, root: Json, isAnother: (object: JsonObject) => boolean) {
    this.source = source;
    this.uri = uri;
    this.#root = root;
    this.#isAnother = isAnother;
  }

  at(fragment: string): Json | undefined {
    if (fragment === '' || fragment.startsWith('/')) {
      return this.#root === this.source.value ? this.source.at(fragment) : atPointer(this.#root, fragment);
    }
    this.#anchors ??= anchorsIn(this.#root, this.#isAnother);
    return this.#anchors.get(fragment);
  }
}

/** The resources of one file. */
export class FileResources {
  readonly whole: Resource;
  readonly #source: Source;
  /** By the schemas that have an address. */
  readonly #inner = new Map<object, Resource>();
  readonly #byAddress = new Map<string, Resource>();

  /** @param identifiers whether `$id` means anything (OpenAPI 3.1 and later). */
  constructor(source: Source, identifiers: boolean) {
    this.#source = source;
    const root = asObject(source.value);
    const hasIdentifiers = identifiers && source.mayHaveIdentifiers;
    const id = hasIdentifiers ? identifierOf(root) : undefined;
    const around = own(root, '$self');
    const address = rootAddress(`./${encodeURI(source.path)}`);
    const base = (typeof around === 'string' ? absolute(around, address)?.uri : undefined) ?? address;
    const uri = (id === undefined ? undefined : absolute(id, base)?.uri) ?? base;
    this.whole = new Resource(source, uri, source.value, this.#isInner);
    // OpenAPI 3.2, `$self`.
    if (id !== undefined || base !== address) this.#byAddress.set(uri, this.whole);
    if (hasIdentifiers) this.#enter();
  }

  /** Those that have an address; where several have the same one, the first in the text. */
  get named(): ReadonlyMap<string, Resource> {
    return this.#byAddress;
  }

  /** The nearest one around a node. */
  around(node: object): Resource {
    if (this.#inner.size === 0) return this.whole;
    for (let at: object | undefined = node; at !== undefined; at = this.#source.places.get(at)?.parent) {
      const inner = this.#inner.get(at);
      if (inner !== undefined) return inner;
    }
    return this.whole;
  }

  readonly #isInner = (object: JsonObject): boolean => this.#inner.has(object);

  #enter(): void {
    const seen = new Set<Json>();
    const waiting: (readonly [value: Json, around: Resource, isMap: boolean])[] = [
      [this.whole.source.value, this.whole, false],
    ];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [value, around, isMap] = next;
      if (!isContainer(value) || seen.has(value)) continue;
      seen.add(value);
      const resource = isMap ? around : this.#resourceOf(value, around);
      for (const [key, child] of Object.entries(value as JsonObject).reverse()) {
        if (isMap || !DATA.has(key)) waiting.push([child, resource, !isMap && MAPS.has(key)]);
      }
    }
  }

  #resourceOf(value: JsonObject | readonly Json[], around: Resource): Resource {
    const object = asObject(value);
    const id = object === this.#source.value ? undefined : identifierOf(object);
    const uri = id === undefined ? undefined : absolute(id, around.uri)?.uri;
    if (object === undefined || uri === undefined) return around;
    const resource = new Resource(this.#source, uri, object, this.#isInner);
    this.#inner.set(object, resource);
    if (!this.#byAddress.has(uri)) this.#byAddress.set(uri, resource);
    return resource;
  }
}

/** With a fragment it is none (section 8.2.1), but for an empty one. */
function identifierOf(object: JsonObject | undefined): string | undefined {
  const id = own(object, '$id');
  return typeof id === 'string' && /^[^#]+#?$/.test(id) ? id : undefined;
}
