import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Change, Witness } from '../../src/compare/change.ts';
import type { Convention } from '../../src/compare/proof/convention.ts';
import { asObject, own, type Json, type JsonObject } from '../../src/spec/json.ts';
import type { Description } from '../../src/spec/description.ts';
import { atPointer } from '../../src/spec/reference.ts';
import type { Judged } from './score.ts';

/** Errors on the content of messages: how many, how many of them show an instance, and the instances that ajv does not confirm. */
export interface Shown {
  readonly errors: number;
  readonly witnessed: number;
  readonly unproved: number;
  /** The conventions of those that no value can show, one for each. */
  readonly agreed: readonly Convention[];
  readonly unconfirmed: readonly string[];
  /** Those that have nothing of all this, which must not be. */
  readonly silent: readonly string[];
}

/** Counts the errors on content, and has each witness confirmed once more from the text of the descriptions. */
export function shownIn(judged: readonly Judged[]): Shown {
  const errors = judged.flatMap(({ pair, changes }) =>
    changes.filter((change) => change.level === 'error' && isOfContent(change)).map((change) => ({ pair, change })),
  );
  const unconfirmed = errors.flatMap(({ pair, change }) => {
    const fault = change.witness === undefined ? undefined : faultOf(change.witness, pair.base, pair.head);
    return fault === undefined ? [] : [`${pair.name}: ${change.id}: ${fault}`];
  });
  return {
    errors: errors.length,
    witnessed: errors.filter(({ change }) => change.witness !== undefined).length,
    unproved: errors.filter(({ change }) => change.unproved === true).length,
    agreed: errors.flatMap(({ change }) => change.convention ?? []),
    silent: errors.flatMap(({ pair, change }) => (isSilent(change) ? [`${pair.name}: ${change.id}`] : [])),
    unconfirmed,
  };
}

function isSilent({ witness, unproved, convention }: Change): boolean {
  return witness === undefined && unproved !== true && convention === undefined;
}

const OF_CONTENT =
  /^(?:request|response)-(?:body|property|parameter|header|required-property)-|^new-required-request-(?:property|header-property)/;
/** Other things of messages: how a value is written, whether there is one at all, what is announced. */
const NOT_OF_CONTENT =
  /media-type|body-encoding-|-xml-changed|parameter-(?:style|explode|content)-changed|default-value|deprecat|sunset|^request-body-(?:added|removed|became-(?:required|optional))|parameter-removed|parameter-became-required|header-became-optional/;

/** What a schema remarks of values (JSON Schema 2020-12 Validation, sections 8 and 9) limits none: like defaults, no error on content. */
function isOfContent({ id, convention }: Change): boolean {
  return OF_CONTENT.test(id) && !NOT_OF_CONTENT.test(id) && convention !== 'Remarks';
}

/** What is wrong with a witness, judged from its pointers alone; undefined: nothing. */
function faultOf(
  { surface, part, instance, acceptedBy, base, head }: Witness,
  before: Description,
  after: Description,
): string | undefined {
  if (part === 'operation' || (base === null && head === null)) return 'names no schema';
  const hidden = surface === 'request' ? 'readOnly' : 'writeOnly';
  try {
    const onBase = validatorAt(before, base, hidden)(instance);
    const onHead = validatorAt(after, head, hidden)(instance);
    const expected = acceptedBy === 'base' ? [true, false] : [false, true];
    return onBase === expected[0] && onHead === expected[1]
      ? undefined
      : `${JSON.stringify(instance)} is ${onBase ? '' : 'not '}valid at ${base ?? 'base'} and ${onHead ? '' : 'not '}valid at ${head ?? 'head'}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function validatorAt(description: Description, pointer: string | null, hidden: string): (value: Json) => boolean {
  if (pointer === null) return () => true;
  const translated = new Translator(description, hidden).document();
  const found = atPointer(translated, pointer.slice(pointer.indexOf('#') + 1));
  if (typeof found === 'boolean') return () => found;
  const ajv = new Ajv2020({ strict: false, validateFormats: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(translated, 'https://description.test/');
  const fragment = pointer
    .slice(pointer.indexOf('#') + 1)
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  const validate = ajv.compile({ $ref: `https://description.test/#${fragment}` });
  return (value) => validate(value);
}

/** A whole description in which every schema means by JSON Schema 2020-12 what it means by its version of OpenAPI. */
class Translator {
  readonly #description: Description;
  readonly #hidden: string;

  constructor(description: Description, hidden: string) {
    this.#description = description;
    this.#hidden = hidden;
  }

  document(): JsonObject {
    return asObject(this.#value(this.#description.root)) ?? {};
  }

  #value(value: Json): Json {
    if (Array.isArray(value)) return value.map((item: Json) => this.#value(item));
    const object = asObject(value);
    if (object === undefined) return value;
    const copy = Object.fromEntries(Object.entries(object).map(([key, item]) => [key, this.#value(item)]));
    const required = this.#required(object);
    if (required !== undefined) copy['required'] = required;
    return this.#description.version === '3.0' ? asOf31(copy) : copy;
  }

  /** Names of properties that travel. */
  #required(node: JsonObject): Json | undefined {
    const required = own(node, 'required');
    if (!Array.isArray(required)) return undefined;
    const properties = asObject(own(node, 'properties'));
    return (required as readonly Json[]).filter((name) => {
      const property = typeof name === 'string' ? asObject(own(properties, name)) : undefined;
      if (property === undefined) return true;
      const resolved = this.#description.resolve(property);
      return !(resolved.ok && own(resolved.node, this.#hidden) === true);
    });
  }
}

/** OpenAPI 3.0.3, Schema Object: `nullable`, boolean exclusive bounds, and nothing beside `$ref`. */
function asOf31(node: Record<string, Json>): Json {
  if (typeof node['$ref'] === 'string') return { $ref: node['$ref'] };
  for (const [exclusive, inclusive] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (node[exclusive] === true && typeof node[inclusive] === 'number') {
      node[exclusive] = node[inclusive];
      Reflect.deleteProperty(node, inclusive);
    } else if (typeof node[exclusive] === 'boolean') Reflect.deleteProperty(node, exclusive);
  }
  if (node['nullable'] === true && typeof node['type'] === 'string') node['type'] = [node['type'], 'null'];
  return node;
}
