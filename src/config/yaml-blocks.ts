import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  stringify,
  type CST,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** Whole lines of a text that one item of a list or one entry of a map takes, its line end included. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Column of its `-` or key, from 0. */
  readonly indent: number;
}

/** Written with one item or entry below the other, rather than in brackets. */
export function isBlockStyle(node: unknown): node is YAMLMap | YAMLSeq {
  return isCollection(node) && node.flow !== true && node.items.length > 0;
}

/** The lines of the item at `index`; undefined where it shares its lines with something else. Needs source tokens. */
export function itemBlock(text: string, list: YAMLSeq, index: number): Block | undefined {
  const source = list.srcToken?.type === 'block-seq' ? list.srcToken.items : [];
  const dashes = source.flatMap((item) => item.start.filter(isDash));
  return blockFrom(text, dashes[index]?.offset, endOf(list.items[index]));
}

function isDash(token: CST.SourceToken): boolean {
  return token.type === 'seq-item-ind';
}

/** The lines of a map's entry; undefined where it shares its lines with something else. */
export function entryBlock(text: string, entry: Pair): Block | undefined {
  const start = isNode(entry.key) ? entry.key.range?.[0] : undefined;
  return blockFrom(text, start, endOf(entry.value) ?? endOf(entry.key));
}

export function entryOf(map: unknown, key: string): Pair | undefined {
  return isMap(map) ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;
}

export function listOf(node: unknown): YAMLSeq | undefined {
  return isSeq(node) ? node : undefined;
}

function endOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[1] : undefined;
}

function blockFrom(text: string, start: number | undefined, end: number | undefined): Block | undefined {
  if (start === undefined || end === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== '') return undefined;
  const lineEnd = text[end - 1] === '\n' && end > start ? end : text.indexOf('\n', end) + 1;
  return { start: lineStart, end: lineEnd === 0 ? text.length : lineEnd, indent: start - lineStart };
}

/** The lines of a block as they must stand elsewhere: moved to `indent`, with the line ends of `style`, the last one included. */
export function movedBlock(text: string, block: Block, indent: number, style: string): string {
  const lines = text
    .slice(block.start, block.end)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const move = indent - block.indent;
  const moved = lines.map((line) => {
    if (line.trim() === '' || move === 0) return line;
    return move > 0 ? ' '.repeat(move) + line : line.replace(new RegExp(`^ {0,${-move}}`), '');
  });
  return moved.map((line) => line + lineEnd(style)).join('');
}

export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A value in brackets on one line, at home in either style. */
export function inBrackets(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
