import type { Description } from '../spec/description.ts';
import type { Subject } from './subject.ts';
import type { Violation } from './violation.ts';

/** Lines of the head's files, each file split once: thousands of violations stand in one. */
export class Lines {
  readonly #text: (file: string) => string | undefined;
  readonly #files = new Map<string, readonly string[]>();

  constructor(text: (file: string) => string | undefined) {
    this.#text = text;
  }

  /** Without its end; counted from 1. */
  at(file: string, line: number): string | undefined {
    let lines = this.#files.get(file);
    if (!lines) this.#files.set(file, (lines = this.#text(file)?.split(/\r?\n/) ?? []));
    return lines[line - 1];
  }
}

/**
 * Adds `key: value` as the first line of what the rule is about, keeping the line that stands there. Only where that is
 * certain to be right: where the key is not there, empty, already, in block YAML on a line of its own, or after a `{` that ends its line in JSON.
 */
export function addKey(
  subject: Subject,
  key: string,
  value: string,
  head: Description,
  lines: Lines,
): Violation['fix'] {
  const range = head.range(subject.node);
  const line = range && lines.at(range.file, range.start.line);
  if (range === undefined || line === undefined || line.length > 1000) return undefined;
  if (Object.hasOwn(subject.node, key) || Object.keys(subject.node).length === 0) return undefined;
  const added = range.file.endsWith('.json')
    ? inJson(line, range.start.column, key, value)
    : inYaml(line, range.start.column, key, value);
  if (added === undefined) return undefined;
  const start = { line: range.start.line, column: 1 };
  return { range: { file: range.file, start, end: { line: start.line + 1, column: 1 } }, text: added };
}

function inYaml(line: string, column: number, key: string, value: string): string | undefined {
  const indent = line.slice(0, column - 1);
  const plain = /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && !/^(true|false|null|y|n|yes|no|on|off)$/i.test(value);
  if (!/^ *$/.test(indent) || !/^["'A-Za-z$]/.test(line.slice(column - 1))) return undefined;
  return `${indent}${key}: ${plain ? value : JSON.stringify(value)}\n${line}\n`;
}

function inJson(line: string, column: number, key: string, value: string): string | undefined {
  if (line.slice(column - 1).trimEnd() !== '{') return undefined;
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const step = indent.includes('\t') ? '\t' : '  ';
  return `${line.trimEnd()}\n${indent}${step}${JSON.stringify(key)}: ${JSON.stringify(value)},\n`;
}
