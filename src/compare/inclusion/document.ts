import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { tokens } from '../../spec/pointer.ts';
import { absolute, rootAddress } from '../../spec/uri.ts';
import { subschemas } from './positions.ts';

/** A schema with an address of its own, and the anchors in it (JSON Schema 2020-12 core, section 8.2). */
export interface Resource {
  readonly number: number;
  readonly uri: string;
  readonly root: JsonObject;
  readonly anchors: Map<string, JsonObject>;
  readonly dynamic: Map<string, JsonObject>;
}

/** A schema document: where references inside it lead. */
export class SchemaDocument {
  readonly #resources = new Map<string, Resource>();
  readonly #homes = new Map<JsonObject, Resource>();
  readonly #identifiers: boolean;
  /** Whether the path by which a schema was reached can matter. */
  dynamic = false;

  /** @param identifiers whether `$id`, anchors and dynamic references mean anything (OpenAPI 3.1 and later). */
  constructor(root: Json, identifiers: boolean) {
    this.#identifiers = identifiers;
    const object = asObject(root);
    if (object === undefined) return;
    const id = identifiers ? own(object, '$id') : undefined;
    this.#add(object, this.#resource(rootAddress(typeof id === 'string' ? id : undefined), object));
  }

  home(schema: JsonObject): Resource | undefined {
    return this.#homes.get(schema);
  }

  /** What a `$ref` in the resource leads to. */
  find(reference: string, from: Resource): Json | undefined {
    const target = absolute(reference, from.uri);
    const resource = target === undefined ? undefined : this.#resources.get(target.uri);
    if (target === undefined || resource === undefined) return undefined;
    if (target.fragment !== '' && !target.fragment.startsWith('/')) return resource.anchors.get(target.fragment);
    return this.#at(resource, target.fragment);
  }

  /**
   * What a `$dynamicRef` leads to, by the resources that were entered on the way to it, outermost first (core, section
   * 8.2.3.2).
   */
  findDynamic(reference: string, from: Resource, entered: readonly Resource[]): Json | undefined {
    const found = this.find(reference, from);
    const target = absolute(reference, from.uri);
    const name = target?.fragment ?? '';
    const first = target === undefined ? undefined : this.#resources.get(target.uri);
    if (first?.dynamic.get(name) === undefined || first.dynamic.get(name) !== found) return found;
    return entered.find((resource) => resource.dynamic.has(name))?.dynamic.get(name) ?? found;
  }

  #at(resource: Resource, pointer: string): Json | undefined {
    let at: Json | undefined = resource.root;
    let home = resource;
    for (const token of tokens(pointer)) {
      at = member(at, token);
      const object = asObject(at);
      if (object !== undefined) home = this.#homes.get(object) ?? home;
    }
    const object = asObject(at);
    if (object !== undefined && !this.#homes.has(object)) this.#add(object, home);
    return at;
  }

  /** Enters a schema and all below it, each with the resource that it belongs to. */
  #add(root: JsonObject, home: Resource): void {
    const queue: (readonly [JsonObject, Resource])[] = [[root, home]];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [schema, around] = next;
      if (this.#homes.has(schema)) continue;
      const resource = this.#identifiers ? this.#entered(schema, around) : around;
      this.#homes.set(schema, resource);
      for (const below of subschemas(schema)) {
        const object = asObject(below);
        if (object !== undefined) queue.push([object, resource]);
      }
    }
  }

  #entered(schema: JsonObject, around: Resource): Resource {
    const id = own(schema, '$id');
    const address = typeof id === 'string' ? absolute(id, around.uri)?.uri : undefined;
    const resource = address === undefined || schema === around.root ? around : this.#resource(address, schema);
    const anchor = own(schema, '$anchor');
    if (typeof anchor === 'string') resource.anchors.set(anchor, schema);
    const dynamic = own(schema, '$dynamicAnchor');
    if (typeof dynamic === 'string') {
      resource.anchors.set(dynamic, schema);
      resource.dynamic.set(dynamic, schema);
    }
    this.dynamic ||= own(schema, '$dynamicRef') !== undefined;
    return resource;
  }

  #resource(uri: string, root: JsonObject): Resource {
    const known = this.#resources.get(uri);
    if (known !== undefined) return known;
    const resource = { number: this.#resources.size, uri, root, anchors: new Map(), dynamic: new Map() };
    this.#resources.set(uri, resource);
    return resource;
  }
}

function member(value: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(value))
    return /^(?:0|[1-9]\d*)$/.test(token) ? (value as readonly Json[])[Number(token)] : undefined;
  return own(asObject(value), token);
}
