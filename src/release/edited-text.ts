import { isMap, isNode, parseDocument, type Document, type Node, type YAMLMap } from 'yaml';
import { added, applied, hasAnchors, type Edit } from '../config/edit.ts';
import { entryBlock, entryOf, inBrackets, isBlockStyle } from '../config/yaml-blocks.ts';
import { readYaml } from '../config/yaml-text.ts';
import type { Json } from '../spec/json.ts';
import { equal, withValue, type Place } from './places.ts';

/**
 * A YAML or JSON text with one place of it set, or taken out where `value` is undefined; all other text stays byte for byte, comments
 * and order with it. The result is read again: undefined where it would say anything else than that.
 */
export function editedText(text: string, place: Place, value: Json | undefined): string | undefined {
  const before = readYaml(text, 'the file');
  if (!before.ok) return undefined;
  const document = parseDocument(text, { keepSourceTokens: true, version: '1.2', schema: 'core', merge: false });
  const edit = hasAnchors(document) ? undefined : editAt(text, document, place, value);
  if (edit === undefined) return undefined;
  const result = applied(text, [edit]);
  const after = readYaml(result, 'edited');
  const wanted = withValue(before.text.value as Json, place, value);
  return after.ok && equal(after.text.value as Json, wanted) ? result : undefined;
}

function editAt(text: string, document: Document, place: Place, value: Json | undefined): Edit | undefined {
  const there = document.getIn(place, true);
  if (value !== undefined && isNode(there)) return replaced(text, there, value);
  const map = document.getIn(place.slice(0, -1), true);
  const key = String(place.at(-1));
  if (!isMap(map)) return undefined;
  const whole = withValue(map.toJSON() as Json, [key], value);
  if (!isBlockStyle(map)) return replaced(text, map, whole);
  return value === undefined ? withoutEntry(text, map, key) : added(text, map, asYaml({ [key]: value }).slice(2, -2));
}

function replaced(text: string, { range }: Node, value: Json): Edit | undefined {
  if (!range) return undefined;
  const [start, end] = range;
  const old = text.slice(start, end);
  const lineEnd = /\r?\n$/.exec(old)?.[0] ?? '';
  return { start, end, text: inStyleOf(text, start, old, value) + lineEnd };
}

/** A JSON file stays one, on as many lines as before; a quoted text stays quoted. */
function inStyleOf(text: string, start: number, old: string, value: Json): string {
  const isQuoted = old.startsWith('"') && typeof value === 'string';
  if (!isQuoted && !text.trimStart().startsWith('{')) return asYaml(value);
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1))?.[0] ?? '';
  return old.includes('\n') ? JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`) : JSON.stringify(value);
}

/** Written so that it may stand in brackets too. */
function asYaml(value: Json): string {
  return inBrackets([value]).slice(2, -2);
}

function withoutEntry(text: string, map: YAMLMap, key: string): Edit | undefined {
  const entry = entryOf(map, key);
  const block = entry && entryBlock(text, entry);
  return block && { start: block.start, end: block.end, text: '' };
}
