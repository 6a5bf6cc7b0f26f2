import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
} from 'yaml';
import type { ConfigProblem, ConfigRange } from './problem.ts';

const maxBytes = 1_000_000;
const maxAliases = 100;
const maxDepth = 200;

export type Path = readonly PropertyKey[];

/** A YAML (or JSON) text that was read, with the place of everything in it. */
export interface YamlText {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Of the value at `path`; where nothing stands there, of the nearest thing above that does. */
  range(path: Path): ConfigRange;
  /** Of the key that leads to `path`. */
  keyRange(path: Path): ConfigRange;
}

export type ReadYaml =
  { readonly ok: true; readonly text: YamlText } | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads one YAML 1.2 document (core schema: no merge keys, no custom tags) of at most 1 MB. */
export function readYaml(text: string, file: string): ReadYaml {
  if (Buffer.byteLength(text) > maxBytes) return failed({ code: 'too-large', message: `${file} is larger than 1 MB.` });
  if (tooDeep(text)) return tooComplex(file);
  const lines = new LineCounter();
  const places = rangeMaker(file, lines);
  try {
    const options = { lineCounter: lines, version: '1.2', schema: 'core', merge: false, prettyErrors: false } as const;
    // The library looks for duplicate keys in quadratic time: `duplicateKeys` does it once over.
    const document = parseDocument(text, { ...options, uniqueKeys: false, logLevel: 'silent' });
    const problems = [
      ...syntaxProblems(document, places),
      ...duplicateKeys(document, places),
      ...unresolvedAliases(document, places),
    ];
    if (problems.length > 0) return { ok: false, problems };
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { ok: true, text: { file, text, value, ...placesOf(document, places) } };
  } catch (error) {
    // Too deep for the stack, or more aliases than the budget: both are the input's fault.
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    return tooComplex(file);
  }
}

function tooComplex(file: string): ReadYaml {
  const message = `${file} is nested too deeply or repeats itself through aliases too often.`;
  return failed({ code: 'too-complex', message });
}

/** Found before parsing: the library takes seconds for what it then gives up on. Brackets in quotes count too, 200 of them do no harm. */
function tooDeep(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open += bracket === '[' || bracket === '{' ? 1 : -1;
    if (open > maxDepth) return true;
    open = Math.max(open, 0);
  }
  return /^(?: *[-?:] ){100}/m.test(text);
}

function failed(problem: ConfigProblem): ReadYaml {
  return { ok: false, problems: [problem] };
}

type RangeOf = (start: number, end: number) => ConfigRange;

function rangeMaker(file: string, lines: LineCounter): RangeOf {
  const at = (offset: number): ConfigRange['start'] => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  return (start, end) => ({ file, start: at(start), end: at(end) });
}

function syntaxProblems(document: Document, range: RangeOf): ConfigProblem[] {
  return [...document.errors, ...document.warnings].slice(0, 20).map((error) => ({
    code: 'yaml-syntax',
    message: `This is not valid YAML: ${error.message.replace(/[.\s]*$/, '')}.`,
    range: range(error.pos[0], error.pos[1]),
  }));
}

/** An alias leads to the anchor of its name that was set before it. */
function unresolvedAliases(document: Document.Parsed, range: RangeOf): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return;
      }
      if (anchors.has(node.source) || problems.length >= 20) return;
      const message = `There is no anchor ${node.source} above this alias.`;
      problems.push({
        code: 'yaml-syntax',
        message,
        ...(node.range && { range: range(node.range[0], node.range[1]) }),
      });
    },
  });
  return problems;
}

function duplicateKeys(document: Document.Parsed, range: RangeOf): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyText(pair);
        const place = isNode(pair.key) ? pair.key.range : undefined;
        if (seen.has(key) && problems.length < 20) {
          const where = place ? { range: range(place[0], place[1]) } : {};
          problems.push({
            code: 'duplicate',
            message: `The key ${key} is written twice here; keep one of them.`,
            ...where,
          });
        }
        seen.add(key);
      }
    },
  });
  return problems;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

function placesOf(document: Document.Parsed, range: RangeOf): Pick<YamlText, 'range' | 'keyRange'> {
  const ofNode = (node: unknown): ConfigRange | undefined =>
    isNode(node) && node.range ? range(node.range[0], node.range[1]) : undefined;
  const whole = range(0, 0);
  const find = (path: Path): Found => {
    let found: Found = { key: document.contents, value: document.contents };
    for (const part of path) {
      const next = child(document, found.value, part);
      if (next === undefined) break;
      found = next;
    }
    return found;
  };
  return {
    range(path) {
      const { key, value } = find(path);
      return ofNode(value) ?? ofNode(key) ?? whole;
    },
    keyRange: (path) => ofNode(find(path).key) ?? whole,
  };
}

function child(document: Document.Parsed, node: unknown, part: PropertyKey): Found | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) {
    const item = target.items[Number(part)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(target)) return undefined;
  const pair = target.items.find((candidate) => keyText(candidate) === String(part));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
