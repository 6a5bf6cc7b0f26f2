import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isNode, parseDocument, visit, type Document, type Node, type YAMLMap } from 'yaml';
import {
  entryBlock,
  entryOf,
  inBrackets,
  isBlockStyle,
  itemBlock,
  lineEnd,
  listOf,
  movedBlock,
  type Block,
} from './yaml-blocks.ts';
import { readYaml } from './yaml-text.ts';

export type Edited = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/**
 * `headText` with everything that `lastGoodText` says of one API: its item of `apis` and its overlays. It is replaced where both
 * have it, added where only last good has it, taken out where only the head has it. All other text stays byte for byte. The result is
 * read again: where it would say anything else than that, nothing is edited and the reason is told.
 */
export function replaceApiBlock(headText: string, lastGoodText: string, apiName: string): Edited {
  const head = read(headText, 'the file on the branch');
  const good = read(lastGoodText, 'the file of last good');
  if (!head.ok) return head;
  if (!good.ok) return good;
  const edits = [...apiEdits(head.side, good.side, apiName), ...overlayEdits(head.side, good.side, apiName)];
  const text = applied(headText, edits);
  const result = readYaml(text, 'edited');
  const wanted = expected(head.side.value, good.side.value, apiName);
  if (result.ok && isDeepStrictEqual(result.text.value ?? {}, wanted)) return { ok: true, text };
  return {
    ok: false,
    reason: `The block of ${apiName} could not be replaced without touching the rest; put it back by hand.`,
  };
}

interface Config {
  apis?: { name?: unknown }[] | null;
  environments?: Record<string, { overlays?: Record<string, unknown> | null } | null> | null;
}

interface TextSide {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly value: Config;
}

type ReadSide = { readonly ok: true; readonly side: TextSide } | { readonly ok: false; readonly reason: string };

function read(text: string, what: string): ReadSide {
  const checked = readYaml(text, what);
  if (!checked.ok) return { ok: false, reason: `${what} cannot be read: ${checked.problems[0]?.message ?? ''}` };
  const document = parseDocument(text, { keepSourceTokens: true, version: '1.2', schema: 'core', merge: false });
  if (hasAnchors(document)) {
    return { ok: false, reason: `${what} uses YAML anchors: a block of it does not mean the same elsewhere.` };
  }
  return { ok: true, side: { text, document, value: checked.text.value ?? {} } };
}

/** Whether text of it may mean something else where it stands elsewhere. */
export function hasAnchors(document: Document.Parsed): boolean {
  const found: Node[] = [];
  visit(document, {
    Node(_, node) {
      if (isAlias(node) || node.anchor !== undefined) found.push(node);
    },
  });
  return found.length > 0;
}

/** `end` exclusive; two edits never overlap. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end), text);
}

function apiEdits(head: TextSide, good: TextSide, name: string): Edit[] {
  const at = findApi(head.value, name);
  const list = listOf(head.document.get('apis', true));
  const block = goodItem(good, name);
  if (at >= 0 && list) {
    const old = itemBlock(head.text, list, at);
    if (!old) return [];
    if (block) return [{ start: old.start, end: old.end, text: movedBlock(good.text, block, old.indent, head.text) }];
    const rest = list.items.length > 1 ? '' : `${' '.repeat(Math.max(old.indent, 2))}[]${lineEnd(head.text)}`;
    return [{ start: old.start, end: old.end, text: rest }];
  }
  if (!block) return [];
  const last = list && isBlockStyle(list) ? itemBlock(head.text, list, list.items.length - 1) : undefined;
  if (last) return [insertion(head.text, last.end, movedBlock(good.text, block, last.indent, head.text))];
  return [newList(head, movedBlock(good.text, block, 2, head.text))];
}

function findApi(config: Config, name: string): number {
  return (config.apis ?? []).findIndex((api) => api.name === name);
}

function goodItem(good: TextSide, name: string): Block | undefined {
  const at = findApi(good.value, name);
  const list = listOf(good.document.get('apis', true));
  return at < 0 || !list ? undefined : itemBlock(good.text, list, at);
}

/** The head has no list, or an empty one. */
function newList(head: TextSide, item: string): Edit {
  const end = lineEnd(head.text);
  const value = entryOf(head.document.contents, 'apis')?.value;
  if (isNode(value) && value.range) return { start: value.range[0], end: value.range[1], text: end + item.trimEnd() };
  return insertion(head.text, head.text.length, `apis:${end}${item}`);
}

/** New lines after `at`, which may be the end of a text without a line end. */
function insertion(text: string, at: number, lines: string): Edit {
  const missing = at > 0 && text[at - 1] !== '\n' ? lineEnd(text) : '';
  return { start: at, end: at, text: missing + lines };
}

