import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag } from 'js-yaml';
import type { Json } from './json.ts';

const INTEGER = /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/**
 * A plain scalar by the core schema (YAML 1.2.2 section 10.3.2). `NO` and dates stay strings; so do `.inf` and `.nan`, which
 * JSON has no value for.
 */
export function plainScalar(source: string): Json {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  const first = source.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!mayBeNumber) return source;
  if (INTEGER.test(source)) return integer(source);
  return FLOAT.test(source) ? finite(Number(source), source) : source;
}

function integer(source: string): Json {
  return finite(Number(source), source);
}

function finite(value: number, source: string): Json {
  return Number.isFinite(value) ? value : source;
}

const TAGS = new Map([nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag].map((tag) => [tag.tagName, tag]));
const PREFIX = 'tag:yaml.org,2002:';

/** A scalar with an explicit tag of the core schema; undefined where the tag is another one or does not fit. */
export function taggedScalar(tag: string, source: string): Json | undefined {
  if (tag === '!' || tag === '!!str' || tag === `!<${PREFIX}str>`) return source;
  const name = tag.startsWith('!!') ? PREFIX + tag.slice(2) : tag.slice(2, -1);
  const result = TAGS.get(name)?.resolve(source, true, name);
  if (result === undefined || result === NOT_RESOLVED) return undefined;
  return typeof result === 'number' ? finite(result, source) : result;
}

/** The tag says what the collection is anyway. */
export function isCollectionTag(tag: string, kind: 'map' | 'seq'): boolean {
  return tag === '' || tag === '!' || tag === `!!${kind}` || tag === `!<${PREFIX}${kind}>`;
}
