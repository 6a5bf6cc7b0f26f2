import { lastTarget, listOf } from '../../spec/at.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { tokens } from '../../spec/pointer.ts';
import { isDeprecated } from '../../compare/lifecycle.ts';
import { LIMITS, type Room } from '../limits.ts';
import type { MemberModel, SchemaModel, Shape } from '../model.ts';
import type { Anchors } from '../slug.ts';
import { line, textIn, valueText } from './texts.ts';

const COMPOSITIONS = [
  ['oneOf', 'one of'],
  ['anyOf', 'any of'],
  ['allOf', 'all of'],
  ['prefixItems', 'in this order'],
] as const;
/** Keywords that are told with their values. */
const TOLD = [
  ...['format', 'const', 'default', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
  ...['contentEncoding', 'contentMediaType', 'readOnly', 'writeOnly'],
];
const HOLDERS: ReadonlySet<string> = new Set(['schemas', 'definitions', '$defs']);

interface Named {
  readonly id: string;
  readonly name: string;
  readonly node: JsonObject;
}

/**
 * Schemas as people read them. One with a name is told once and linked to where it is used, so that schemas which lead to themselves
 * end and a description that repeats a few a thousand times stays small.
 */
export class Shapes {
  readonly #description: Description;
  readonly #room: Room;
  readonly #anchors: Anchors;
  readonly #named = new Map<string, Named>();

  constructor(description: Description, room: Room, anchors: Anchors) {
    this.#description = description;
    this.#room = room;
    this.#anchors = anchors;
  }

  /** Of what stands in the place of a schema. */
  of(value: Json | undefined, depth = 0): Shape {
    if (typeof value === 'boolean') return plain(value ? 'anything' : 'nothing');
    const written = asObject(value);
    if (written === undefined) return plain('anything');
    const resolved = this.#description.resolve(written);
    if (!resolved.ok) return plain('not known: its reference leads nowhere');
    const named = this.#nameOf(lastTarget(resolved.node));
    if (named === undefined) return this.#inside(resolved.node, depth);
    const beside = resolved.node === named.node ? undefined : written;
    return { ...plain(named.name), ref: named.id, ...textIn(this.#room, beside, 'description') };
  }

  /** All that were named so far, and those that these name, as far as there is room. */
  named(): SchemaModel[] {
    const found: SchemaModel[] = [];
    // A map is gone through with what is added to it meanwhile.
    for (const { id, name, node } of this.#named.values()) {
      found.push({ id, name, ...(!this.#room.isFull && { shape: this.#inside(node, 0) }) });
    }
    return found;
  }

  #nameOf(node: JsonObject): Named | undefined {
    const pointer = this.#description.pointer(node);
    const known = pointer === undefined ? undefined : this.#named.get(pointer);
    if (pointer === undefined || known !== undefined) return known;
    const said = nameIn(pointer);
    if (said === undefined) return undefined;
    const name = line(this.#room, said);
    const named = { id: this.#anchors.give('schema', said), name, node };
    this.#named.set(pointer, named);
    return named;
  }

  #inside(node: JsonObject, depth: number): Shape {
    if (depth > LIMITS.depth) return plain('nested deeper than is shown here');
    if (!this.#room.row()) return plain('not shown: there is no more room');
    const items = own(node, 'items');
    return {
      type: typeOf(node),
      ...textIn(this.#room, node, 'description'),
      facts: this.#factsOf(node),
      members: this.#membersOf(node, depth),
      ...(items !== undefined && { items: this.of(items, depth + 1) }),
      choices: this.#choicesOf(node, depth),
    };
  }

  #membersOf(node: JsonObject, depth: number): MemberModel[] {
    const required = new Set(listOf(own(node, 'required')));
    const members: MemberModel[] = [];
    const further = own(node, 'additionalProperties');
    const open = asObject(further);
    for (const [name, value] of [
      ...Object.entries(asObject(own(node, 'properties')) ?? {}),
      ...(open === undefined ? [] : ([['any other name', open]] as const)),
    ]) {
      if (this.#room.isFull) break;
      members.push({
        name: line(this.#room, name),
        required: value !== open && required.has(name),
        deprecated: isDeprecated(asObject(value) ?? {}),
        shape: this.of(value, depth + 1),
      });
    }
    return members;
  }

  #choicesOf(node: JsonObject, depth: number): Shape['choices'] {
    const choices = COMPOSITIONS.flatMap(([keyword, word]) => {
      const members = listOf(own(node, keyword));
      return members.length === 0 ? [] : [{ word, shapes: this.#several(members, depth) }];
    });
    const not = own(node, 'not');
    return not === undefined ? choices : [...choices, { word: 'not', shapes: [this.of(not, depth + 1)] }];
  }

  #several(members: readonly Json[], depth: number): Shape[] {
    const shapes: Shape[] = [];
    for (const member of members) {
      if (this.#room.isFull) break;
      shapes.push(this.of(member, depth + 1));
    }
    return shapes;
  }

  #factsOf(node: JsonObject): Shape['facts'] {
    const facts = TOLD.flatMap((name) => {
      const value = own(node, name);
      if (value === undefined || value === false) return [];
      return [{ name, value: valueText(this.#room, value) }];
    });
    const values = listOf(own(node, 'enum'));
    const shown = values.slice(0, LIMITS.list).map((value) => valueText(this.#room, value));
    const more = values.length > shown.length ? [`${values.length - shown.length} more`] : [];
    const closed =
      own(node, 'additionalProperties') === false ? [{ name: 'additionalProperties', value: 'false' }] : [];
    return [
      ...facts,
      ...closed,
      ...(values.length === 0 ? [] : [{ name: 'enum', value: [...shown, ...more].join(', ') }]),
    ];
  }
}

function plain(type: string): Shape {
  return { type, facts: [], members: [], choices: [] };
}

/** What a schema is called that stands under a name, or is a file of its own. */
function nameIn(pointer: string): string | undefined {
  const hash = pointer.indexOf('#');
  const steps = tokens(pointer.slice(hash + 1));
  const last = steps.at(-1);
  if (last === undefined) return /([^/]+?)(?:\.[^./]+)?$/.exec(pointer.slice(0, hash))?.[1];
  return steps.length > 1 && HOLDERS.has(steps.at(-2) ?? '') ? last : undefined;
}

function typeOf(node: JsonObject): string {
  const said = own(node, 'type');
  const listed = typeof said === 'string' ? [said] : listOf(said).filter((each) => typeof each === 'string');
  const types = own(node, 'nullable') === true ? [...listed, 'null'] : listed;
  if (types.length > 0) return [...new Set(types)].slice(0, 10).join(' or ').slice(0, LIMITS.line);
  if (own(node, 'properties') !== undefined) return 'object';
  return own(node, 'items') === undefined ? '' : 'array';
}