function overlayEdits(head: TextSide, good: TextSide, name: string): Edit[] {
  return Object.keys(head.value.environments ?? {}).flatMap((environment) => {
    const before = overlays(head.value, environment);
    const after = overlays(good.value, environment);
    const same =
      Object.hasOwn(before, name) === Object.hasOwn(after, name) && isDeepStrictEqual(before[name], after[name]);
    return same ? [] : [overlayEdit(head, good, environment, name)].filter((edit) => edit !== undefined);
  });
}

function overlays(config: Config, environment: string): Record<string, unknown> {
  const found = config.environments ?? {};
  return (Object.hasOwn(found, environment) ? found[environment]?.overlays : undefined) ?? {};
}

function overlayEdit(head: TextSide, good: TextSide, environment: string, name: string): Edit | undefined {
  const wanted = withOverlay(overlays(head.value, environment), overlays(good.value, environment), name);
  const holder = entryOf(head.document.contents, 'environments')?.value;
  const block = entryOf(holder, environment)?.value;
  const map = entryOf(block, 'overlays')?.value;
  if (isMap(map) && isBlockStyle(map)) return entryEdit(head, good, environment, name, map);
  if (isNode(map) && map.range) return { start: map.range[0], end: map.range[1], text: inBrackets(wanted) };
  if (isMap(block) && isBlockStyle(block)) return added(head.text, block, `overlays: ${inBrackets(wanted)}`);
  if (!isNode(block) || !block.range) return undefined;
  const whole = { ...head.value.environments?.[environment], overlays: wanted };
  return { start: block.range[0], end: block.range[1], text: inBrackets(whole) };
}

/** In a map with one entry below the other: that entry alone. */
function entryEdit(head: TextSide, good: TextSide, environment: string, name: string, map: YAMLMap): Edit | undefined {
  const goodOverlays = overlays(good.value, environment);
  const entry = entryOf(map, name);
  const old = entry && entryBlock(head.text, entry);
  const goodMap = entryOf(
    entryOf(entryOf(good.document.contents, 'environments')?.value, environment)?.value,
    'overlays',
  )?.value;
  const goodEntry = entryOf(goodMap, name);
  const source = goodEntry && isBlockStyle(goodMap) ? entryBlock(good.text, goodEntry) : undefined;
  const line = inBrackets({ [name]: goodOverlays[name] }).slice(2, -2);
  if (!entry) return added(head.text, map, line, source && { text: good.text, block: source });
  if (!old) return undefined;
  const spaces = ' '.repeat(old.indent);
  if (!goodEntry)
    return { start: old.start, end: old.end, text: map.items.length > 1 ? '' : `${spaces}{}${lineEnd(head.text)}` };
  const text = source ? movedBlock(good.text, source, old.indent, head.text) : `${spaces}${line}${lineEnd(head.text)}`;
  return { start: old.start, end: old.end, text };
}

/** One more entry after the last one of a map, as `source` has it or else as `line`. */
export function added(
  text: string,
  map: YAMLMap,
  line: string,
  source?: { text: string; block: Block },
): Edit | undefined {
  const lastEntry = map.items.at(-1);
  const last = lastEntry && entryBlock(text, lastEntry);
  if (!last) return undefined;
  const lines = source
    ? movedBlock(source.text, source.block, last.indent, text)
    : `${' '.repeat(last.indent)}${line}${lineEnd(text)}`;
  return insertion(text, last.end, lines);
}

function withOverlay(
  before: Record<string, unknown>,
  good: Record<string, unknown>,
  name: string,
): Record<string, unknown> {
  const others = Object.entries(before).filter(([api]) => api !== name);
  return Object.fromEntries(Object.hasOwn(good, name) ? [...others, [name, good[name]]] : others);
}

/** What the edited file must say. */
function expected(head: Config, good: Config, name: string): Config {
  const at = findApi(head, name);
  const wanted = good.apis?.[findApi(good, name)];
  const apis = [...(head.apis ?? [])];
  if (at >= 0) apis.splice(at, 1, ...(wanted ? [wanted] : []));
  else if (wanted) apis.push(wanted);
  const environments = Object.entries(head.environments ?? {}).map(([environment, value]) => {
    const next = withOverlay(overlays(head, environment), overlays(good, environment), name);
    const unchanged = isDeepStrictEqual(next, overlays(head, environment));
    return [environment, unchanged ? value : { ...value, overlays: next }] as const;
  });
  return {
    ...head,
    ...(at >= 0 || wanted ? { apis } : {}),
    ...(head.environments ? { environments: Object.fromEntries(environments) } : {}),
  };
}
