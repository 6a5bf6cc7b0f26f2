import { z } from 'zod';
import type { ConfigProblem } from './problem.ts';
import type { Path, YamlText } from './yaml-text.ts';

type Issue = z.core.$ZodIssue;

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Checks a text that was read against a schema; each mistake comes with its line, its column and what to do about it. */
export function checkShape<T>(schema: z.ZodType<T>, text: YamlText): Checked<T> {
  const result = schema.safeParse(text.value ?? {});
  if (result.success) return { ok: true, value: result.data };
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  return { ok: false, problems: result.error.issues.flatMap((issue) => problems(issue, text, shape)) };
}

/** As much of JSON Schema as the way to a path needs. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  /** What a discriminated union becomes. */
  readonly oneOf?: readonly Shape[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

function problems(issue: Issue, text: YamlText, shape: Shape): ConfigProblem[] {
  const path = issue.path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, text, shape));
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        code: 'wrong-value',
        message: `${dotted(path)}: the name is not allowed: ${inner.message}.`,
        range: text.keyRange(path),
      }));
    case 'invalid_union':
      if (issue.errors.length > 0) return union(issue, text, shape);
      // A discriminated union that knows no such kind: its schema says which there are.
      return [{ code: 'wrong-value', message: `${dotted(path)}: ${wording(issue, text)}.`, range: text.range(path) }];
    default:
      return [{ code: 'wrong-value', message: `${dotted(path)}: ${wording(issue, text)}.`, range: text.range(path) }];
  }
}

function unknownKey(key: string, path: Path, text: YamlText, shape: Shape): ConfigProblem {
  const known = knownKeys(shapesAt(shape, path, shape));
  const where = path.length === 0 ? '' : `${dotted(path)}: `;
  const said = known.includes(key) ? notTogether(key, path, text) : notKnown(key, known);
  return { code: 'unknown-key', message: `${where}${said}`, range: text.keyRange([...path, key]) };
}

function notKnown(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${nearest}?`;
  return `there is no key ${short(key)} here. ${hint}`;
}

/** It belongs to another form than what stands beside it. */
function notTogether(key: string, path: Path, text: YamlText): string {
  const others = Object.keys(valueAt(text.value, path) ?? {}).filter((other) => other !== key);
  return `${key} does not go with ${others.map(short).join(', ')}. Keep one of them.`;
}

/** Of several forms the one that was meant is the one that the reading got furthest in; a tie lists the forms. */
function union(issue: Extract<Issue, { code: 'invalid_union' }>, text: YamlText, shape: Shape): ConfigProblem[] {
  const scored = issue.errors
    .map((issues) => ({ issues, score: progress(issues) }))
    .sort((a, b) => b.score - a.score || a.issues.length - b.issues.length);
  const [best, second] = scored;
  const inner = best?.issues ?? [];
  if (best && best.score >= 0 && (second === undefined || best.score > second.score)) {
    return inner.flatMap((one) => problems({ ...one, path: [...issue.path, ...one.path] }, text, shape));
  }
  const shapes = shapesAt(shape, issue.path, shape);
  const known = knownKeys(shapes);
  const beside = Object.keys(valueAt(text.value, issue.path) ?? {}).filter((key) => known.includes(key));
  const key = beside.length > 1 ? beside.at(-1) : undefined;
  if (key !== undefined) return [unknownKey(key, issue.path, text, shape)];
  const forms = shapes.map(formOf);
  return [
    {
      code: 'wrong-value',
      message: `${dotted(issue.path)}: expected one of: ${[...new Set(forms)].join(', ')}.`,
      range: text.range(issue.path),
    },
  ];
}

function progress(issues: readonly Issue[]): number {
  if (issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type')) return -1;
  // A key that the form lacks, beside one that it does not know: another form was meant.
  if (issues.some((issue) => issue.path.length === 0 && issue.code === 'unrecognized_keys') && issues.length > 1)
    return 0;
  return 1 + Math.max(...issues.map((issue) => issue.path.length));
}

function formOf(shape: Shape): string {
  if (shape.properties) return Object.keys(shape.properties).join(' + ');
  return expectation(shape.type ?? 'value');
}

function wording(issue: Issue, text: YamlText): string {
  const own = /^(?:Invalid option|Too (?:big|small)): /.test(issue.message) ? ofLimit(issue) : undefined;
  if (own !== undefined) return own;
  if (issue.code !== 'invalid_type') return issue.message.replace(/\.$/, '');
  const value = valueAt(text.value, issue.path);
  if (value === undefined) return 'is missing';
  return `expected ${expectation(issue.expected)}, got ${kindOf(value)}`;
}

/** In place of the library's own words. */
function ofLimit(issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return `expected one of: ${issue.values.join(', ')}`;
  if (issue.code === 'too_big') return limit(issue.maximum, issue, ['at most', 'less than']);
  if (issue.code === 'too_small') return limit(issue.minimum, issue, ['at least', 'more than']);
  return undefined;
}

const counted: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: [' entry', ' entries'],
  string: [' character', ' characters'],
};

function limit(
  bound: number | bigint,
  { origin, inclusive }: { readonly origin: string; readonly inclusive?: boolean | undefined },
  [within, beyond]: readonly [within: string, beyond: string],
): string {
  const [one, many] = counted[origin] ?? ['', ''];
  return `expected ${inclusive === false ? beyond : within} ${String(bound)}${Number(bound) === 1 ? one : many}`;
}

function expectation(expected: string): string {
  const names: Record<string, string> = {
    array: 'a list',
    record: 'a map',
    object: 'a map',
    string: 'text',
    boolean: 'true or false',
    int: 'a whole number',
    integer: 'a whole number',
  };
  return names[expected] ?? `a ${expected}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

/** All forms that the schema allows at a path. */
function shapesAt(shape: Shape, path: Path, root: Shape): Shape[] {
  const named = shape.$ref === undefined ? shape : (root.$defs?.[shape.$ref.replace('#/$defs/', '')] ?? root);
  const forms = named.anyOf ?? named.oneOf;
  if (forms) return forms.flatMap((form) => shapesAt(form, path, root));
  const [first, ...rest] = path;
  if (first === undefined) return [named];
  const { additionalProperties: others, items } = named;
  const next =
    typeof first === 'number'
      ? items
      : (named.properties?.[String(first)] ?? (typeof others === 'object' ? others : undefined));
  return next === undefined ? [] : shapesAt(next, rest, root);
}

function knownKeys(shapes: readonly Shape[]): string[] {
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

/** `apis.0.gateway`, for people; the whole file is `the file`. */
export function dotted(path: Path): string {
  return path.length === 0 ? 'the file' : path.map((part) => short(String(part))).join('.');
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** The known name that a misspelt one is closest to, at most a third of its letters away. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance: d }) => d <= Math.max(1, Math.floor(Math.max(candidate.length, name.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
